package plan_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

func TestEachStepGoesWhereItBelongs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		step assess.Step
		want string
	}{
		{"it is due", assess.Step{Verb: identity.Suspend, Due: now.Add(-day)}, "do suspend p1"},
		{"it is due at this instant", assess.Step{Verb: identity.Suspend, Due: now}, "do suspend p1"},
		{"it is due in a moment", assess.Step{Verb: identity.Suspend, Due: now.Add(1)}, "later suspend p1"},
		{"as far as we look", assess.Step{Verb: identity.Suspend, Due: now.Add(30 * day)}, "later suspend p1"},
		{"farther than we look", assess.Step{Verb: identity.Suspend, Due: now.Add(30*day + 1)}, ""},
		{"somebody is doing it", assess.Step{Verb: identity.Suspend, Due: now, InHand: "t4"}, "waits suspend p1 t4"},
		{"somebody will do it", assess.Step{Verb: identity.Suspend, Due: now.Add(1), InHand: "t4"}, "later suspend p1"},
		{"nobody is sure", assess.Step{Verb: identity.Suspend, Due: now, Doubt: "whose is it?"}, "refused suspend p1 certainty"},
		{"the system has no such thing", assess.Step{Verb: identity.Transfer, Due: now}, "refused transfer p1 not-reversible"},
		{"a human is asked", assess.Step{Verb: identity.Task, Due: now}, "do task p1 by it@x.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := input(1)
			in.Findings[0].Steps = []assess.Step{c.step}
			p := plan.Build(in)
			if got := short(p); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if len(p.Findings) != 1 || p.Findings[0].Reasons[0] != "has left" {
				t.Errorf("findings %+v", p.Findings)
			}
		})
	}
}

func TestAQuietFindingIsNotShownAndItsStepsAre(t *testing.T) {
	t.Parallel()
	in := input(1)
	in.Findings[0].Quiet, in.Findings[0].Steps = true, []assess.Step{{Verb: identity.Suspend, Due: now.Add(day)}}
	if p := plan.Build(in); len(p.Findings) != 0 || short(p) != "later suspend p1" {
		t.Errorf("%q with the findings %+v", short(p), p.Findings)
	}
}

// Whatever order findings and steps come in, an account is restored, suspended, signed out, stripped and deleted in that
// order, and the accounts stand by system and key.
func TestActionsStandInTheOrderInWhichTheyAreDone(t *testing.T) {
	t.Parallel()
	in := input(2, identity.Delete, identity.Remove, identity.SignOut, identity.Suspend)
	slices.Reverse(in.Findings)
	want := "do suspend p1, sign-out p1, remove p1, delete p1, suspend p2, sign-out p2, remove p2, delete p2"
	p := plan.Build(in)
	if got := short(p); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i, a := range p.Actions {
		if a.ID != fmt.Sprintf("a%d", i+1) {
			t.Errorf("action %d is called %s", i, a.ID)
		}
		if a.Alone != (a.Verb == identity.Suspend) || a.Reversible != (a.Verb != identity.Delete) || a.Fingerprint == "" || a.Basis == "" {
			t.Errorf("%+v", a)
		}
	}
}

func TestOneVerbOfTwoFindingsIsOneAction(t *testing.T) {
	t.Parallel()
	in := input(1)
	in.Findings[0].Steps = []assess.Step{{Verb: identity.Task, Due: now, Rule: "dormant: task"}}
	other := in.Findings[0]
	other.Kind, other.Reasons = assess.OwnerLeft, []string{"has left", "the owner left"}
	other.Steps = []assess.Step{{Verb: identity.Task, Due: now.Add(-day), Rule: "leaver: hand over"}}
	in.Findings = append(in.Findings, other)
	p := plan.Build(in)
	if len(p.Actions) != 1 || len(p.Findings) != 2 {
		t.Fatalf("%d actions of %d findings", len(p.Actions), len(p.Findings))
	}
	a := p.Actions[0]
	if !a.Due.Equal(now.Add(-day)) || a.Rule != "leaver: hand over; dormant: task" || !slices.Equal(a.Reasons, []string{"has left", "the owner left"}) {
		t.Errorf("%+v", a)
	}
	if len(in.Findings[0].Reasons) != 1 {
		t.Error("the reasons of a finding were changed")
	}
}

