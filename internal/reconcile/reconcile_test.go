package reconcile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

func clock(s string) identity.Clock {
	c, err := identity.ParseClock(s)
	if err != nil {
		panic(err)
	}
	return c
}

func day(s string) identity.When {
	d, err := identity.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return identity.On(d)
}

// staff makes n people, the ones with an end as given.
func staff(n int, ends map[int]string) []identity.Person {
	var list []identity.Person
	for i := 1; i <= n; i++ {
		e := identity.Engagement{Start: day("2020-01-01"), Status: identity.StatusWorking, Position: "Clerk"}
		if end, leaves := ends[i]; leaves {
			e.End = day(end)
		}
		list = append(list, identity.Person{
			ID: identity.PersonID(fmt.Sprintf("E%03d", i)), Source: "hr", Given: "Ada", Family: fmt.Sprintf("Person%03d", i),
			Email: fmt.Sprintf("p%03d@x.test", i), Zone: paris, EndsAt: clock("18:00"), Engagements: []identity.Engagement{e},
		})
	}
	return list
}

// accounts makes one account for each of n people.
func accounts(n int) []identity.Account {
	var list []identity.Account
	for i := 1; i <= n; i++ {
		list = append(list, identity.Account{
			Ref: identity.AccountRef{Key: fmt.Sprintf("k%03d", i)}, Login: fmt.Sprintf("p%03d", i), Employee: fmt.Sprintf("E%03d", i),
			Email: fmt.Sprintf("p%03d@x.test", i), State: identity.Enabled,
			Entitlements: []identity.Entitlement{{Key: "g1", Name: "staff", Kind: identity.Group}},
		})
	}
	return list
}

func verbs(actions []plan.Action) string {
	var list []string
	for _, a := range actions {
		list = append(list, string(a.Verb)+" "+a.Login)
	}
	return strings.Join(list, ", ")
}

