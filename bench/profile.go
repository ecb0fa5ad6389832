package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
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
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go watchHeap(ctx, name+".peak")
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

// watchHeap keeps a profile of the heap as it was when most of it was alive.
func watchHeap(ctx context.Context, file string) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	most := uint64(100 << 20)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(live)
		if now := live[0].Value.Uint64(); now > most+most/20 {
			most = now
			var heap bytes.Buffer
			if pprof.WriteHeapProfile(&heap) == nil {
				_ = os.WriteFile(file, heap.Bytes(), 0o600) // a profile more or less
			}
		}
	}
}
