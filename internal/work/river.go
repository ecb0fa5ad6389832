package work

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
)

// Queues are the lines in which work waits: passes one after the other, plans and messages two at a time.
const (
	passes = "passes"
	plans  = "plans"
	tells  = "tells"
)

// config is how River works for us.
func (w *Work) config() *river.Config {
	workers := river.NewWorkers()
	river.AddWorker(workers, &passWorker{w: w})
	river.AddWorker(workers, &applyWorker{w: w})
	river.AddWorker(workers, &tellWorker{w: w})
	return &river.Config{
		Logger: slog.New(quiet{w.o.Log.Handler()}), Workers: workers,
		Queues: map[string]river.QueueConfig{passes: {MaxWorkers: 1}, plans: {MaxWorkers: 2}, tells: {MaxWorkers: 2}},
		PeriodicJobs: []*river.PeriodicJob{
			river.NewPeriodicJob(river.PeriodicInterval(w.o.Every), func() (river.JobArgs, *river.InsertOpts) { return passArgs{Why: "schedule"}, nil }, nil),
		},
		FetchCooldown: 20 * time.Millisecond, FetchPollInterval: poll,
		JobTimeout: longest, RescueStuckJobsAfter: longest + time.Minute, MaxAttempts: attempts,
		CompletedJobRetentionPeriod: 24 * time.Hour,
	}
}

const (
	poll     = 100 * time.Millisecond // how late work that was asked for may begin
	longest  = 6 * time.Hour          // of one pass or one plan
	attempts = 12                     // of one piece of work; the next pass asks anew
)

// quiet lets through what is worth a human's time.
type quiet struct{ slog.Handler }

// Enabled leaves out what only says that all is well.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}
