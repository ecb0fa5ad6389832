package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

const day = 24 * time.Hour

// FormatDuration writes a duration as settings write it: 14d, 36h, 1h30m. A day is 24 hours.
func FormatDuration(d time.Duration) string {
	if d <= 0 {
		return "0d"
	}
	var out strings.Builder
	for _, unit := range durationUnits[1:] { // never in weeks: 90d says more than 12w6d
		n := d / unit.length
		if unit.length == day && d%day != 0 && d < 3*day {
			n = 0 // 36h rather than 1d12h
		}
		if n > 0 {
			fmt.Fprintf(&out, "%d%s", n, unit.letter)
			d -= n * unit.length
		}
	}
	return out.String()
}

var durationUnits = []struct {
	letter string
	length time.Duration
}{{"w", 7 * day}, {"d", day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}

const (
	durationPattern  = `0|([0-9]{1,5}[wdhms])+`
	durationExpected = "a duration such as 14d, 36h or 1h30m"
)

var durationWords = regexp.MustCompile(`^(?:([0-9]{1,4})w)?(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?$`)

// parseDuration reads 14d, 36h, 1h30m or 0; the largest unit comes first.
func parseDuration(s string) (d time.Duration, ok bool) {
	if s == "0" {
		return 0, true
	}
	parts := durationWords.FindStringSubmatch(s)
	if s == "" || parts == nil {
		return 0, false
	}
	for i, digits := range parts[1:] {
		d += time.Duration(number(digits)) * durationUnits[i].length
	}
	return d, d <= 36500*day
}

// span is a duration that may be nothing.
var span = single(durationExpected, schema{AnyOf: []*schema{{Type: "string", Pattern: "^(" + durationPattern + ")$"}, {Type: "integer", Minimum: new(0), Maximum: new(0)}}}, parseDuration)

// time that must be more than nothing.
var stretch = single(durationExpected+", longer than 0", schema{Type: "string", Pattern: "^([0-9]{1,5}[wdhms])+$"}, func(s string) (time.Duration, bool) {
	d, ok := parseDuration(s)
	return d, ok && d > 0
})
