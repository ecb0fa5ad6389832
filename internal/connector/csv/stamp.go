package csv

import (
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// stamp is a date as a cell writes it, with the time of day and the offset that may stand behind it.
//
//	2026-12-31   2026/12/31   20261231       the year first: month, then day
//	31/12/2026   31.12.2026   31-12-2026     turned: which is the day is for the column to say
//	... 18:00   T18:00:00.5   6:00 PM        a time of day
//	... Z   UTC   +01:00   +0100   +01       an offset, behind a time
//
// The ISO forms are strict about the number of digits: of a file that was cut, 2026-12-3 could be the end.
type stamp struct {
	year, month, day int // of a turned date, day is the number that stands first
	turned           bool

	timed                bool
	hour, minute, second int

	zoned  bool
	offset int // seconds east of UTC
}

// parseStamp reads a cell without outer blanks.
func parseStamp(s string) (st stamp, ok bool) {
	switch digitsAt(s) {
	case 4:
		s, ok = st.yearFirst(s)
	case 8:
		s, ok = st.compact(s)
	case 1, 2:
		s, ok = st.yearLast(s)
	}
	if !ok || s == "" {
		return st, ok
	}
	if s[0] != ' ' && s[0] != 'T' {
		return st, false
	}
	return st, st.clock(strings.TrimLeft(s[1:], " "))
}

func (st *stamp) yearFirst(s string) (rest string, ok bool) {
	if len(s) < 10 || !separates(s[4]) || s[7] != s[4] {
		return "", false
	}
	var okYear, okMonth, okDay bool
	st.year, okYear = digits(s[:4])
	st.month, okMonth = digits(s[5:7])
	st.day, okDay = digits(s[8:10])
	return s[10:], okYear && okMonth && okDay
}

func (st *stamp) compact(s string) (rest string, ok bool) {
	n, ok := digits(s[:8])
	st.year, st.month, st.day = n/10000, n/100%100, n%100
	return s[8:], ok
}

func (st *stamp) yearLast(s string) (rest string, ok bool) {
	st.turned = true
	first := digitsAt(s)
	st.day, _ = digits(s[:first])
	if len(s) == first || !separates(s[first]) {
		return "", false
	}
	separator, s := s[first], s[first+1:]
	second := digitsAt(s)
	if second < 1 || second > 2 || len(s) == second || s[second] != separator {
		return "", false
	}
	st.month, _ = digits(s[:second])
	s = s[second+1:]
	if digitsAt(s) != 4 {
		return "", false
	}
	st.year, ok = digits(s[:4])
	return s[4:], ok
}

// clock reads a time of day, AM or PM, and an offset.
func (st *stamp) clock(s string) (ok bool) {
	n := digitsAt(s)
	if n < 1 || n > 2 || len(s) < n+3 || s[n] != ':' {
		return false
	}
	st.timed = true
	st.hour, _ = digits(s[:n])
	if st.minute, ok = digits(s[n+1 : n+3]); !ok {
		return false
	}
	if s = s[n+3:]; strings.HasPrefix(s, ":") {
		if s, ok = st.seconds(s[1:]); !ok {
			return false
		}
	}
	s, ok = st.half(strings.TrimLeft(s, " "))
	if !ok || st.minute > 59 || st.second > 59 || st.hour > 24 || st.hour == 24 && st.minute+st.second > 0 {
		return false
	}
	return st.zone(strings.TrimLeft(s, " "))
}

// seconds reads seconds and drops their fraction.
func (st *stamp) seconds(s string) (rest string, ok bool) {
	if len(s) < 2 {
		return "", false
	}
	st.second, ok = digits(s[:2])
	if s = s[2:]; s != "" && (s[0] == '.' || s[0] == ',') {
		n := digitsAt(s[1:])
		return s[1+n:], ok && n > 0
	}
	return s, ok
}

// half reads AM or PM.
func (st *stamp) half(s string) (rest string, ok bool) {
	if len(s) < 2 || s[1]|0x20 != 'm' {
		return s, true
	}
	if st.hour < 1 || st.hour > 12 {
		return "", false
	}
	switch s[0] | 0x20 {
	case 'a':
		st.hour %= 12
	case 'p':
		st.hour = st.hour%12 + 12
	default:
		return s, true
	}
	return s[2:], true
}

func (st *stamp) zone(s string) (ok bool) {
	st.zoned = s != ""
	switch s {
	case "", "Z", "z", "UTC", "GMT":
		return true
	}
	sign := 1
	switch s[0] {
	case '+':
	case '-':
		sign = -1
	default:
		return false
	}
	hour, minute := s[1:], "00"
	if len(hour) > 2 {
		hour, minute = hour[:2], strings.TrimPrefix(hour[2:], ":")
	}
	if len(hour) != 2 || len(minute) != 2 {
		return false
	}
	h, okHour := digits(hour)
	m, okMinute := digits(minute)
	st.offset = sign * (h*3600 + m*60)
	return okHour && okMinute && h <= 15 && m <= 59
}

// exists reports whether the calendar has such a day.
func (st *stamp) exists() bool {
	return st.year >= 1 && st.month >= 1 && st.month <= 12 && st.day >= 1 && st.day <= daysIn(st.year, st.month)
}

// endless reports the year 9999, by which HR systems say that there is no end.
func (st *stamp) endless() bool { return st.year == 9999 }

// when returns the day as HR means it. Midnight is what programs write for a day without a time, whatever the offset:
// were it taken by its word, a last day would end before it begins. A time within a minute ends with that minute.
func (st *stamp) when(ending bool) identity.When {
	day := identity.Date{Year: int16(st.year), Month: uint8(st.month), Day: uint8(st.day)} //nolint:gosec // exists
	switch {
	case !st.timed || st.hour+st.minute+st.second == 0:
		return identity.On(day)
	case st.zoned:
		zone := time.FixedZone("", st.offset)
		return identity.Exactly(time.Date(st.year, time.Month(st.month), st.day, st.hour, st.minute, st.second, 0, zone))
	}
	minutes := st.hour*60 + st.minute
	if ending && st.second > 0 {
		minutes++
	}
	clock, _ := identity.NewClock(minutes/60, minutes%60)
	return identity.OnAt(day, clock)
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func separates(c byte) bool { return c == '-' || c == '/' || c == '.' }

// digitsAt returns how many digits stand at the front of s, at most 9.
func digitsAt(s string) int {
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// digits returns the number that a few digits write, and whether they are all digits.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = 10*n + int(d)
	}
	return n, true
}
