package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// lab is an installation in a folder: an HR file and the export of an application, with a clock that the test sets.
type lab struct {
	*app.App
	t   testing.TB
	dir string
	now time.Time
}

const settings = `people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, ends-at: "18:00", columns: {id: id, given: given, family: family, email: mail, end: end}}
systems:
  - {name: crm, kind: csv, path: crm.csv, owner: it@x.test, columns: {id: id, login: login, employee: employee, status: active, groups: roles}}
policies: {leaver: {suspend: end, remove: end+1d, delete: never}}
limits: {suspend: {max: 50, share: 100%, per-day: 100%}}
`

// newLab opens an installation of ten people, of whom E1 leaves on Wednesday, 25 November 2026, at six in Paris.
func newLab(t testing.TB) *lab {
	t.Helper()
	return newLabOf(t, settings)
}

func newLabOf(t testing.TB, settings string) *lab {
	t.Helper()
	l := &lab{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	l.write("exeunt.yaml", settings)
	l.hr("E1,Ann,Roux,ann@x.test,2026-11-25")
	l.crm("1,ann,E1,yes,sales", "2,bob,E2,yes,sales", "3,nobody,,yes,")
	a, err := app.Open(t.Context(), filepath.Join(l.dir, "exeunt.yaml"), app.Options{Hold: "test", Now: func() time.Time { return l.now }, Actor: "tess"})
	if err != nil {
		t.Fatal(err)
	}
	l.App = a
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func (l *lab) write(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		l.t.Fatal(err)
	}
	if err := os.Chtimes(path, l.now, l.now); err != nil {
		l.t.Fatal(err)
	}
}

// hr writes the feed: this line, and the nine colleagues who stay.
func (l *lab) hr(first string) {
	lines := []string{"id,given,family,mail,end", first}
	for _, n := range []string{"2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		lines = append(lines, "E"+n+",P"+n+",Stay,p"+n+"@x.test,")
	}
	l.write("hr.csv", strings.Join(lines, "\n")+"\n")
}

func (l *lab) crm(lines ...string) {
	l.write("crm.csv", "id,login,employee,active,roles\n"+strings.Join(lines, "\n")+"\n")
}

// plan makes a plan and tells it in a line.
func (l *lab) plan() (*plan.Plan, string) {
	l.t.Helper()
	result, err := l.Plan(l.t.Context(), app.PlanOptions{})
	if err != nil {
		l.t.Fatal(err)
	}
	return result.Plan, short(result.Plan)
}

func (l *lab) apply(p *plan.Plan) *app.Report {
	l.t.Helper()
	report, err := l.Apply(l.t.Context(), p, app.ApplyOptions{})
	if err != nil {
		l.t.Fatal(err)
	}
	return report
}

func short(p *plan.Plan) string {
	var parts []string
	for _, a := range p.Actions {
		parts = append(parts, string(a.Verb)+" "+a.Login)
	}
	for _, w := range p.Waiting {
		parts = append(parts, "with somebody: "+string(w.Verb)+" "+w.Login)
	}
	for _, r := range p.Refusals {
		parts = append(parts, "not "+string(r.Verb)+" "+r.Login+": "+r.Guard)
	}
	if len(p.Gaps) > 0 {
		parts = append(parts, "blind to "+p.Gaps[0].System)
	}
	return strings.Join(parts, ", ")
}
