package config

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Windows says when what may run.
type Windows struct {
	Freezes []Freeze
	Hours   Hours
}

// Freeze is a time in which some verbs do not run.
type Freeze struct {
	From, To identity.Date // To is the first day that is free again; later than From
	Verbs    []identity.Verb
	Reason   string
}

// Hours are the times of the week in which verbs that cannot be taken back may run.
type Hours struct {
	Days     []Weekday
	From, To identity.Clock // To is later than From
	Zone     *time.Location // nil: that of the first people source
	Verbs    []identity.Verb
}

// Weekday is a day of the week as settings write it.
type Weekday string

// The days of the week.
const (
	Monday    Weekday = "mon"
	Tuesday   Weekday = "tue"
	Wednesday Weekday = "wed"
	Thursday  Weekday = "thu"
	Friday    Weekday = "fri"
	Saturday  Weekday = "sat"
	Sunday    Weekday = "sun"
)

// Day returns the day in the terms of package time.
func (d Weekday) Day() time.Weekday {
	for i, word := range [...]Weekday{Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday} {
		if d == word {
			return time.Weekday(i)
		}
	}
	return time.Sunday
}

var windows = section[Windows]{fields: []field[Windows]{
	bind(list(freeze.form(), "freezes", 0), func(w *Windows) *[]Freeze { return &w.Freezes }, Key{
		Name: "freezes", Doc: "Times in which changes wait; suspensions go on unless they are named.",
	}),
	bind(hours.form(), func(w *Windows) *Hours { return &w.Hours }, Key{
		Name: "hours", Doc: "When verbs that cannot be taken back may run: in hours in which somebody is there.",
	}),
}}

var date = single("a day such as 2026-12-31", schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}, func(s string) (identity.Date, bool) {
	d, err := identity.ParseDate(s)
	return d, err == nil
})

var freeze = section[Freeze]{
	fields: []field[Freeze]{
		bind(date, func(f *Freeze) *identity.Date { return &f.From }, Key{Name: "from", Required: true, Example: "2026-12-24", Doc: "The first day of the freeze."}),
		bind(date, func(f *Freeze) *identity.Date { return &f.To }, Key{Name: "to", Required: true, Example: "2027-01-02", Doc: "The first day after it."}),
		bind(verbs, func(f *Freeze) *[]identity.Verb { return &f.Verbs }, Key{Name: "verbs", Default: "[remove, release, delete]", Doc: "What waits."}),
		bind(text, func(f *Freeze) *string { return &f.Reason }, Key{Name: "reason", Default: "change freeze", Example: "year end", Doc: "Why, as plans show it."}),
	},
	check: func(p *place, f *Freeze) {
		if p.good("from", "to") && f.From.String() >= f.To.String() {
			p.problem("to", "the freeze ends before it begins", "a day after from")
		}
	},
}

var hours = section[Hours]{
	fields: []field[Hours]{
		bind(set(choice(Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday), "days", 1), func(h *Hours) *[]Weekday { return &h.Days }, Key{
			Name: "days", Default: "[mon, tue, wed, thu, fri]", Doc: "The days.",
		}),
		bind(clock, func(h *Hours) *identity.Clock { return &h.From }, Key{Name: "from", Default: `"08:00"`, Doc: "From when."}),
		bind(clock, func(h *Hours) *identity.Clock { return &h.To }, Key{Name: "to", Default: `"18:00"`, Doc: "Until when."}),
		bind(zone, func(h *Hours) **time.Location { return &h.Zone }, Key{Name: "zone", Example: "Europe/Paris", Doc: "Where; without it, the zone of the first people source."}),
		bind(verbs, func(h *Hours) *[]identity.Verb { return &h.Verbs }, Key{Name: "verbs", Default: "[delete]", Doc: "What runs only then."}),
	},
	check: func(p *place, h *Hours) {
		if p.good("from", "to") && h.From.Minutes() >= h.To.Minutes() {
			p.problem("to", "the hours end before they begin", "a time of day after from")
		}
	},
}
