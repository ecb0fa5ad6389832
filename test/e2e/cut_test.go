package e2e

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// cuts is how many places the feed is cut at.
const cuts = 200

// A feed that is cut anywhere never leads to a write: it is refused, or what is missing is a question for a human.
func TestAFeedThatIsCutNeverLeadsToAWrite(t *testing.T) {
	if testing.Short() {
		t.Skip("drives the binary only: nothing for the race detector")
	}
	t.Parallel()
	c := newCompany(t, 200, []int{11, 60, 150})
	want(t, 3, c.dir, "plan", "--json")
	want(t, 0, c.dir, "apply", "--yes")
	feed, writes := c.feed(), c.writes(t)
	dice := rand.New(rand.NewPCG(3, 4))
	for range cuts {
		at := dice.IntN(len(feed))
		write(t, c.dir, "hr.csv", feed[:at])
		r := exeunt(t, c.dir, "run", "--json")
		enough := strings.Count(feed[:at], "\n") >= 1+c.people*9/10 // a tenth may be missing: then those are asked about
		if r.code != 5 && !enough {
			t.Errorf("cut at byte %d of %d: exit %d, want 5 (blind)\n%s%s", at, len(feed), r.code, r.stdout, r.stderr)
		}
	}
	if now := c.writes(t); now != writes {
		t.Errorf("the directory saw %d writes", now-writes)
	}
	write(t, c.dir, "hr.csv", feed)
	want(t, 0, c.dir, "run", "--json")
}
