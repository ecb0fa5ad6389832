package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// measured is one run of a program.
type measured struct {
	wall time.Duration
	busy time.Duration // of all processors together: a machine that does other things too stretches it less
	peak int64         // resident bytes
	out  []byte
}

// command is a program to measure.
type command struct {
	folder  string // where it runs
	program string
	args    []string
	codes   []int // exit codes beside 0 that are no failure
	discard bool  // its output is not kept
}

func (c command) measure(ctx context.Context) (measured, error) {
	var out, wrong bytes.Buffer
	cmd := exec.CommandContext(ctx, c.program, c.args...)
	cmd.Dir, cmd.Stderr = c.folder, &wrong
	if !c.discard {
		cmd.Stdout = &out
	}
	began := time.Now()
	err := cmd.Run()
	m := measured{wall: time.Since(began), out: out.Bytes()}
	var exit *exec.ExitError
	if errors.As(err, &exit) && slices.Contains(c.codes, exit.ExitCode()) {
		err = nil
	}
	if err != nil {
		return m, fmt.Errorf("%s %v: %w\n%s%s", filepath.Base(c.program), c.args, errors.Join(ctx.Err(), err), out.Bytes(), wrong.Bytes())
	}
	m.busy = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	m.peak = peakOf(cmd.ProcessState)
	return m, nil
}

// peakOf returns the most memory that an ended process had at once. Systems count it in different units.
func peakOf(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss << 10
}

// median returns the run in the middle by time, with the highest peak of all.
func median(runs []measured) measured {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b measured) int { return int(a.wall - b.wall) })
	middle := sorted[(len(sorted)-1)/2]
	for _, run := range runs {
		middle.peak = max(middle.peak, run.peak)
	}
	return middle
}

// sizeOf returns the bytes of the files that a pattern of ours fits.
func sizeOf(pattern string) (sum int64) {
	files, _ := filepath.Glob(pattern)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			sum += info.Size()
		}
	}
	return sum
}