// The guards that look at single accounts. Those of classes are in reconcile's tests, where a population is counted.
func TestAGuardRefusesAloudAndTheFirstOneSpeaks(t *testing.T) {
	t.Parallel()
	self := func(login string) func(*plan.Input) {
		return func(in *plan.Input) { in.Findings[0].Login = login }
	}
	excepted := func(e plan.Exception) func(*plan.Input) {
		return func(in *plan.Input) { in.Exceptions = []plan.Exception{e} }
	}
	k1 := identity.AccountRef{System: "app", Key: "k1"}
	for _, c := range []struct {
		name string
		verb identity.Verb
		with func(*plan.Input)
		want string
	}{
		{"ourselves by login, whatever the case", identity.Suspend, self("EXEUNT"), "refused suspend EXEUNT ourselves"},
		{"ourselves by DN", identity.Suspend, func(in *plan.Input) {
			in.Accounts[k1].Attributes[0].Values = []string{"CN=Exeunt,dc=x"}
		}, "refused suspend p1 ourselves"},
		{"bringing ourselves back is fine", identity.Restore, self("exeunt"), "do restore exeunt"},
		{"ourselves comes before protected", identity.Suspend, func(in *plan.Input) {
			self("exeunt")(in)
			in.Gate.Accounts = []plan.ProtectedAccount{{System: "app", Login: "exeunt"}}
		}, "refused suspend exeunt ourselves"},
		{"protected", identity.Delete, func(in *plan.Input) { in.Gate.Accounts = []plan.ProtectedAccount{{System: "app", Key: "k1"}} }, "refused delete p1 protected"},
		{"somebody may be asked about what is protected", identity.Task, func(in *plan.Input) { in.Gate.Accounts = []plan.ProtectedAccount{{System: "app", Key: "k1"}} }, "do task p1 by it@x.test"},
		{"an empty name protects nobody", identity.Suspend, func(in *plan.Input) {
			in.Findings[0].Login = ""
			in.Gate.Accounts = []plan.ProtectedAccount{{System: "app", Key: "other"}}
		}, "do suspend "},
		{"excepted", identity.Suspend, excepted(plan.Exception{Account: k1, Expires: now.Add(1)}), "refused suspend p1 exception"},
		{"the person is excepted", identity.Suspend, excepted(plan.Exception{Person: "E1", Expires: now.Add(1)}), "refused suspend p1 exception"},
		{"another account of the person is", identity.Suspend, excepted(plan.Exception{Account: identity.AccountRef{System: "app", Key: "k2"}, Person: "E1", Expires: now.Add(1)}), "do suspend p1"},
		{"nobody is asked about what is excepted", identity.Task, excepted(plan.Exception{Account: k1, Expires: now.Add(1)}), "refused task p1 exception"},
		{"it ends now", identity.Suspend, excepted(plan.Exception{Account: k1, Expires: now}), "do suspend p1"},
		{"an exception for nobody", identity.Suspend, func(in *plan.Input) {
			in.Findings[0].Person, in.Exceptions = "", []plan.Exception{{Expires: now.Add(1)}}
		}, "do suspend p1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := input(1, c.verb)
			c.with(&in)
			p := plan.Build(in)
			if got := short(p); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			for _, r := range p.Refusals {
				if r.Why == "" {
					t.Errorf("%+v says nothing", r)
				}
			}
		})
	}
}

