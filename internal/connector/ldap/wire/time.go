package wire

import (
	"strings"
	"time"
)

// ParseTime reads a generalized time (RFC 4517, 3.3.13) in UTC, with or without a fraction; zero when it is none.
func ParseTime(text string) time.Time {
	text, _, fraction := strings.Cut(text, ".")
	if fraction {
		text += "Z"
	}
	for _, layout := range []string{"20060102150405Z", "200601021504Z", "2006010215Z", "20060102150405-0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// Latest returns the Latest of the times that an attribute holds.
func Latest(values []string) (t time.Time) {
	for _, v := range values {
		if at := ParseTime(v); at.After(t) {
			t = at
		}
	}
	return t
}
