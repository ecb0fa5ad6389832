package config

import (
	"net/mail"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// text is any text of one line; a number or true is taken as it is written.
var text = single("a text", schema{AnyOf: []*schema{{Type: "string", MinLength: 1}, {Type: "number"}, {Type: "boolean"}}}, oneLine)

func oneLine(s string) (string, bool) {
	return s, strings.TrimSpace(s) != "" && !strings.ContainsFunc(s, unicode.IsControl)
}

// matching is the form of a text that a regular expression describes whole.
func matching[V ~string](expected, pattern string) form[V] {
	whole := regexp.MustCompile(pattern)
	return single(expected, schema{Type: "string", Pattern: pattern}, func(s string) (V, bool) { return V(s), whole.MatchString(s) })
}

// path is a path that is absolute, or relative to the folder of the settings file; it is read into an absolute one.
var path = relative(single("a path (absolute, or relative to this file)", schema{Type: "string", MinLength: 1}, oneLine))

func relative(f form[string]) form[string] {
	read := f.read
	f.read = func(r *reader, v value, into *string) bool {
		if !read(r, v, into) {
			return false
		}
		*into = absolute(r.dir, *into)
		return true
	}
	return f
}

func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// mailbox is the mail address of somebody, without a name.
var mailbox = single("a mail address such as it-apps@example.com", schema{Type: "string", Pattern: `^[^@\s]+@[^@\s]+$`}, func(s string) (string, bool) {
	a, err := mail.ParseAddress(s)
	return s, err == nil && a.Address == s
})

// zone is a time zone by its IANA name. "Local" is none: it would mean another zone on another machine.
var zone = single("an IANA time zone such as Europe/Paris", schema{Type: "string", MinLength: 1}, func(s string) (*time.Location, bool) {
	if s == "" || s == "Local" {
		return nil, false
	}
	loc, err := time.LoadLocation(s)
	return loc, err == nil
})

const clockPattern = `^([01]?[0-9]|2[0-4]):[0-5][0-9]$`

// clock is a time of day; 24:00 is midnight at the end of the day.
var clock = single(`a time of day from "00:00" to "24:00" such as "18:00"`, schema{Type: "string", Pattern: clockPattern}, parseClock)

var clockWords = regexp.MustCompile(clockPattern)

func parseClock(s string) (identity.Clock, bool) {
	if !clockWords.MatchString(s) {
		return identity.Clock{}, false
	}
	t := strings.Split(s, ":")
	c, err := identity.NewClock(number(t[0]), number(t[1]))
	return c, err == nil
}

// number returns the value of a few decimal digits.
func number(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}