func TestTheLastHoldersOfARightStay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		verb    identity.Verb
		leavers int
		holders int
		keep    plan.Keep
		with    func(*plan.Input)
		refused int
	}{
		{"one too few would be left", identity.Suspend, 2, 3, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, nil, 2},
		{"just enough are left", identity.Suspend, 2, 4, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, nil, 0},
		{"taking the right away", identity.Remove, 2, 3, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, nil, 2},
		{"deleting", identity.Delete, 2, 3, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, nil, 2},
		{"signing out takes nothing", identity.SignOut, 2, 2, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, nil, 0},
		{"another right", identity.Suspend, 2, 2, plan.Keep{System: "app", Name: "root", AtLeast: 2}, func(in *plan.Input) { in.Snapshot.Systems[0].Holders["root"] = 2 }, 0},
		{"a right that nobody is seen to hold", identity.Suspend, 2, 2, plan.Keep{System: "app", Name: "Admins", AtLeast: 2}, nil, 2},
		{"of which none must stay", identity.Suspend, 2, 2, plan.Keep{System: "app", Name: "Admins"}, nil, 0},
		{"signing out where it is not seen", identity.SignOut, 2, 2, plan.Keep{System: "app", Name: "Admins", AtLeast: 2}, nil, 0},
		{"one is with somebody already", identity.Suspend, 2, 3, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, func(in *plan.Input) {
			f, a := leaver(9, identity.Suspend)
			f.Steps[0].InHand = "t1"
			in.Findings, in.Accounts[a.Ref] = append(in.Findings, f), a
		}, 2},
		{"another system", identity.Suspend, 2, 2, plan.Keep{System: "other", Name: "admins", AtLeast: 2}, nil, 0},
		{"who is suspended holds nothing open", identity.Remove, 2, 0, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, func(in *plan.Input) {
			for _, a := range in.Accounts {
				a.State = identity.Suspended
			}
		}, 0},
		{"one of them is protected, and so enough stay", identity.Suspend, 2, 3, plan.Keep{System: "app", Name: "admins", AtLeast: 2}, func(in *plan.Input) {
			in.Gate.Accounts = []plan.ProtectedAccount{{System: "app", Key: "k1"}}
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := input(c.leavers, c.verb)
			in.Gate.Keep, in.Snapshot.Systems[0].Holders = []plan.Keep{c.keep}, map[string]int{"admins": c.holders}
			if c.with != nil {
				c.with(&in)
			}
			if p := plan.Build(in); len(p.Refusals) != c.refused || len(p.Actions) != c.leavers-c.refused {
				t.Errorf("%q, want %d of %d refused", short(p), c.refused, c.leavers)
			}
		})
	}
}

func TestWindowsAreOpenFromTheirFirstMinuteToTheirLast(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		got, err := time.ParseInLocation("2006-01-02 15:04:05", s, paris)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	eight, _ := identity.NewClock(8, 0)
	six, _ := identity.NewClock(18, 0)
	windows := plan.Windows{
		Hours:   plan.Hours{Days: []time.Weekday{time.Wednesday}, From: eight, To: six, Zone: paris, Verbs: []identity.Verb{identity.Delete}},
		Freezes: []plan.Freeze{{From: at("2026-12-24 00:00:00"), To: at("2026-12-27 00:00:00"), Verbs: []identity.Verb{identity.Delete, identity.Suspend}, Reason: "year end"}},
	}
	for _, c := range []struct{ at, verb, want string }{
		{"2026-11-25 07:59:59", "delete", "hours delete:app"},
		{"2026-11-25 08:00:00", "delete", ""},
		{"2026-11-25 17:59:59", "delete", ""},
		{"2026-11-25 18:00:00", "delete", "hours delete:app"},
		{"2026-11-26 12:00:00", "delete", "hours delete:app"},
		{"2026-11-26 03:00:00", "suspend", ""},
		{"2026-12-23 23:59:59", "suspend", ""},
		{"2026-12-24 00:00:00", "suspend", "freeze suspend:app"},
		{"2026-12-26 23:59:59", "suspend", "freeze suspend:app"},
		{"2026-12-27 00:00:00", "suspend", ""},
		{"2026-12-25 12:00:00", "remove", ""},
	} {
		in := input(1, identity.Verb(c.verb))
		in.Gate.Windows, in.Snapshot.At = windows, at(c.at)
		in.Findings[0].Steps[0].Due = at("2026-11-01 18:00:00")
		p := plan.Build(in)
		if got, _ := strings.CutPrefix(short(p), "do "+c.verb+" p1"); strings.TrimPrefix(got, "; held ") != c.want {
			t.Errorf("%s at %s: %q, want %q", c.verb, c.at, got, c.want)
		}
		if p.Actions[0].Alone && c.want != "" {
			t.Errorf("%s at %s is held and may run alone", c.verb, c.at)
		}
	}
}

