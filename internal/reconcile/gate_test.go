package reconcile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// leavers makes a company of which the first n have left, and are not closed.
func leavers(people, n int) *company {
	ends := map[int]string{}
	for i := 1; i <= n; i++ {
		ends[i] = "2026-11-01"
	}
	c := newCompany(staff(people, ends), accounts(people)...)
	c.rules = c.rules[:1] // suspend
	return c
}

func holds(p *plan.Plan) string {
	var list []string
	for _, h := range p.Held {
		list = append(list, fmt.Sprintf("%s %s:%s %d>%d", h.Guard, h.Verb, h.System, h.Would, h.Limit))
	}
	return strings.Join(list, ", ")
}

// spent makes so many accounts to which something was done an hour ago, and so many to which it was two days ago.
func spent(today, before int) plan.Spent {
	s := plan.Spent{}
	for i := range today {
		s[fmt.Sprintf("today %d", i)] = now.Add(-time.Hour)
	}
	for i := range before {
		s[fmt.Sprintf("before %d", i)] = now.Add(-48 * time.Hour)
	}
	return s
}

func TestOverALimitNothingOfThatClassRuns(t *testing.T) {
	t.Parallel()
	class := plan.Class{Verb: identity.Suspend, System: "app"}
	for _, c := range []struct {
		name    string
		people  int
		leavers int
		spent   plan.Spent // of accounts that are none of the leavers'
		limit   plan.Limit
		want    string
	}{
		{"within all", 100, 5, nil, plan.Limit{Max: 5, Share: 0.05, PerDay: 0.05, PerWeek: 0.05}, ""},
		{"one over the count", 100, 6, nil, plan.Limit{Max: 5, Share: 1, PerDay: 1, PerWeek: 1}, "max suspend:app 6>5"},
		{"one over the share", 100, 6, nil, plan.Limit{Max: 50, Share: 0.05, PerDay: 1, PerWeek: 1}, "share suspend:app 6>5"},
		{"the day's budget is spent", 100, 2, spent(4, 0), plan.Limit{Max: 50, Share: 1, PerDay: 0.05, PerWeek: 1}, "per-day suspend:app 6>5"},
		{"the week's budget is spent", 100, 2, spent(0, 9), plan.Limit{Max: 50, Share: 1, PerDay: 1, PerWeek: 0.10}, "per-week suspend:app 11>10"},
		{"a small system is judged by the count alone", 10, 5, spent(5, 0), plan.Limit{Max: 5, Share: 0.1, PerDay: 0.1, PerWeek: 0.1, Small: 10}, ""},
		{"an account that was tried before is one account", 100, 2, plan.Spent{"k001": now.Add(-time.Hour), "k009": now.Add(-time.Hour)}, plan.Limit{Max: 50, Share: 1, PerDay: 0.03, PerWeek: 1}, ""},
		{"and another one is another", 100, 2, plan.Spent{"k008": now.Add(-time.Hour), "k009": now.Add(-time.Hour)}, plan.Limit{Max: 50, Share: 1, PerDay: 0.03, PerWeek: 1}, "per-day suspend:app 4>3"},
		{"a day ago is another day", 100, 2, plan.Spent{"k008": now.Add(-24 * time.Hour)}, plan.Limit{Max: 50, Share: 1, PerDay: 0.02, PerWeek: 1}, ""},
		{"a moment less is not", 100, 2, plan.Spent{"k008": now.Add(1 - 24*time.Hour)}, plan.Limit{Max: 50, Share: 1, PerDay: 0.02, PerWeek: 1}, "per-day suspend:app 3>2"},
		{"zero stops everything", 100, 1, nil, plan.Limit{Max: 0, Share: 1, PerDay: 1, PerWeek: 1}, "max suspend:app 1>0"},
		{"no bound", 100, 90, nil, plan.Limit{Max: -1, Share: -1, PerDay: -1, PerWeek: -1}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			company := leavers(c.people, c.leavers)
			company.gate.Limits = map[identity.Verb]plan.Limit{identity.Suspend: c.limit}
			company.spent = map[plan.Class]plan.Spent{class: c.spent}
			p := company.pass(t, now).Plan
			if got := holds(p); got != c.want {
				t.Errorf("held: %q, want %q", got, c.want)
			}
			if runs := len(p.Runnable()); (c.want == "") != (runs == c.leavers) || c.want != "" && runs != 0 {
				t.Errorf("%d of %d would run", runs, c.leavers)
			}
			allowed := p.Passing(plan.Moment{At: now, Gate: company.gate, Spent: company.spent, Allowed: []plan.Class{class}})
			if len(allowed.Actions) != c.leavers {
				t.Errorf("an allowance lets %d of %d pass", len(allowed.Actions), c.leavers)
			}
			if again := p.Passing(plan.Moment{At: now, Gate: company.gate, Spent: company.spent}); (len(again.Held) > 0) != (c.want != "") {
				t.Errorf("asked again the gate holds %+v", again.Held)
			}
		})
	}
}

func refusals(p *plan.Plan) string {
	var list []string
	for _, r := range p.Refusals {
		list = append(list, fmt.Sprintf("%s %s: %s", r.Verb, r.Login, r.Guard))
	}
	return strings.Join(list, ", ")
}

