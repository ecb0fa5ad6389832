package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// What returns first stands in front, what returned last as well, and every page goes on where the one before ended.
func TestExceptionsAreListedByWhenTheyReturn(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	for i, days := range []int{30, 3, 10} {
		n := app.NewException{Account: "crm/" + []string{"ann", "bob", "nobody"}[i], Owner: "it@x.test", Reason: "r", Until: l.now.AddDate(0, 0, days)}
		_, err := l.AddException(t.Context(), n)
		must(t, err)
		again, err := l.AddException(t.Context(), n)
		must(t, err)
		if want := []string{"x1", "x2", "x3"}[i]; again.ID != want {
			t.Errorf("asked for again it is %s, not %s", again.ID, want)
		}
	}
	list := func(set app.ExceptionSet) string {
		t.Helper()
		var found []string
		for q := (app.ExceptionsQuery{Set: set, Limit: 2}); len(found) < 9; {
			page, err := l.ListExceptions(t.Context(), q)
			must(t, err)
			for _, e := range page.Exceptions {
				found = append(found, e.Name)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
			found = append(found, "|")
		}
		return strings.Join(found, " ")
	}
	sets := func() string {
		return list(app.ExceptionsRunning) + " / " + list(app.ExceptionsWeek) + " / " + list(app.ExceptionsOver)
	}
	if got := sets(); got != "bob nobody | ann / bob / " {
		t.Errorf("listed are %s", got)
	}
	must(t, l.EndException(t.Context(), "x1", "over"))
	l.now = l.now.Add(5 * 24 * time.Hour)
	if got := sets(); got != "nobody / nobody / bob ann" {
		t.Errorf("later there are %s", got)
	}
}