// What a limit held passes by an allowance alone; what the hour held passes when it is open.
func TestAHeldPlanPassesOnlyAloud(t *testing.T) {
	t.Parallel()
	class := plan.Class{Verb: identity.Suspend, System: "app"}
	limited := func(l plan.Limit) func(*plan.Input) {
		return func(in *plan.Input) {
			in.Gate.Limits = map[identity.Verb]plan.Limit{identity.Suspend: l}
			in.Spent = map[plan.Class]plan.Spent{class: {"x1": now.Add(-23 * time.Hour), "x2": now.Add(-23 * time.Hour)}}
		}
	}
	frozen := func(in *plan.Input) {
		in.Gate.Windows.Freezes = []plan.Freeze{{From: now.Add(-day), To: now.Add(time.Hour), Verbs: []identity.Verb{identity.Suspend}}}
	}
	for _, c := range []struct {
		name   string
		with   func(*plan.Input)
		later  time.Duration
		allow  bool
		passes int
		holds  int
	}{
		{"nothing holds it", func(*plan.Input) {}, 0, false, 3, 0},
		{"over the count", limited(plan.Limit{Max: 2, Share: 1, PerDay: 1, PerWeek: 1}), 0, false, 0, 1},
		{"over the count, and allowed", limited(plan.Limit{Max: 2, Share: 1, PerDay: 1, PerWeek: 1}), 0, true, 3, 0},
		{"over the day's budget", limited(plan.Limit{Max: 9, Share: 1, PerDay: 0.08, PerWeek: 1}), 0, false, 0, 1},
		{"over the day's budget, and the day is over", limited(plan.Limit{Max: 9, Share: 1, PerDay: 0.08, PerWeek: 1}), 2 * time.Hour, false, 0, 1},
		{"over the day's budget, and allowed", limited(plan.Limit{Max: 9, Share: 1, PerDay: 0.08, PerWeek: 1}), 2 * time.Hour, true, 3, 0},
		{"within the day's budget", limited(plan.Limit{Max: 9, Share: 1, PerDay: 0.1, PerWeek: 1}), 0, false, 3, 0},
		{"in a freeze", frozen, 0, false, 0, 1},
		{"after the freeze", frozen, time.Hour, false, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := input(3, identity.Suspend)
			c.with(&in)
			p := plan.Build(in)
			m := plan.Moment{At: now.Add(c.later), Gate: in.Gate, Spent: in.Spent}
			if c.allow {
				m.Allowed = []plan.Class{class}
			}
			if got := p.Passing(m); len(got.Actions) != c.passes || len(got.Held) != c.holds {
				t.Errorf("%d of 3 pass, held by %+v; want %d, %d", len(got.Actions), got.Held, c.passes, c.holds)
			}
		})
	}
}

func TestWhatIsOverIsNotCountedAgain(t *testing.T) {
	t.Parallel()
	in := input(4, identity.Suspend)
	p := plan.Build(in)
	gate := in.Gate
	gate.Limits = map[identity.Verb]plan.Limit{identity.Suspend: {Max: 2, Share: 1, PerDay: 0.08, PerWeek: 1}}
	class := plan.Class{Verb: identity.Suspend, System: "app"}
	m := plan.Moment{At: now, Gate: gate, Settled: map[string]bool{"a1": true, "a2": true}, Spent: map[plan.Class]plan.Spent{class: {"k1": now, "k2": now, "k3": now}}}
	if got := p.Passing(m); len(got.Actions) != 4 || len(got.Held) != 0 {
		t.Errorf("two are over, two are left: %d pass, held by %+v", len(got.Actions), got.Held)
	}
	m.Exceptions = []plan.Exception{{ID: "x1", Person: "E4", Expires: now.Add(1)}, {ID: "x2", Person: "E1", Expires: now.Add(1)}}
	if got := p.Passing(m); len(got.Actions) != 3 || len(got.Refused) != 1 || got.Refused[0].Person != "E4" {
		t.Errorf("one was excepted since: %d pass, refused %+v", len(got.Actions), got.Refused)
	}
}

// What others did since the plan was made counts: the last holders of a right stay, whichever plan would cut them.
func TestTheLastHoldersStayAlsoWhenAnotherPlanWasFaster(t *testing.T) {
	t.Parallel()
	in := input(2, identity.Suspend)
	in.Gate.Keep, in.Snapshot.Systems[0].Holders = []plan.Keep{{System: "app", Name: "admins", AtLeast: 2}}, map[string]int{"admins": 4}
	p := plan.Build(in)
	m := plan.Moment{At: now, Gate: in.Gate}
	held := plan.Held{System: "app", Name: "admins"}
	for name, c := range map[string]struct {
		lost   map[plan.Held]map[string]bool
		passes int
	}{
		"nobody":            {nil, 2},
		"one of the plan's": {map[plan.Held]map[string]bool{held: {"k1": true}}, 2},
		"another":           {map[plan.Held]map[string]bool{held: {"k7": true}}, 0},
		"of another right":  {map[plan.Held]map[string]bool{{System: "app", Name: "staff"}: {"k7": true}}, 2},
	} {
		m.Lost = c.lost
		if got := p.Passing(m); len(got.Actions) != c.passes || len(got.Refused) != 2-c.passes {
			t.Errorf("%s lost it since: %d of 2 pass, refused %+v", name, len(got.Actions), got.Refused)
		}
	}
}

