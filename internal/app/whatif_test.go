package app_test

import (
	"maps"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Other rules and another day are tried on what is there, and nothing is kept of it.
func TestOtherRulesAreTriedBeforeTheyAreKept(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	saved, _ := l.plan()
	rules := l.Settings.Policies
	if same, err := l.WhatIf(t.Context(), rules, time.Time{}); err != nil || len(same.Changes) != 0 {
		t.Fatalf("the rules of today change %+v, %v", same, err)
	}
	rules.Leaver = maps.Clone(rules.Leaver)
	rules.Leaver[identity.Suspend] = config.Step{From: config.AnchorEnd, After: 48 * time.Hour}
	later, err := l.WhatIf(t.Context(), rules, time.Time{})
	must(t, err)
	six := time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC) // in Paris
	if len(later.Changes) != 1 || later.People != 1 || later.Changes[0].Login != "ann" || later.Changes[0].Verb != identity.Suspend ||
		!later.Changes[0].Before.Due.Equal(six) || !later.Changes[0].After.Due.Equal(six.Add(48*time.Hour)) {
		t.Errorf("two days later: %+v", later)
	}
	rules.Leaver[identity.Suspend] = config.Step{Never: true}
	never, err := l.WhatIf(t.Context(), rules, time.Time{})
	must(t, err)
	if len(never.Changes) != 1 || !never.Changes[0].After.Due.IsZero() {
		t.Errorf("never: %+v", never)
	}
	tomorrow, err := l.WhatIf(t.Context(), l.Settings.Policies, l.now.Add(12*time.Hour))
	must(t, err)
	if len(tomorrow.Changes) != 1 || tomorrow.Changes[0].Before.Now || !tomorrow.Changes[0].After.Now {
		t.Errorf("after six: %+v", tomorrow)
	}
	if newest, err := l.Newest(t.Context()); err != nil || newest.ID != saved.ID {
		t.Errorf("the newest plan is %v, %v", newest, err)
	}
	l.write("hr.csv", "the disk was full")
	if _, err := l.WhatIf(t.Context(), rules, time.Time{}); err == nil {
		t.Error("without a source nobody knows what would be")
	}
}
