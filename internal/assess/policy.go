package assess

import (
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Policies are the rules of the settings.
type Policies struct {
	Leaver   []Rule
	Orphan   Watch
	Dormant  Watch
	Expiring time.Duration // how long before an end it is announced

	Upcoming time.Duration // how far ahead steps are shown

	// VanishedAfter is, by people source, how many different complete feeds must lack a person before that counts as a
	// departure; zero: never, a human decides.
	VanishedAfter map[string]int
	// Grace is, by people source, how long a gap between two engagements may be.
	Grace map[string]time.Duration
}

// Anchor is the date of a person from which a step counts.
type Anchor string

// The anchors.
const (
	End     Anchor = "end"
	LastDay Anchor = "last-day"
)

// Rule is one verb at an offset from a date of the person.
type Rule struct {
	Verb   identity.Verb
	Anchor Anchor
	Days   int           // civil days in the person's zone
	Plus   time.Duration // on top of the days
}

// String returns the rule as the settings write it.
func (r Rule) String() string {
	s := fmt.Sprintf("%s at %s", r.Verb, r.Anchor)
	if r.Days != 0 {
		s += fmt.Sprintf("%+dd", r.Days)
	}
	if r.Plus != 0 {
		s += "+" + short(r.Plus)
	}
	return s
}

// short writes a duration without the parts that are nothing: 2h, not 2h0m0s.
func short(d time.Duration) string {
	s := d.String()
	for _, nothing := range [...]string{"m0s", "h0m"} {
		if strings.HasSuffix(s, nothing) {
			s = s[:len(s)-2]
		}
	}
	return s
}

// due returns the instant of the rule for a departure; false when the date that it counts from is not known.
func (r Rule) due(d departure) (time.Time, bool) {
	from := d.end
	if r.Anchor == LastDay {
		from = d.lastDay
	}
	if from.IsZero() {
		return from, false
	}
	return from.In(d.zone).AddDate(0, 0, r.Days).Add(r.Plus).UTC(), true
}

// Watch is a policy that waits before it asks for something.
type Watch struct {
	After time.Duration
	Do    Do
}

// Do says what a watch asks for.
type Do string

// What a watch may ask for.
const (
	DoTask   Do = "task"
	DoReport Do = "report"
)

func (w Watch) asks() bool { return w.Do == DoTask }
