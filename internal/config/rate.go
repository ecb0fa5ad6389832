package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Rate is how much a system is asked at most: so many calls in so long, evenly. The zero value limits nothing.
type Rate struct {
	Calls int
	Per   time.Duration
}

// Every returns how long is between two calls; zero: nothing.
func (r Rate) Every() time.Duration {
	if r.Calls == 0 {
		return 0
	}
	return r.Per / time.Duration(r.Calls)
}

const ratePattern = `^[1-9][0-9]{0,5}/(s|min|h)$`

var (
	rateWords = regexp.MustCompile(ratePattern)
	rateUnits = map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour}
	rate      = single("a number of calls in a time, such as 20/s, 600/min or 1000/h", schema{Type: "string", Pattern: ratePattern}, parseRate)
)

func parseRate(text string) (Rate, bool) {
	if !rateWords.MatchString(text) {
		return Rate{}, false
	}
	calls, unit, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(calls)
	return Rate{n, rateUnits[unit]}, err == nil
}

// limited is a kind of system that is asked over a wire, and may say how often.
func limited(k kind[System]) kind[System] {
	k.fields = append(k.fields, bind(rate, func(s *System) *Rate { return &s.Rate }, Key{
		Name: "rate", Example: "20/s",
		Doc: "How often the system is asked at most, evenly: requests of scim and http, operations on one account of every other kind. As often as it takes when nothing is said; a system that asks us to wait is obeyed in any case.",
	}))
	return k
}