func TestWhatIsProtectedIsRefusedAloud(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		with func(*company)
		want string
	}{
		{"nothing", func(*company) {}, ""},
		{"an account by login", func(c *company) { c.gate.Accounts = []plan.ProtectedAccount{{System: "app", Login: "P002"}} }, "suspend p002: protected"},
		{"an account by key", func(c *company) { c.gate.Accounts = []plan.ProtectedAccount{{System: "app", Key: "k002"}} }, "suspend p002: protected"},
		{"on another system", func(c *company) { c.gate.Accounts = []plan.ProtectedAccount{{System: "other", Key: "k002"}} }, ""},
		{"ourselves", func(c *company) { c.system.Redescribe(func(d *connector.Description) { d.Self = []string{"p001"} }) }, "suspend p001: ourselves"},
		{"by an exception", func(c *company) {
			c.except = []plan.Exception{{ID: "x1", Account: identity.AccountRef{System: "app", Key: "k003"}, Expires: now.Add(time.Second)}}
		}, "suspend p003: exception"},
		{"by an exception for the person", func(c *company) {
			c.except = []plan.Exception{{ID: "x1", Person: "E003", Expires: now.Add(time.Second)}}
		}, "suspend p003: exception"},
		{"an exception that ends now", func(c *company) { c.except = []plan.Exception{{ID: "x1", Person: "E003", Expires: now}} }, ""},
		{
			"the last holders of a right", func(c *company) { c.gate.Keep = []plan.Keep{{System: "app", Name: "staff", AtLeast: 98}} },
			"suspend p001: keep-at-least, suspend p002: keep-at-least, suspend p003: keep-at-least",
		},
		{"enough holders are left", func(c *company) { c.gate.Keep = []plan.Keep{{System: "app", Name: "staff", AtLeast: 97}} }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			company := leavers(100, 3)
			c.with(company)
			p := company.pass(t, now).Plan
			if got := refusals(p); got != c.want {
				t.Errorf("refused: %q, want %q", got, c.want)
			}
			if len(p.Actions)+len(p.Refusals) != 3 {
				t.Errorf("%d actions and %d refusals of 3 leavers", len(p.Actions), len(p.Refusals))
			}
		})
	}
}

// Who is asked about alone is told what the guards say among all the others.
func TestAFocusAmongAllIsHeldAsThePassIs(t *testing.T) {
	t.Parallel()
	c := leavers(100, 6)
	c.gate.Limits = map[identity.Verb]plan.Limit{identity.Suspend: {Max: 5, Share: 1, PerDay: 1, PerWeek: 1}}
	for among, want := range map[bool]string{true: "max suspend:app 6>5", false: ""} {
		in := c.input(now)
		in.Focus = &reconcile.Focus{Name: "P001", Among: among}
		result, err := reconcile.Pass(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := holds(result.Plan); got != want || len(result.Plan.Actions) != 1 || len(result.Plan.Findings) != 1 || len(result.Cases) != 1 {
			t.Errorf("among all %v: %q, %d actions, %d findings, %d cases", among, got, len(result.Plan.Actions), len(result.Plan.Findings), len(result.Cases))
		}
	}
}

// Where nobody can suspend, a leaver is not passed over in silence.
func TestALeaverWhomNobodyCanSuspendIsToldOf(t *testing.T) {
	t.Parallel()
	c := leavers(100, 2)
	c.system.Redescribe(func(d *connector.Description) {
		d.Capabilities = slices.DeleteFunc(d.Capabilities, func(able connector.Capability) bool { return able.Verb == identity.Suspend })
	})
	p := c.pass(t, now).Plan
	if got := refusals(p); got != "suspend p001: not-reversible, suspend p002: not-reversible" || len(p.Findings) != 2 || len(p.Actions) != 0 {
		t.Errorf("refused: %q; %d findings, %d actions", got, len(p.Findings), len(p.Actions))
	}
	if why := p.Refusals[0].Why; !strings.Contains(why, "no such thing") {
		t.Errorf("it says %q", why)
	}
}

func TestWhatCannotBeTakenBackWaitsForItsHoursAndItsApprovals(t *testing.T) {
	t.Parallel()
	c := newCompany(staff(40, map[int]string{7: "2026-01-01"}), accounts(40)...)
	c.gate.Windows = plan.Windows{
		Hours: plan.Hours{
			Days: []time.Weekday{time.Monday}, From: clock("08:00"), To: clock("12:00"), Zone: paris, Verbs: []identity.Verb{identity.Delete},
		},
		Freezes: []plan.Freeze{{From: now.Add(-time.Hour), To: now.Add(time.Second), Verbs: []identity.Verb{identity.Remove}, Reason: "year end"}},
	}
	if got := holds(c.pass(t, now).Plan); got != "freeze remove:app 1>0, hours delete:app 1>0, approval delete:app 1>0" {
		t.Errorf("Monday at noon: %s", got)
	}
	if got := holds(c.pass(t, now.Add(-2*time.Hour)).Plan); got != "approval delete:app 1>0" {
		t.Errorf("Monday at ten, before the freeze: %s", got)
	}
}
