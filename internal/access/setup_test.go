package access_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

var eve = access.NewOperator{Login: "eve@x.test", Name: "Eve", Password: password}

func TestTheSetUpLinkHoldsOnceForHalfAnHour(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	older, err := d.NewSetup(t.Context())
	must(t, err)
	token, err := d.NewSetup(t.Context())
	must(t, err)
	for _, wrong := range []string{"", "x", older, token + "x", token[1:]} {
		if _, _, err := d.Setup(t.Context(), wrong, eve, home); d.IsSetup(wrong) || !errors.Is(err, access.ErrSetup) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	d.later(access.SetupFor - time.Second)
	if _, _, err := d.Setup(t.Context(), token, access.NewOperator{Login: "ada@x.test", Name: "Ada"}, home); err == nil {
		t.Error("no password is needed")
	}
	key, op, err := d.Setup(t.Context(), token, access.NewOperator{Login: "Ada@x.test", Name: " Ada ", Password: password, Roles: []access.Role{access.Viewer}}, home)
	if err != nil || !d.alive(key) || op.Name != "Ada" || !op.May(access.Administer) || !op.May(access.Act) {
		t.Fatalf("%v, %+v", err, op)
	}
	if said := d.said(2)[0]; !strings.HasPrefix(said, "operator by ada@x.test map[from:192.0.2.1") {
		t.Errorf("the ledger says %s", said)
	}
	if _, _, err := d.Setup(t.Context(), token, eve, home); !errors.Is(err, access.ErrSetup) {
		t.Errorf("used twice: %v", err)
	}
	if again, err := d.NewSetup(t.Context()); again != "" || err != nil {
		t.Errorf("another link although somebody can sign in: %v", err)
	}
}

func TestTheSetUpLinkIsOverAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	token, err := d.NewSetup(t.Context())
	must(t, err)
	d.later(access.SetupFor)
	if _, _, err := d.Setup(t.Context(), token, eve, home); d.IsSetup(token) || !errors.Is(err, access.ErrSetup) {
		t.Errorf("it holds after 30 minutes: %v", err)
	}
}

// Of many who use the link at once, on two nodes, one is the first operator.
func TestOneOfManyIsTheFirst(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	other := &door{t: t, store: d.store, now: d.now}
	other.Access = access.New(access.Options{Store: d.store, Now: func() time.Time { return d.now }, Local: true})
	var race sync.WaitGroup
	errs := make(chan error, 8)
	for _, node := range []*door{d, other} {
		token, err := node.NewSetup(t.Context())
		must(t, err)
		for _, login := range []string{"a@x.test", "b@x.test", "c@x.test", "d@x.test"} {
			race.Go(func() {
				_, _, err := node.Setup(t.Context(), token, access.NewOperator{Login: login, Name: login, Password: password}, home)
				errs <- err
			})
		}
	}
	race.Wait()
	close(errs)
	won := 0
	for err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, access.ErrSetup) {
			t.Error(err)
		}
	}
	if all, err := d.Operators(t.Context()); won != 1 || len(all) != 1 || err != nil {
		t.Errorf("%d were first, %d operators, %v", won, len(all), err)
	}
}

func TestAnInvitationLetsPeopleChooseTheirPassword(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	bob, err := d.Add(t.Context(), access.NewOperator{Login: "bob@x.test", Name: "Bob", Roles: []access.Role{access.Approver}, Why: "second approver"}, ada)
	must(t, err)
	old, err := d.Invite(t.Context(), bob.Number, "new here", ada)
	must(t, err)
	token, err := d.Invite(t.Context(), bob.Number, "the mail was lost", ada)
	must(t, err)
	for _, wrong := range []string{old, "", token + "x"} {
		if _, _, err := d.Accept(t.Context(), wrong, password, home); !errors.Is(err, access.ErrInvitation) {
			t.Errorf("%.3s: %v", wrong, err)
		}
	}
	_, _, err = d.Accept(t.Context(), token, "short", home)
	invalid(t, err, "at least 12")
	d.later(access.InviteFor - time.Second)
	key, op, err := d.Accept(t.Context(), token, password, home)
	if err != nil || !d.alive(key) || op.Login != "bob@x.test" {
		t.Fatalf("%v, %+v", err, op)
	}
	if _, _, err := d.Accept(t.Context(), token, "another long password", home); !errors.Is(err, access.ErrInvitation) {
		t.Errorf("used twice: %v", err)
	}
	reset, err := d.Invite(t.Context(), bob.Number, "forgot it", ada)
	must(t, err)
	if _, _, err := d.Accept(t.Context(), reset, "a new password of mine", home); err != nil || d.alive(key) {
		t.Errorf("the old session goes on: %v", err)
	}
	over, err := d.Invite(t.Context(), bob.Number, "again", ada)
	must(t, err)
	d.later(access.InviteFor)
	if _, err := d.Invited(t.Context(), over); !errors.Is(err, access.ErrInvitation) {
		t.Errorf("it holds after three days: %v", err)
	}
	if _, err := d.Invite(t.Context(), ada.Number, "mine now", &op); err == nil {
		t.Error("an approver gives new passwords to administrators")
	}
}
