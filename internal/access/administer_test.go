package access_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func TestWhoIsLetInIsChecked(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	viewer := []access.Role{access.Viewer}
	for what, n := range map[string]access.NewOperator{
		"mail address":      {Login: "bob", Name: "Bob", Roles: viewer},
		"a mail address":    {Login: "Bob <bob@x.test>", Name: "Bob", Roles: viewer},
		"must be a mail":    {Login: strings.Repeat("b", 200) + "@x.test", Name: "Bob", Roles: viewer},
		"name is missing":   {Login: "bob@x.test", Name: " ", Roles: viewer},
		"one line":          {Login: "bob@x.test", Name: "Bob\nX", Roles: viewer},
		"at least one role": {Login: "bob@x.test", Name: "Bob"},
		"no role \"root\"":  {Login: "bob@x.test", Name: "Bob", Roles: []access.Role{"root"}},
		"named twice":       {Login: "bob@x.test", Name: "Bob", Roles: []access.Role{access.Viewer, access.Viewer}},
		"at least 12":       {Login: "bob@x.test", Name: "Bob", Roles: viewer, Password: "short"},
		"at most 500":       {Login: "bob@x.test", Name: "Bob", Roles: viewer, Why: strings.Repeat("x", 501)},
		"already":           {Login: "ADA@x.test", Name: "Ada", Roles: viewer},
	} {
		_, err := d.Add(t.Context(), n, admin())
		invalid(t, err, what)
	}
	var forbidden *access.ForbiddenError
	bob := &access.Operator{Login: "bob", Roles: []access.Role{access.Viewer, access.Worker, access.Approver, access.Auditor}}
	if _, err := d.Add(t.Context(), eve, bob); !errors.As(err, &forbidden) {
		t.Errorf("who is no administrator lets somebody in: %v", err)
	}
	if all, err := d.Operators(t.Context()); len(all) != 1 || err != nil {
		t.Errorf("%d operators, %v", len(all), err)
	}
}

func TestAChangeSaysWhatAndWhy(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	ada.From = "192.0.2.7"
	bob := d.add("bob@x.test", access.Viewer)
	c := access.Change{Version: bob.Version(), Name: "Bob Roy", Roles: []access.Role{access.Approver, access.Worker}, Person: "E007", Why: "second approver"}
	changed, err := d.Change(t.Context(), bob.Number, c, ada)
	if err != nil || changed.Name != "Bob Roy" || changed.Person != "E007" || !changed.May(access.Approve) || changed.May(access.Audit) {
		t.Fatalf("%v, %+v", err, changed)
	}
	const want = `operator-change by ada@x.test map[from:192.0.2.7 operator:bob@x.test person:E007 roles:[operator approver] what:name, roles from viewer to operator approver, person from "" to "E007" why:second approver]`
	if said := d.said(1)[0]; said != want {
		t.Errorf("the ledger says\n%s, want\n%s", said, want)
	}
	if _, err := d.Change(t.Context(), bob.Number, c, ada); !errors.Is(err, access.ErrStale) {
		t.Errorf("what was shown before: %v", err)
	}
	before := len(d.said(99))
	c.Version = changed.Version()
	if _, err := d.Change(t.Context(), bob.Number, c, ada); err != nil || len(d.said(99)) != before {
		t.Errorf("nothing was changed, and the ledger says %q, %v", d.said(1), err)
	}
	c.Why = " "
	_, err = d.Change(t.Context(), bob.Number, c, ada)
	invalid(t, err, "say why")
	var nobody *access.NoOperatorError
	if _, err := d.Disable(t.Context(), 99, "", "why", ada); !errors.As(err, &nobody) {
		t.Errorf("who is not there: %v", err)
	}
	if _, err := d.Disable(t.Context(), ada.Number, ada.Version(), "a coup", &changed); err == nil {
		t.Error("an approver disables an administrator")
	}
}

// Somebody can always administer, also when two administrators take each other's role.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	demote := access.Change{Name: "x", Roles: []access.Role{access.Viewer}, Why: "x"}
	demote.Version = ada.Version()
	last := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, access.ErrLastAdmin) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := d.Disable(t.Context(), ada.Number, ada.Version(), "tired", ada)
	last("disable the only one", err)
	_, err = d.Change(t.Context(), ada.Number, demote, ada)
	last("take the role of the only one", err)
	invited, err := d.Add(t.Context(), access.NewOperator{Login: "new@x.test", Name: "New", Roles: []access.Role{access.Admin}}, ada)
	must(t, err)
	_, err = d.Change(t.Context(), ada.Number, demote, ada)
	last("beside one who cannot sign in yet", err)
	token, err := d.Invite(t.Context(), invited.Number, "hello", ada)
	must(t, err)
	_, _, err = d.Accept(t.Context(), token, password, home)
	must(t, err)
	bob := d.add("bob@x.test", access.Admin)
	_, err = d.Disable(t.Context(), bob.Number, bob.Version(), "left", ada)
	must(t, err)
	_, err = d.Change(t.Context(), ada.Number, demote, ada)
	must(t, err)
	both, err := d.Operator(t.Context(), invited.Number)
	must(t, err)
	_, err = d.Disable(t.Context(), invited.Number, both.Version(), "revenge", admin())
	last("the one who is left, beside a disabled one", err)
}

func TestAPasswordIsChangedByWhoHasTheOldOne(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	here, err := d.signIn("ada@x.test", password, home)
	must(t, err)
	there, err := d.signIn("ada@x.test", password, home)
	must(t, err)
	const chosen = "six green parasols"
	invalid(t, d.ChangePassword(t.Context(), "wrong", chosen, here.Session, ada), "old password is wrong")
	invalid(t, d.ChangePassword(t.Context(), password, "short", here.Session, ada), "at least 12")
	must(t, d.ChangePassword(t.Context(), password, chosen, here.Session, ada))
	if !d.alive(here) || d.alive(there) {
		t.Error("the sessions: this one goes on, the other one ends")
	}
	if said := strings.Join(d.said(2), ";"); strings.Contains(said, chosen) || !strings.Contains(said, "what:password") {
		t.Errorf("the ledger says %s", said)
	}
	if _, err := d.signIn("ada@x.test", password, home); !errors.Is(err, access.ErrSignIn) {
		t.Errorf("the old one: %v", err)
	}
	if _, err := d.signIn("ada@x.test", chosen, home); err != nil {
		t.Errorf("the new one: %v", err)
	}
	for range 5 {
		invalid(t, d.ChangePassword(t.Context(), "guess", chosen, here.Session, ada), "wrong")
	}
	if err := d.ChangePassword(t.Context(), chosen, password, here.Session, ada); d.waits(err) == 0 {
		t.Errorf("whoever found the browser open guesses on: %v", err)
	}
	if _, err := d.signIn("ada@x.test", chosen, home); err != nil {
		t.Errorf("that keeps the person out: %v", err)
	}
}

func TestALanguageIsChosen(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	must(t, d.ChooseLanguage(t.Context(), "fr", ada))
	invalid(t, d.ChooseLanguage(t.Context(), "tlh", ada), "one of the languages")
	if op, err := d.Operator(t.Context(), ada.Number); op.Language != "fr" || err != nil {
		t.Errorf("%q, %v", op.Language, err)
	}
}
