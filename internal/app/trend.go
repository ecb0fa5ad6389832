package app

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Trends are the figures of the last weeks, as far as they were kept.
type Trends struct {
	Weeks    []Week        // departures, from twelve weeks ago to four weeks ahead
	Now      int           // the place of the present week among them
	Took     Took          // of the last 90 days
	Slowness []Week        // the median minutes to verified, a week's each; weeks without any are left out
	Findings []store.Point // a day's last
	Inside   []store.Point
}

// Week is a number of a week.
type Week struct {
	From  time.Time
	Value int
}

// Took is how long it took from the instant when access had to end until it was seen to have ended.
type Took struct {
	N             int
	Median, Worst time.Duration
}

const (
	week       = 7 * 24 * time.Hour
	weeksBack  = 12
	weeksAhead = 4
)

func (a *App) trends(ctx context.Context) (*Trends, error) {
	now := a.now().UTC()
	t := &Trends{Now: weeksBack}
	from := now.Truncate(week).Add(-weeksBack * week) // weeks begin on a Monday: so did the zero time
	counts, err := a.store.Departures(ctx, from, from.Add((weeksBack+1+weeksAhead)*week), week)
	if err != nil {
		return nil, err
	}
	for i := range weeksBack + 1 + weeksAhead {
		t.Weeks = append(t.Weeks, Week{from.Add(time.Duration(i) * week), counts[i]})
	}
	took, err := a.store.Took(ctx, now.Add(-90*24*time.Hour))
	if err != nil {
		return nil, err
	}
	t.Took, t.Slowness = summed(took), slowness(took)
	if t.Findings, err = a.store.Trend(ctx, trendFindings, now.Add(-60*24*time.Hour)); err != nil {
		return nil, err
	}
	t.Inside, err = a.store.Trend(ctx, trendInside, now.Add(-60*24*time.Hour))
	return t, err
}

func lengths(all []store.Took) []time.Duration {
	lengths := make([]time.Duration, len(all))
	for i, t := range all {
		lengths[i] = max(0, t.Verified.Sub(t.Due))
	}
	slices.Sort(lengths)
	return lengths
}

func summed(all []store.Took) Took {
	if len(all) == 0 {
		return Took{}
	}
	sorted := lengths(all)
	return Took{len(all), sorted[len(sorted)/2], sorted[len(sorted)-1]}
}

func slowness(all []store.Took) []Week {
	var weeks []Week
	for len(all) > 0 {
		from := all[0].Verified.Truncate(week)
		n := slices.IndexFunc(all, func(t store.Took) bool { return !t.Verified.Before(from.Add(week)) })
		if n < 0 {
			n = len(all)
		}
		weeks = append(weeks, Week{from, int(summed(all[:n]).Median.Minutes())})
		all = all[n:]
	}
	return weeks
}

// The names of what is kept a day's each.
const (
	trendFindings = "findings"
	trendInside   = "inside"
)

// noteTrend keeps the figures of a pass.
func (a *App) noteTrend(ctx context.Context, p *plan.Plan) error {
	inside := 0
	for range open(p, nil) {
		inside++
	}
	return a.store.NoteTrend(ctx, p.At, map[string]int{trendFindings: len(p.Findings), trendInside: inside})
}
