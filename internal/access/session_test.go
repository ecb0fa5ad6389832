package access_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func TestASessionEndsWhenNothingIsAsked(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	key, err := d.signIn("ADA@x.test", password, home)
	must(t, err)
	for range 3 {
		d.later(access.Idle - time.Second)
		if !d.alive(key) {
			t.Fatalf("it ended at %s although it was used", d.now)
		}
	}
	d.later(access.Idle)
	if d.alive(key) {
		t.Error("it goes on after 30 minutes")
	}
	if said := d.said(1)[0]; !strings.HasPrefix(said, "sign-out by ada@x.test") || !strings.Contains(said, "nothing was asked") {
		t.Errorf("the ledger says %s", said)
	}
	if d.alive(key) || len(d.said(99)) != 4 { // operator, sign-in, sign-in, sign-out
		t.Errorf("it ends twice: %q", d.said(99))
	}
}

func TestASessionEndsAfterTwelveHoursWhateverHappens(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	key, err := d.signIn("ada@x.test", password, home)
	must(t, err)
	end := d.now.Add(access.Absolute)
	for d.now.Before(end) {
		if !d.alive(key) {
			t.Fatalf("it ended at %s", d.now)
		}
		d.later(20 * time.Minute)
	}
	if d.alive(key) {
		t.Error("it goes on after 12 hours")
	}
}

func TestWhoMaySignInNoMoreIsOutAtOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	bob := d.add("bob@x.test", access.Viewer)
	key, err := d.signIn("bob@x.test", password, home)
	must(t, err)
	token, _, err := d.IssueToken(t.Context(), access.NewToken{Name: "ci", Scopes: []access.Right{access.See}, For: time.Hour}, bob)
	must(t, err)
	gone, err := d.Disable(t.Context(), bob.Number, bob.Version(), "left the team", ada)
	must(t, err)
	if gone.Disabled.IsZero() || d.alive(key) {
		t.Error("the session goes on")
	}
	if _, err := d.Token(t.Context(), token); !errors.Is(err, access.ErrNoToken) {
		t.Errorf("the token goes on: %v", err)
	}
	if _, err := d.signIn("bob@x.test", password, home); !errors.Is(err, access.ErrSignIn) {
		t.Errorf("they sign in: %v", err)
	}
	back, err := d.Enable(t.Context(), bob.Number, gone.Version(), "came back", ada)
	must(t, err)
	if d.alive(key) || !back.Disabled.IsZero() {
		t.Error("the old session is back")
	}
	if _, err := d.signIn("bob@x.test", password, home); err != nil {
		t.Errorf("they are let in again: %v", err)
	}
	if said := d.said(2)[0]; !strings.Contains(said, "operator-change by ada@x.test") || !strings.Contains(said, "came back") {
		t.Errorf("the ledger says %s", said)
	}
}

// A change of roles holds at the next request, without a new sign-in.
func TestRolesHoldAtOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	bob := d.add("bob@x.test", access.Worker)
	key, err := d.signIn("bob@x.test", password, home)
	must(t, err)
	_, err = d.Change(t.Context(), bob.Number, access.Change{Version: bob.Version(), Name: "Bob", Roles: []access.Role{access.Auditor}, Why: "moved"}, admin())
	must(t, err)
	op, err := d.Session(t.Context(), key.Session)
	if err != nil || op.May(access.Act) || !op.May(access.Audit) {
		t.Errorf("%v, %+v", err, op)
	}
}

func TestPeopleEndTheirOwnSessionsAndNoOthers(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	bob := d.add("bob@x.test", access.Viewer)
	var keys []access.Key
	for _, login := range []string{"ada@x.test", "ada@x.test", "ada@x.test", "bob@x.test"} {
		key, err := d.signIn(login, password, home)
		must(t, err)
		keys = append(keys, key)
		d.later(time.Second)
	}
	own, err := d.Sessions(t.Context(), ada, keys[1].Session)
	must(t, err)
	here := 0
	for _, n := range own {
		if n.Here {
			here++
		}
		must(t, d.EndSession(t.Context(), n.ID, bob)) // somebody else's: nothing happens
	}
	if len(own) != 4 || here != 1 || !d.alive(keys[0]) {
		t.Fatalf("%d sessions, %d of them here", len(own), here)
	}
	must(t, d.EndSession(t.Context(), own[0].ID, ada))
	if d.alive(keys[2]) || !d.alive(keys[0]) {
		t.Error("another one than the newest was ended")
	}
	must(t, d.EndOtherSessions(t.Context(), keys[1].Session, ada))
	if d.alive(keys[0]) || !d.alive(keys[1]) || !d.alive(keys[3]) {
		t.Error("others than the other ones were ended")
	}
	must(t, d.EndSessionsOf(t.Context(), bob.Number, "a lost laptop", ada))
	if d.alive(keys[3]) {
		t.Error("an administrator did not end it")
	}
	if err := d.EndSessionsOf(t.Context(), ada.Number, "why not", bob); err == nil || !d.alive(keys[1]) {
		t.Errorf("a viewer ends the sessions of others: %v", err)
	}
}