func TestALeaverIsClosedAtTheInstantAndNotBefore(t *testing.T) {
	t.Parallel()
	c := newCompany(staff(40, map[int]string{7: "2026-11-23"}), accounts(40)...)
	cut := time.Date(2026, 11, 23, 18, 0, 0, 0, paris)
	if got := verbs(c.pass(t, cut.Add(-time.Second)).Plan.Actions); got != "" {
		t.Errorf("one second before: %s", got)
	}
	p := c.pass(t, cut).Plan
	if got := verbs(p.Actions); got != "suspend p007, sign-out p007" {
		t.Errorf("at the instant: %s", got)
	}
	if got := verbs(p.Upcoming); got != "remove p007, delete p007" {
		t.Errorf("later: %s", got)
	}
	want := []string{
		"Ada Person007 (E007): the engagement as Clerk of hr ends on 2026-11-23",
		"access ended at 2026-11-23 18:00 in Europe/Paris (2026-11-23 17:00 UTC)",
		"the account carries the employee number E007",
		"the account is enabled and holds 1 entitlement",
	}
	if got := p.Actions[0].Reasons; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("reasons:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestUnreadableHRPlansNothing(t *testing.T) {
	t.Parallel()
	for _, fault := range []connectortest.Fault{connectortest.DropListing, connectortest.Overstate} {
		c := c0()
		c.people.Inject(fault)
		p := c.pass(t, now).Plan
		if !p.Blind() || len(p.Actions)+len(p.Findings)+len(p.Refusals) != 0 {
			t.Errorf("%s: blind %v, %d actions, %d findings", fault, p.Blind(), len(p.Actions), len(p.Findings))
		}
	}
}

func c0() *company { return newCompany(staff(40, map[int]string{7: "2026-11-01"}), accounts(40)...) }

func TestAFeedThatLostATenthIsAGap(t *testing.T) {
	t.Parallel()
	c := c0()
	c.pass(t, now)
	for i := 10; i < 15; i++ {
		c.people.DropPerson(identity.PersonID(fmt.Sprintf("E%03d", i)))
	}
	p := c.pass(t, now).Plan
	if !p.Blind() || p.Gaps[0].Expected != 40 || p.Gaps[0].Seen != 35 || !strings.Contains(p.Gaps[0].Why, "5 of the 40") {
		t.Errorf("gaps: %+v", p.Gaps)
	}
}

func TestWhoVanishesIsAQuestionFirst(t *testing.T) {
	t.Parallel()
	c := newCompany(staff(40, nil), accounts(40)...)
	c.pass(t, now)
	c.people.DropPerson("E012")
	p := c.pass(t, now.Add(time.Hour)).Plan
	if len(p.Actions) != 0 || len(p.Refusals) != 1 || p.Refusals[0].Guard != "certainty" || p.Findings[0].Kind != "vanished" {
		t.Fatalf("first feed without: %d actions, refusals %+v, findings %+v", len(p.Actions), p.Refusals, p.Findings)
	}
	c.pass(t, now.Add(2*time.Hour))
	p = c.pass(t, now.Add(3*time.Hour)).Plan
	if got := verbs(p.Actions); got != "suspend p012, sign-out p012" {
		t.Errorf("third feed without: %s", got)
	}
}

func TestAMailGivenToANewHireIsSuspect(t *testing.T) {
	t.Parallel()
	list := accounts(40)
	list[6].Employee, list[6].Login = "", "seven" // known by mail only
	c := newCompany(staff(40, nil), list...)
	c.pass(t, now)
	old := staff(40, map[int]string{7: "2026-11-01"})[6]
	old.Email = ""
	c.people.PutPerson(old)
	hire := staff(41, nil)[40]
	hire.Email = "p007@x.test"
	c.people.PutPerson(hire)
	for range 2 { // it stays so until somebody decides
		p := c.pass(t, now.Add(time.Hour)).Plan
		if got := kinds(p); got != "suspect seven" || len(p.Actions) != 0 {
			t.Errorf("findings %s, actions %s", got, verbs(p.Actions))
		}
	}
}

// John's mail changes, and nobody fits. Then Jane gets his old one, and leaves.
func TestAMailGivenOnInTwoStepsIsSuspectToo(t *testing.T) {
	t.Parallel()
	list := accounts(40)
	list[6].Employee, list[6].Login = "", "seven" // known by mail only
	c := newCompany(staff(40, nil), list...)
	c.pass(t, now)
	john := staff(40, nil)[6]
	john.Email = "john@x.test"
	c.people.PutPerson(john)
	if got := kinds(c.pass(t, now.Add(time.Hour)).Plan); got != "orphan seven" {
		t.Errorf("in between: %s", got)
	}
	jane := staff(40, map[int]string{8: "2026-11-01"})[7]
	jane.Email = "p007@x.test"
	c.people.PutPerson(jane)
	p := c.pass(t, now.Add(2*time.Hour)).Plan
	if got := kinds(p); !strings.Contains(got, "suspect seven") || strings.Contains(verbs(p.Actions), "seven") {
		t.Errorf("findings %s, actions %s", got, verbs(p.Actions))
	}
}

// The person with the number was taken out of HR, and the login went to a new hire, who leaves.
func TestALoginGivenOnWithTheNumberOfBeforeIsSuspect(t *testing.T) {
	t.Parallel()
	list := accounts(40)
	list[6].Employee = "E900"
	p := newCompany(staff(40, map[int]string{7: "2026-11-01"}), list...).pass(t, now).Plan
	if got := kinds(p); got != "suspect p007" || len(p.Actions) != 0 || len(p.Refusals) != 1 {
		t.Errorf("findings %s, actions %s, refusals %+v", got, verbs(p.Actions), p.Refusals)
	}
	want := "the account carries an employee number that is not that of the person who fits"
	if got := p.Findings[0].Reasons[0]; got != want {
		t.Errorf("it says: %s", got)
	}
}

func kinds(p *plan.Plan) string {
	var list []string
	for _, f := range p.Findings {
		list = append(list, f.Kind+" "+f.Login)
	}
	return strings.Join(list, ", ")
}

func TestTheSamePassGivesTheSameBytesInAnyOrder(t *testing.T) {
	t.Parallel()
	people, list := staff(60, map[int]string{3: "2026-11-01", 9: "2026-11-20", 30: "2026-12-24"}), accounts(60)
	list[50].Employee, list[50].Email, list[50].Login = "", "", "stranger"
	list[51].Employee = "E003"
	want := encode(t, newCompany(people, list...).pass(t, now))
	rapid.Check(t, func(r *rapid.T) {
		c := newCompany(rapid.Permutation(people).Draw(r, "people"), rapid.Permutation(list).Draw(r, "accounts")...)
		if got := encode(t, c.pass(t, now)); got != want {
			r.Fatalf("another order gives another plan:\n%s\nwant:\n%s", got, want)
		}
	})
}

func encode(t testing.TB, r *reconcile.Result) string {
	text, err := json.Marshal(r.Plan)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
