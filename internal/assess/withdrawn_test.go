package assess_test

import (
	"slices"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// A source said "left" without a date. Of whom it says so no more, what is remembered is withdrawn.
func TestWhatASourceSaysNoMoreIsWithdrawn(t *testing.T) {
	t.Parallel()
	left, works, gone, dated := ada(""), ada(""), ada(""), ada("2026-11-01")
	left.Engagements[0].Status, gone.Vanished = identity.StatusLeft, identity.Vanished{Since: instant("2026-11-24 09:00"), Feeds: 1}
	people := []identity.Person{left, works, gone, dated}
	memory := assess.Memory{LeftSince: map[identity.PersonID]time.Time{}}
	for i := range people {
		people[i].ID = identity.PersonID("E" + string(rune('1'+i)))
		memory.LeftSince[people[i].ID] = instant("2026-10-01 09:00")
	}
	snap := &snapshot.Snapshot{At: instant("2026-11-25 12:00"), People: people}
	view := assess.NewView(snap, assess.Policies{}, memory, correlate.NewIndex(people, nil, correlate.Memory{}), nil)
	if got, want := view.Withdrawn(), []identity.PersonID{"E2", "E4"}; !slices.Equal(got, want) {
		t.Errorf("withdrawn are %v, want %v", got, want)
	}
}
