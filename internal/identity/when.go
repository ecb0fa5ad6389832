package identity

import (
	"fmt"
	"time"
)

// Date is a civil date of the Gregorian calendar, in no zone. The zero value means none.
type Date struct {
	Year  int16
	Month uint8
	Day   uint8
}

// NewDate returns the date, or an error when there is no such day.
func NewDate(year, month, day int) (Date, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return Date{}, fmt.Errorf("%04d-%02d-%02d is not a day of the calendar", year, month, day)
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// IsZero reports whether d is none.
func (d Date) IsZero() bool { return d == Date{} }

// String returns the date as 2026-12-31, or "" for none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date {
	y, m, day := time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+n, 0, 0, 0, 0, time.UTC).Date()
	return Date{int16(y), uint8(m), uint8(day)}
}

// Clock is a time of day in minutes after midnight, from 00:00 to 24:00. The zero value means none.
type Clock struct{ minutes int16 } // one more than the minutes, so that zero is none

// NewClock returns the time of day; 24:00 is midnight at the end of the day.
func NewClock(hour, minute int) (Clock, error) {
	total := hour*60 + minute
	if hour < 0 || minute < 0 || minute > 59 || total > 24*60 {
		return Clock{}, fmt.Errorf("%02d:%02d is not a time of day: 00:00 to 24:00", hour, minute)
	}
	return Clock{int16(total + 1)}, nil
}

// EndOfDay is 24:00.
var EndOfDay = Clock{24*60 + 1}

// StartOfDay is 00:00.
var StartOfDay = Clock{1}

// IsZero reports whether c is none.
func (c Clock) IsZero() bool { return c == Clock{} }

// Minutes returns the minutes after midnight.
func (c Clock) Minutes() int { return int(c.minutes) - 1 }

// String returns the time of day as 18:00, or "" for none.
func (c Clock) String() string {
	if c.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", c.Minutes()/60, c.Minutes()%60)
}

// When is a day as a source writes it: a civil date, perhaps with a time of day, or an exact instant where the
// source gave an offset. The zero value means none.
type When struct {
	Date  Date
	Clock Clock
	exact int64 // seconds since 1970 when the source gave an offset, else zero
}

// On returns the day without a time.
func On(d Date) When { return When{Date: d} }

// OnAt returns the day with a time of day in the person's zone.
func OnAt(d Date, c Clock) When { return When{Date: d, Clock: c} }

// Exactly returns the instant; its date and time of day are those of t's own offset.
func Exactly(t time.Time) When {
	d := Date{int16(t.Year()), uint8(t.Month()), uint8(t.Day())}
	return When{Date: d, Clock: Clock{int16(t.Hour()*60 + t.Minute() + 1)}, exact: t.Unix()}
}

// IsZero reports whether w is none.
func (w When) IsZero() bool { return w.Date.IsZero() }

// Exact reports whether the source gave an instant rather than a civil date.
func (w When) Exact() bool { return w.exact != 0 }

// String returns 2026-12-31, 2026-12-31 17:30, or an RFC 3339 instant in UTC.
func (w When) String() string {
	switch {
	case w.exact != 0:
		return time.Unix(w.exact, 0).UTC().Format(time.RFC3339)
	case w.Clock.IsZero():
		return w.Date.String()
	}
	return w.Date.String() + " " + w.Clock.String()
}

// Before reports whether w lies before o: by their instants where both are exact, else by their days, and on the same day
// by their times where both have one. None lies before nothing, and nothing before it.
func (w When) Before(o When) bool {
	switch {
	case w.IsZero() || o.IsZero():
		return false
	case w.Exact() && o.Exact():
		return w.exact < o.exact
	case w.Date != o.Date:
		return w.Date.String() < o.Date.String()
	}
	return !w.Clock.IsZero() && !o.Clock.IsZero() && w.Clock.minutes < o.Clock.minutes
}

// Ending returns the instant at which a day that ends something ends: at its own time, else at the given clock, else
// at the end of the day, in the zone. A time that the night of the clock change repeats means its second occurrence, and one that it skips
// means the instant of the change: access never ends before HR said.
func (w When) Ending(zone *time.Location, clock Clock) time.Time {
	if clock.IsZero() {
		clock = EndOfDay
	}
	return w.instant(zone, clock, true)
}

// Beginning returns the instant at which a day that begins something begins: at its own time, else at midnight. A
// repeated time means its first occurrence.
func (w When) Beginning(zone *time.Location) time.Time {
	return w.instant(zone, StartOfDay, false)
}

func (w When) instant(zone *time.Location, clock Clock, later bool) time.Time {
	if w.exact != 0 {
		return time.Unix(w.exact, 0).UTC()
	}
	if !w.Clock.IsZero() {
		clock = w.Clock
	}
	return resolve(w.Date, clock, zone, later)
}

// resolve turns wall-clock time into an instant, in UTC.
//
//	the zone's offset around it   wall time exists   the instant
//	no change                     once               that one
//	clock goes back               twice              the later or the earlier, as asked
//	clock goes forward            never              the instant of the change
func resolve(d Date, c Clock, zone *time.Location, later bool) time.Time {
	wall := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, c.Minutes(), 0, 0, time.UTC)
	before, after := wall.Add(-offset(wall.Add(-24*time.Hour), zone)), wall.Add(-offset(wall.Add(24*time.Hour), zone))
	first, second := before, after
	if second.Before(first) {
		first, second = second, first
	}
	hitFirst, hitSecond := shows(first, wall, zone), shows(second, wall, zone)
	switch {
	case hitFirst && (!later || !hitSecond):
		return first
	case hitSecond:
		return second
	}
	change, _ := second.In(zone).ZoneBounds()
	return change.UTC()
}

func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

func shows(t, wall time.Time, zone *time.Location) bool {
	return t.Add(offset(t, zone)).Equal(wall)
}
