package snapshot

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Expect is what must hold of a reading for it to count as complete.
type Expect struct {
	Min      int      // fewest records
	MaxDrop  float64  // share, 0 to 1, of the last complete reading's keys that may be missing from this one
	Canaries []string // keys or logins that must be there

	// Accept takes this reading as the new measure whatever it lacks: somebody looked and said so.
	Accept bool
}

// Last is what is remembered of a source's last complete reading. The zero value means: there was none.
type Last struct {
	Seen     int
	Entitled int // accounts that held any right
	Digest   string
	Columns  []string
	Unended  bool // the last line of its file had no line end
}

// Counts are the numbers of one reading against the last complete one.
type Counts struct {
	Seen     int
	Missing  int  // keys of the last complete reading that this one lacks
	Entitled int  // accounts that hold any right
	Unended  bool // the last line of the file has no line end
}

// check returns why a reading is not to be taken as complete, or "". Only the counts decide: a reading that failed has
// failed before.
//
//	fewer than the minimum                        a filter, a base or a right was lost
//	more of the earlier keys missing than allowed the feed was cut, or its ids were written anew
//	a column gone that was there before           another file, or another export
//	a canary is missing                           the reader no longer sees what it must see
//	no line end any more after the last line      the file was cut inside that line
//	most of those who held a right hold none      the groups were not read
func (e *Expect) check(last Last, c Counts, columns []string, missingCanaries []string) (expected int, why string) {
	if e.Accept {
		return last.Seen, ""
	}
	if c.Seen < e.Min {
		return e.Min, fmt.Sprintf("%d records were read and at least %d are expected", c.Seen, e.Min)
	}
	if len(missingCanaries) > 0 {
		return max(last.Seen, e.Min), fmt.Sprintf("%s must always be there and is not in this reading", strings.Join(missingCanaries, ", "))
	}
	if last.Seen == 0 {
		return e.Min, ""
	}
	if gone := goneColumns(last.Columns, columns); len(gone) > 0 {
		return last.Seen, fmt.Sprintf("the columns %s were there the last time and are gone", strings.Join(gone, ", "))
	}
	if c.Unended && !last.Unended {
		return last.Seen, "its last line has no line end, and had one in the last complete reading: the file was cut"
	}
	if last.Entitled >= fewEntitled && c.Entitled < last.Entitled/2 {
		return last.Seen, fmt.Sprintf("%d accounts held a right in the last complete reading and only %d do now: their groups or roles were not read",
			last.Entitled, c.Entitled)
	}
	if allowed := int(math.Floor(float64(last.Seen)*e.MaxDrop + 1e-9)); c.Missing > allowed {
		return last.Seen, fmt.Sprintf("%d of the %d records of the last complete reading are missing (%.1f %%) and at most %.1f %% may be",
			c.Missing, last.Seen, 100*float64(c.Missing)/float64(last.Seen), 100*e.MaxDrop)
	}
	return last.Seen, ""
}

// fewEntitled is how many accounts with a right are too few to tell a lost reading from the work of a day.
const fewEntitled = 10

func goneColumns(before, now []string) []string {
	var gone []string
	for _, column := range before {
		if !slices.Contains(now, column) {
			gone = append(gone, column)
		}
	}
	return gone
}
