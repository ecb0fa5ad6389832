package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

const (
	benchRows = 300_000
	benchHead = "user_id,username,email,active,last_login,emp_no,roles\n"

	// benchRow is what an application exports: seven columns, no quotes, about 110 bytes.
	benchRow = "u%07d,login.name%d,first%d.last%d@example.test,true,2026-%02d-%02dT10:11:12Z,E%06d,reader;writer;admin%d\n"
)

// rows makes a text of many rows: change, if it is not nil, changes the form of each.
func rows(change func(string) string) string {
	form := benchRow
	if change != nil {
		form = change(form)
	}
	var text strings.Builder
	text.WriteString(benchHead)
	for i := range benchRows {
		fmt.Fprintf(&text, form, i, i%1000, i%977, i, i%12+1, i%28+1, i%300_000, i%10)
	}
	return text.String()
}

func quotes(form string) string {
	return `"` + strings.ReplaceAll(strings.TrimSuffix(form, "\n"), ",", `","`) + "\"\n"
}

func accents(form string) string { return strings.ReplaceAll(form, "first", "fïrst") }

func returns(form string) string { return strings.ReplaceAll(form, "\n", "\r\n") }

// BenchmarkTable reads a file of each form to its end, digest and checks included.
func BenchmarkTable(b *testing.B) {
	for _, bench := range []struct {
		name, text string
		encoding   Encoding
	}{
		{"plain", rows(nil), UTF8},
		{"CRLF", rows(returns), UTF8},
		{"quoted", rows(quotes), UTF8},
		{"accents", rows(accents), UTF8},
		{"windows-1252", rows(accents), Windows1252},
		{"utf-16", rows(accents), UTF16LE},
	} {
		path := file(b, encoded(b, bench.text, bench.encoding))
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				readTable(b, path)
			}
			perSecond(b, path)
		})
	}
}

// BenchmarkEncodingCSV reads the same with the standard library, without digest and checks.
func BenchmarkEncodingCSV(b *testing.B) {
	for name, text := range map[string]string{"plain": rows(nil), "quoted": rows(quotes)} {
		path := file(b, text)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				readEncodingCSV(b, path)
			}
			perSecond(b, path)
		})
	}
}

func readTable(b *testing.B, path string) {
	t, err := Open(path, Settings{Need: needs("user_id")})
	if err != nil {
		b.Fatal(err)
	}
	defer t.Close()
	n := 0
	for rows, err := range t.Batches(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		n += len(rows)
	}
	if n != benchRows {
		b.Fatalf("%d rows", n)
	}
}

func readEncodingCSV(b *testing.B, path string) {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func perSecond(b *testing.B, path string) {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