// Nothing of a plan can be changed without its digest telling.
func TestTheDigestTellsOfEveryChange(t *testing.T) {
	t.Parallel()
	in := input(2, identity.Suspend, identity.Remove)
	in.Gate.Limits = map[identity.Verb]plan.Limit{identity.Suspend: {Max: 1, Share: -1, PerDay: -1, PerWeek: -1}}
	in.Gate.Accounts = []plan.ProtectedAccount{{System: "app", Key: "k2"}}
	in.Findings[1].Steps = append(in.Findings[1].Steps, assess.Step{Verb: identity.Delete, Due: now.Add(day)}, assess.Step{Verb: identity.SignOut, Due: now, InHand: "t1"})
	in.Snapshot.Sources = append(in.Snapshot.Sources, in.Snapshot.Systems[0].Source)
	p := plan.Build(in)
	if again := plan.Build(in); again.ID != p.ID || again.Digest != p.Digest || p.ID != "p-"+p.Digest[:10] || !p.Intact() {
		t.Fatalf("%s %s and %s %s", p.ID, p.Digest, again.ID, again.Digest)
	}
	changed := 0
	each(reflect.ValueOf(p).Elem(), "plan", func(path string) {
		if path == "plan.ID" || path == "plan.Digest" {
			return
		}
		changed++
		if p.Intact() {
			t.Errorf("%s was changed and the digest is still right", path)
		}
	})
	if changed < 60 || !p.Intact() {
		t.Errorf("%d values were changed, and put back: %v", changed, p.Intact())
	}
}

// each changes every value below v, one at a time, calls f, and puts it back.
func each(v reflect.Value, path string, f func(path string)) {
	switch v.Kind() {
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			try(v, reflect.ValueOf(at.Add(time.Second)), path, f)
			return
		}
		for i := range v.NumField() {
			each(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), fmt.Sprintf("%s[%d]", path, i), f)
		}
		if v.Len() > 0 {
			try(v, v.Slice(0, v.Len()-1), path, f)
		}
	case reflect.String:
		try(v, reflect.ValueOf(v.String()+"x").Convert(v.Type()), path, f)
	case reflect.Bool:
		try(v, reflect.ValueOf(!v.Bool()).Convert(v.Type()), path, f)
	case reflect.Int, reflect.Int64:
		try(v, reflect.ValueOf(v.Int()+1).Convert(v.Type()), path, f)
	default:
		panic("the plan has a value of kind " + v.Kind().String() + ": teach this test to change it")
	}
}

func try(v, other reflect.Value, path string, f func(string)) {
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	v.Set(other)
	f(path)
	v.Set(was)
}

// A saved plan that is read back is the same plan.
func TestAPlanSurvivesItsFile(t *testing.T) {
	t.Parallel()
	p := plan.Build(input(3, identity.Suspend, identity.Remove))
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "null") {
		t.Errorf("a list is null: %s", text)
	}
	var back plan.Plan
	if err := json.Unmarshal(text, &back); err != nil || !back.Intact() || back.ID != p.ID {
		t.Errorf("%v, intact %v, %s and %s", err, back.Intact(), back.ID, p.ID)
	}
}

func TestATaskGoesToWhoOwnsTheSystem(t *testing.T) {
	t.Parallel()
	in := input(1, identity.Suspend)
	d := in.Systems["app"]
	d.Capabilities = []connector.Capability{{Verb: identity.Suspend, By: connector.ByTask}}
	in.Systems["app"] = d
	in.Gate.Limits = map[identity.Verb]plan.Limit{identity.Suspend: {Max: 0}}
	p := plan.Build(in)
	a := p.Actions[0]
	if a.Verb != identity.Suspend || a.By != connector.ByTask || a.Owner != "it@x.test" || a.TaskTime != 2*day {
		t.Errorf("%+v", a)
	}
	if !strings.Contains(short(p), "held max suspend:app") {
		t.Errorf("it counts in no limit: %s", short(p))
	}
}
