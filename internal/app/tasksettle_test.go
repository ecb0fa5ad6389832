package app_test

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// A task that asks to cut somebody who is to stay is taken back at once: whoever has it in hand would do it before the next
// export comes.
func TestATaskToCutWhoStaysIsTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	for name, stays := range map[string]func(*lab) string{
		"HR takes the date back": func(l *lab) string {
			l.hr("E1,Ann,Roux,ann@x.test,")
			return ""
		},
		"somebody decides that she keeps it for now": func(l *lab) string {
			_, err := l.AddException(l.t.Context(), app.NewException{Person: "E1", Owner: "chief@x.test", Reason: "hands over", Until: l.now.Add(48 * time.Hour)})
			if err != nil {
				l.t.Fatal(err)
			}
			return "not suspend ann: exception"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.now = l.now.Add(6 * time.Hour)
			p, _ := l.plan()
			if report := l.apply(p); report.Asked != 1 {
				t.Fatalf("%d tasks were given", report.Asked)
			}
			l.now = l.now.Add(time.Hour)
			want := stays(l)
			if _, got := l.plan(); got != want {
				t.Errorf("the next pass: %q, want %q", got, want)
			}
			if open, err := l.Tasks(t.Context(), false); err != nil || len(open) != 0 {
				t.Errorf("%d tasks are still with somebody: %v", len(open), err)
			}
		})
	}
}
