package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/exeunt-iam/exeunt/internal/cli"
)

// profiled is the variable that names the folder of the profiles to the process that makes them.
const profiled = "EXEUNT_BENCH_PROFILE"

// profiler makes this program the one that is measured.
func profiler(folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if err := os.Setenv(profiled, folder); err != nil {
		return "", err
	}
	return os.Executable()
}

// passProfiled runs a command of the program, and writes where its time and its memory went.
func passProfiled(ctx context.Context, args []string) int {
	name := filepath.Join(os.Getenv(profiled), fmt.Sprintf("%s-%s", args[0], time.Now().Format("150405")))
	times, err := os.Create(name + ".cpu")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer times.Close()
	if err := pprof.StartCPUProfile(times); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := cli.Run(ctx, args, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	pprof.StopCPUProfile()
	memory, err := os.Create(name + ".mem")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer memory.Close()
	runtime.GC()
	if err := pprof.WriteHeapProfile(memory); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}
