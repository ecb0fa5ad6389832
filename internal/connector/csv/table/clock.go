package table

import (
	"strings"
	"time"
)

// wall is a time of day as a field has it.
type wall struct {
	hour, minute, second int
	fraction             bool // of a second, and not zero
}

// clockTime reads what stands behind a date: T or a blank, hh:mm, perhaps :ss and a fraction, perhaps an offset. The
// zone is nil where there is none.
func clockTime(s string) (clock wall, zone *time.Location, ok bool) {
	if len(s) < 6 || s[0] != 'T' && s[0] != 't' && s[0] != ' ' || s[3] != ':' {
		return wall{}, nil, false
	}
	clock.hour, clock.minute = digits2(s[1:]), digits2(s[4:])
	s = s[6:]
	if strings.HasPrefix(s, ":") {
		clock.second, s = second(s[1:])
		clock.fraction, s = fraction(s)
	}
	if !clock.real() {
		return wall{}, nil, false
	}
	if s == "" {
		return clock, nil, true
	}
	zone, ok = offset(strings.TrimPrefix(s, " "))
	return clock, zone, ok
}

func (w *wall) real() bool {
	midnight := w.hour == 24 && w.minute == 0 && w.second == 0 && !w.fraction
	return midnight || w.hour >= 0 && w.hour < 24 && w.minute >= 0 && w.minute < 60 && w.second >= 0 && w.second < 60
}

func second(s string) (int, string) {
	if len(s) < 2 {
		return -1, ""
	}
	return digits2(s), s[2:]
}

// fraction reads the digits behind a point or a comma, if there is one.
func fraction(s string) (some bool, rest string) {
	if len(s) < 2 || s[0] != '.' && s[0] != ',' || !isDigit(s[1]) {
		return false, s
	}
	at := 1
	for at < len(s) && isDigit(s[at]) {
		some = some || s[at] != '0'
		at++
	}
	return some, s[at:]
}

// offset reads Z, UTC, +01:00, +0100 or +01.
func offset(s string) (*time.Location, bool) {
	if s == "Z" || s == "z" || s == "UTC" {
		return time.UTC, true
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	hours, minutes, rest := digits2(s[1:]), 0, strings.TrimPrefix(s[3:], ":")
	if rest != "" {
		minutes = digits2(rest)
	}
	if hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || len(rest) > 2 || rest == "" && len(s) > 3 {
		return nil, false
	}
	seconds := (hours*60 + minutes) * 60
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), true
}
