package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// plans makes a plan, demands its exit code, and writes the plan into the file "plan" as a story tells it: plans CODE
// [ARGUMENT...]. A story compares it with: cmp plan want. The id of the plan is then $PLAN.
func plans(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: plans CODE [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := code(ts, ts.Exec("exeunt", append([]string{"plan", "--json"}, args[1:]...)...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	var made plan.Plan
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	decoder.DisallowUnknownFields()
	ts.Check(decoder.Decode(&made))
	if !made.Intact() {
		ts.Fatalf("the digest of the plan is not that of its content")
	}
	ts.Setenv("PLAN", made.ID)
	ts.Check(os.WriteFile(ts.MkAbs("plan"), []byte(told(&made)), 0o600))
}

// told tells a plan in lines that a story can hold.
func told(p *plan.Plan) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
	}
	for _, g := range p.Gaps {
		line("blind to %s, expected %d, seen %d: %s", g.System, g.Expected, g.Seen, g.Why)
	}
	for _, f := range p.Findings {
		line("%s %s/%s %s", f.Kind, f.System, f.Login, f.Person)
		for _, reason := range f.Reasons {
			line("    %s", reason)
		}
	}
	for i := range p.Actions {
		line("do %s", deed(&p.Actions[i]))
	}
	for i := range p.Upcoming {
		line("later %s", deed(&p.Upcoming[i]))
	}
	for _, w := range p.Waiting {
		line("with somebody %s %s/%s as %s", w.Verb, w.System, w.Login, w.Task)
	}
	for _, r := range p.Refusals {
		line("not %s %s/%s, %s: %s", r.Verb, r.System, r.Login, r.Guard, r.Why)
	}
	for _, h := range p.Held {
		line("held %s on %s, %s: %s", h.Verb, h.System, h.Guard, h.Why)
	}
	return b.String()
}

func deed(a *plan.Action) string {
	s := fmt.Sprintf("%s %s/%s", a.Verb, a.System, a.Login)
	for _, e := range a.Entitlements {
		s += " " + e.Name
	}
	s += fmt.Sprintf(" at %s by %s", due(a), a.By)
	if a.Owner != "" {
		s += " of " + a.Owner
	}
	if len(a.Held) > 0 {
		s += ", held by " + strings.Join(a.Held, " and ")
	}
	return s
}

// due tells an instant. One that follows from when an account was first seen, and so from the moment at which the story
// runs, is told as days from now.
func due(a *plan.Action) string {
	if strings.HasPrefix(a.Rule, "orphan") || strings.HasPrefix(a.Rule, "no-owner") {
		return fmt.Sprintf("now%+.0fd", time.Until(a.Due).Hours()/24)
	}
	return a.Due.Format(time.RFC3339)
}
