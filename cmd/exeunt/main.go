// Command exeunt makes sure that the people who have left hold access no longer, and that nobody else loses any.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // the zones of people, on machines that have none installed

	"github.com/exeunt-iam/exeunt/internal/cli"
)

func main() {
	boundMemory()
	os.Exit(run())
}

// boundMemory lets the collector work harder from 900 MiB on, which only installations with millions of accounts reach,
// instead of letting the heap grow to twice what is alive (docs/performance.md). Whoever sets GOMEMLIMIT decides.
func boundMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(900 << 20)
	}
}

// run ends what it is doing in good order at the first signal; the second one ends the process.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
