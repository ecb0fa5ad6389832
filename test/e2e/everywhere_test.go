package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// A company of 200 people on seven systems. Twenty have left, and one command shuts them out: each of their ways in is
// tried and refused, and what they had open has ended, while the 180 others still get in. Undo brings the twenty back.
func TestTwentyLeaversAreOutOfSevenSystemsByOneCommand(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it drives the binary, and takes a while")
	}
	e := newEverywhere(t, 200, func(n int) bool { return n%10 == 0 })
	want(t, 0, e.dir, "check")
	e.getsIn(e.leavers...)
	open, others := e.sessions(e.leavers...), e.sessions(e.stayers[:5]...)

	began := time.Now()
	run := e.run()
	e.measured("%d leavers on 7 systems: %d actions done and verified in %.1f s, by one command", len(e.leavers), run.Report.Verified, time.Since(began).Seconds())
	e.allVerified(&run)

	e.shutOut(e.leavers...)
	e.getsIn(e.stayers...)
	for _, s := range open {
		s.hasEnded(t)
	}
	for _, s := range others {
		s.goesOn(t)
	}
	if said := string(want(t, 0, e.dir, "explain", "E0010").stdout); !strings.Contains(said, "Kerberos tickets issued before the suspension") {
		t.Errorf("that tickets go on is not told:\n%s", said)
	}
	want(t, 0, e.dir, "plan")
	want(t, 0, e.dir, "ledger", "verify")

	want(t, 0, e.dir, "undo", "--run", run.Plan.ID, "--yes", "--reason", "test")
	e.getsIn(e.leavers...)
}

// ran is what `exeunt run` says that it planned and did.
type ran struct {
	Plan   planned
	Report struct {
		Verified, Contradicted, Unseen, Failed, Stopped, Asked, Waiting, Gaps int
		StillOpen                                                             int `json:"still-open"`
		Held, Refusals                                                        []any
		Troubles                                                              []struct{ Verb, System, Verdict, Note, Saw string }
	}
}

func (e *everywhere) run() (r ran) {
	e.Helper()
	said := want(e, 6, e.dir, "run", "--json") // of the wiki's sessions nobody can say that they are gone: see hasEnded
	if err := json.Unmarshal(said.stdout, &r); err != nil {
		e.Fatalf("run says\n%s\n%v", said.stdout, err)
	}
	return r
}

// allVerified demands of the run that it planned to suspend every account of every leaver and nobody else's, and that
// everything it did was seen to be so, but for the sessions of the wiki, which SCIM does not show.
func (e *everywhere) allVerified(r *ran) {
	e.Helper()
	suspended := map[string]int{}
	for _, a := range r.Plan.Actions {
		if a.Verb == "suspend" {
			suspended[a.System]++
		}
	}
	for _, system := range []string{"ad", "openldap", "ds389", "warehouse", "shop", "servers", "wiki"} {
		if suspended[system] != len(e.leavers) {
			e.Errorf("%d accounts on %s are suspended, want %d", suspended[system], system, len(e.leavers))
		}
	}
	for _, t := range r.Report.Troubles {
		if t.System != "wiki" || t.Verb != "sign-out" || t.Verdict != "unseen" {
			e.Errorf("not verified: %+v", t)
		}
	}
	if r.Report.StillOpen < len(e.leavers) {
		e.Errorf("%d accounts are still open for a while, and %d have had tickets", r.Report.StillOpen, len(e.leavers))
	}
	if r.Report.Verified+len(e.leavers) != len(r.Plan.Actions) || len(r.Report.Held) > 0 || r.Report.Gaps > 0 {
		e.Errorf("of %d actions the report says %+v", len(r.Plan.Actions), r.Report)
	}
}

// measured prints a figure: beside the test, and at the end of `make test`.
func (e *everywhere) measured(format string, args ...any) {
	e.Helper()
	figure := fmt.Sprintf(format, args...)
	e.Log(figure)
	path := os.Getenv("EXEUNT_MEASURED")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		e.Fatal(err)
	}
	defer file.Close()
	fmt.Fprintln(file, figure)
}
