package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// table is the measurements of all sizes as a table that people and Markdown read.
func table(trials []*trial) string {
	rows := [][]string{{"People, accounts", "What", "Time", "CPU", "Accounts/s", "Peak memory", "Store", "DuckDB", "its CPU", "its memory", "Ratio"}}
	for _, t := range trials {
		size := number(t.company.people) + ", " + number(t.company.people*t.company.systems)
		for _, l := range t.lines {
			rows = append(rows, append([]string{size}, l.cells()...))
			size = ""
		}
	}
	return layOut(rows)
}

func (l *line) cells() []string {
	rate := number(int(float64(l.rows) / l.took.wall.Seconds()))
	cells := []string{l.what, seconds(l.took.wall), seconds(l.took.busy), rate, mib(l.took.peak), mib(l.store), "", "", "", ""}
	if l.rival.wall > 0 {
		cells[6], cells[7], cells[8] = seconds(l.rival.wall), seconds(l.rival.busy), mib(l.rival.peak)
		cells[9] = fmt.Sprintf("%.2f", l.took.wall.Seconds()/l.rival.wall.Seconds())
	}
	return cells
}

// layOut lays cells out in columns; the first row is the head.
func layOut(rows [][]string) string {
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], len(cell))
		}
	}
	var b strings.Builder
	for at, row := range rows {
		for i, cell := range row {
			fmt.Fprintf(&b, "| %-*s ", wide[i], cell)
		}
		b.WriteString("|\n")
		if at == 0 {
			for _, w := range wide {
				b.WriteString("|" + strings.Repeat("-", w+2))
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func mib(bytes int64) string { return fmt.Sprintf("%d MiB", bytes>>20) }

// number writes 9000000 as 9,000,000.
func number(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return number(n/1000) + fmt.Sprintf(",%03d", n%1000)
}

// machine says what was measured on.
func machine() string {
	return fmt.Sprintf("%s, %d cores, %s memory, %s/%s, %s", proc("/proc/cpuinfo", "model name"), runtime.NumCPU(),
		proc("/proc/meminfo", "MemTotal"), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// proc returns one value of a file of the Linux kernel; "unknown" elsewhere.
func proc(file, key string) string {
	f, err := os.Open(file)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// The part of docs/performance.md between these lines is ours; the rest is people's.
const (
	begin = "<!-- make bench writes from here -->\n"
	end   = "<!-- to here -->\n"
)

// keep writes the table into the document.
func keep(path, measured string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s lacks the lines between which the table stands", path)
	}
	return os.WriteFile(path, []byte(before+begin+measured+end+after), 0o600)
}
