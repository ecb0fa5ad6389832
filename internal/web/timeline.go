package web

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// timeline is the engagements and leaves of a person on one scale, from left to right, with today on it.
type timeline struct {
	Rows  []stretch
	Ticks []tick
	Now   string // how far right today is
	Edge  bool   // today is near the right edge
}

// stretch is one engagement or leave.
type stretch struct {
	Title, Detail string
	From, To      string // in words
	Theirs        string // the end on the clock of the person, where that is another one
	X, W          string // how far right it begins, and how long it is
	Class         string
}

// tick is a day that is named below the rows.
type tick struct {
	at      float64
	X, Word string
}

// span is the time that a line covers.
type span struct{ from, to time.Time }

// longest is how much of the past and of the future is drawn.
const longestYears = 12

// timeline draws what the source says of when somebody works here; nil when it says nothing of when.
func (s *speaker) timeline(v *app.PersonView) *timeline {
	all := spanOf(v)
	if all.from.IsZero() {
		return nil
	}
	line := &timeline{Now: all.place(v.At), Edge: all.share(v.At) > 85, Ticks: apart(s.ticks(all), all.share(v.At))}
	zone := v.Zone
	for i := range v.Engagements {
		line.Rows = append(line.Rows, s.engagement(all, v, &v.Engagements[i]))
	}
	for _, l := range v.Leaves {
		end := time.Time{}
		if !l.End.IsZero() {
			end = l.End.Ending(zone, identity.EndOfDay)
		}
		row := s.stretch(all, begins(l.Start, zone), end, zone)
		row.Title, row.Class = s.t("Leave"), "line-leave"
		line.Rows = append(line.Rows, row)
	}
	return line
}

func (s *speaker) engagement(all span, v *app.PersonView, e *identity.Engagement) stretch {
	end := time.Time{}
	if !e.End.IsZero() {
		end = e.End.Ending(v.Zone, v.EndsAt)
	}
	row := s.stretch(all, begins(e.Start, v.Zone), end, v.Zone)
	row.Title, row.Detail, row.Class = e.Position, e.Department, "line-work"
	if row.Title == "" {
		row.Title = s.t("Engagement")
	}
	for _, more := range []string{e.Kind, e.ID} {
		if more != "" && row.Detail != "" {
			row.Detail += " · "
		}
		row.Detail += more
	}
	if !e.LastDay.IsZero() {
		row.Detail += " · " + s.t("last day of work %s", s.day(e.LastDay.Ending(v.Zone, v.EndsAt)))
	}
	if !end.IsZero() && !end.After(v.At) {
		row.Class = "line-over"
	}
	return row
}

// stretch places a stretch of time on the line. Zero instants are open ends.
func (s *speaker) stretch(all span, from, to time.Time, zone *time.Location) stretch {
	row := stretch{From: s.t("since ever"), To: s.t("no end is known")}
	left, right := 0.0, 100.0
	if !from.IsZero() {
		row.From, left = s.day(from), all.share(from)
	}
	if !to.IsZero() {
		row.To, row.Theirs, right = s.instant(to), s.In(to, zone), all.share(to)
	}
	row.X, row.W = percent(left), percent(max(0.6, right-left))
	return row
}

func begins(w identity.When, zone *time.Location) time.Time {
	if w.IsZero() {
		return time.Time{}
	}
	return w.Beginning(zone)
}

// spanOf returns what the line of a person covers; from is zero when no date is known.
func spanOf(v *app.PersonView) span {
	all := span{to: v.At.AddDate(0, 3, 0)}
	note := func(t time.Time) {
		if t.IsZero() {
			return
		}
		if all.from.IsZero() || t.Before(all.from) {
			all.from = t
		}
		if t.After(all.to) {
			all.to = t
		}
	}
	for i := range v.Engagements {
		e := &v.Engagements[i]
		note(begins(e.Start, v.Zone))
		if !e.End.IsZero() {
			note(e.End.Ending(v.Zone, v.EndsAt))
		}
	}
	for _, l := range v.Leaves {
		note(begins(l.Start, v.Zone))
	}
	if all.from.IsZero() {
		return all
	}
	return all.within(v.At)
}

// within cuts what is too far away to be drawn, and leaves room around what is near.
func (a span) within(now time.Time) span {
	if first := now.AddDate(-longestYears, 0, 0); a.from.Before(first) {
		a.from = first
	}
	if last := now.AddDate(longestYears, 0, 0); a.to.After(last) {
		a.to = last
	}
	if recent := now.AddDate(0, -3, 0); a.from.After(recent) {
		a.from = recent
	}
	if room := a.to.Sub(a.from) / 20; a.to.Sub(now) > 100*24*time.Hour {
		a.to = a.to.Add(room)
	}
	return a
}

// share returns how far right an instant is, from 0 to 100.
func (a span) share(t time.Time) float64 {
	part := 100 * float64(t.Sub(a.from)) / float64(a.to.Sub(a.from))
	return min(100, max(0, part))
}

func (a span) place(t time.Time) string { return percent(a.share(t)) }

func percent(share float64) string { return fmt.Sprintf("%.2f%%", share) }

// ticks names years, or months where there are few of them.
func (s *speaker) ticks(all span) []tick {
	const most = 6
	years := all.to.Year() - all.from.Year()
	var ticks []tick
	if years < 2 {
		step := max(1, int(all.to.Sub(all.from).Hours()/24/30)/most)
		for t := firstOfMonth(all.from); t.Before(all.to); t = t.AddDate(0, step, 0) {
			ticks = append(ticks, newTick(all, t, s.monthOf(t)))
		}
		return ticks
	}
	step := 1 + years/most
	for year := all.from.Year() + 1; year <= all.to.Year(); year += step {
		ticks = append(ticks, newTick(all, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), fmt.Sprint(year)))
	}
	return ticks
}

func newTick(all span, t time.Time, word string) tick { return tick{all.share(t), all.place(t), word} }

// apart leaves out the ticks whose words would stand in today's way, or in that of an edge.
func apart(ticks []tick, now float64) []tick {
	const room = 5
	return slices.DeleteFunc(ticks, func(t tick) bool { return math.Abs(t.at-now) < room || t.at < 2 || t.at > 98 })
}

func firstOfMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

// monthOf says a month; the first one of a year with its year.
func (s *speaker) monthOf(t time.Time) string {
	word := months[s.tag][t.Month()-1]
	if t.Month() == time.January {
		word = fmt.Sprint(t.Year())
	}
	return word
}
