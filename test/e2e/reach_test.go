package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// A system that is out of reach is one problem, and not one for each of 25 leavers. When it is back, the same command
// does the work.
func TestASystemOutOfReachIsOneProblem(t *testing.T) {
	t.Parallel()
	leavers := make([]int, 25)
	for i := range leavers {
		leavers[i] = i + 1
	}
	w := newWiki(t, leavers...)
	proxy := systemtest.NewHTTPProxy(t, w.URL)
	text := strings.ReplaceAll(w.settings, strings.TrimSuffix(w.URL, "/scim/v2"), proxy.URL)
	write(t, w.dir, "exeunt.yaml", strings.ReplaceAll(text, "per-day: 20%", "max: 100, share: 100%, per-day: 100%"))
	p := want(t, 3, w.dir, "plan", "--json").plan(t)
	proxy.Spoil(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	})
	var said struct {
		Down []struct {
			System, Why string
			Actions     int
		}
		Failed   int
		Troubles []any
	}
	failed := want(t, 1, w.dir, "apply", p.ID, "--yes", "--json")
	if err := json.Unmarshal(failed.stdout, &said); err != nil {
		t.Fatal(err)
	}
	if len(said.Down) != 1 || said.Down[0].System != "wiki" || said.Down[0].Actions != len(p.Actions) || said.Failed != 0 || len(said.Troubles) != 0 {
		t.Errorf("of %d actions it says %+v", len(p.Actions), said)
	}
	told := string(want(t, 1, w.dir, "apply", p.ID, "--yes").stdout)
	if n := strings.Count(told, "wiki"); n != 1 || !strings.Contains(told, "actions not tried") || !strings.Contains(told, "exeunt apply "+p.ID) {
		t.Errorf("it names the system %d times:\n%s", n, told)
	}
	proxy.Spoil(nil)
	want(t, 6, w.dir, "apply", p.ID, "--yes") // all done; SCIM does not show the sessions
	w.doors(false, leavers...)
	w.doors(true, 26, 27, 30)
}
