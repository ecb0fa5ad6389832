package identity

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseDate reads what Date.String wrote.
func ParseDate(s string) (Date, error) {
	var y, m, d int
	if n, err := fmt.Sscanf(s, "%4d-%2d-%2d", &y, &m, &d); n != 3 || err != nil || len(s) != len("2006-01-02") {
		return Date{}, fmt.Errorf("%q is not a day such as 2026-12-31", s)
	}
	return NewDate(y, m, d)
}

// ParseClock reads what Clock.String wrote.
func ParseClock(s string) (Clock, error) {
	var h, m int
	if n, err := fmt.Sscanf(s, "%2d:%2d", &h, &m); n != 2 || err != nil || len(s) != len("15:04") {
		return Clock{}, fmt.Errorf("%q is not a time of day such as 18:00", s)
	}
	return NewClock(h, m)
}

// MarshalText writes the clock as String does.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*c = Clock{}
		return nil
	}
	*c, err = ParseClock(string(text))
	return err
}

// MarshalText writes the day whole: the date, the time of day where there is one, and after an @ the seconds since
// 1970 where the source gave an exact instant.
func (w When) MarshalText() ([]byte, error) {
	s := w.Date.String()
	if !w.Clock.IsZero() {
		s += " " + w.Clock.String()
	}
	if w.exact != 0 {
		s += "@" + strconv.FormatInt(w.exact, 10)
	}
	return []byte(s), nil
}

// UnmarshalText reads what MarshalText wrote.
func (w *When) UnmarshalText(text []byte) error {
	*w = When{}
	if len(text) == 0 {
		return nil
	}
	day, exact, given := strings.Cut(string(text), "@")
	date, clock, timed := strings.Cut(day, " ")
	var err error
	if w.Date, err = ParseDate(date); err != nil {
		return err
	}
	if timed {
		if w.Clock, err = ParseClock(clock); err != nil {
			return err
		}
	}
	if given {
		w.exact, err = strconv.ParseInt(exact, 10, 64)
	}
	return err
}
