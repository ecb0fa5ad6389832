package app_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// A system is seen with its last complete reading, how many it had the time before, and what kept the newest pass from
// reading it whole.
func TestASystemIsSeenWithItsReadings(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	crm := func() *app.SystemState {
		t.Helper()
		s, err := l.System(t.Context(), "crm")
		must(t, err)
		return s
	}
	if s := crm(); !s.Read.At.IsZero() || s.Enabled != -1 || s.Gap != nil {
		t.Errorf("before the first pass: %+v", s)
	}
	l.plan()
	if s := crm(); s.Read.Seen != 3 || s.Read.Before != -1 || s.Enabled != 3 || !s.Read.At.Equal(l.now) {
		t.Errorf("after the first pass: %+v", s)
	}
	first := l.now
	l.now = l.now.Add(time.Hour)
	l.crm("1,ann,E1,yes,sales", "2,bob,E2,yes,sales", "3,nobody,,no,", "4,eve,E4,yes,")
	l.plan()
	if s := crm(); s.Read.Seen != 4 || s.Read.Before != 3 || !s.Read.BeforeAt.Equal(first) || s.Enabled != 3 {
		t.Errorf("after the second pass: %+v", s)
	}
	l.write("crm.csv", "the disk was full")
	l.plan()
	if s := crm(); s.Gap == nil || s.Read.Seen != 4 {
		t.Errorf("after a reading that failed: %+v", s)
	}
	if _, err := l.System(t.Context(), "sap"); err == nil || !strings.Contains(err.Error(), `no source and no system "sap"`) {
		t.Errorf("a system that is not there: %v", err)
	}
}

// A test goes on beside whoever asked for it, and tells what it found.
func TestASystemIsTested(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		for name, want := range map[string]int{"crm": 3, "hr": 10} {
			must(t, l.BeginTest(t.Context(), name))
			synctest.Wait()
			s, err := l.System(t.Context(), name)
			must(t, err)
			if s.Tested == nil || s.Tested.Under || s.Tested.Err != nil || s.Tested.Seen != want || len(s.Tested.Rights) == 0 {
				t.Errorf("the test of %s: %+v", name, s.Tested)
			}
		}
		if err := l.BeginTest(t.Context(), "sap"); err == nil {
			t.Error("a system that is not there was tested")
		}
	})
}
