package access_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func TestATokenMayNoMoreThanItsScopesAndItsOwner(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	bob := d.add("bob@x.test", access.Worker)
	token, kept, err := d.IssueToken(t.Context(), access.NewToken{Name: "ci", Scopes: []access.Right{access.See, access.Act, access.See}, For: time.Hour}, bob)
	must(t, err)
	if !strings.HasPrefix(token, "exeunt_") || len(token) < 40 || strings.Contains(strings.Join(d.said(1), ""), token) || strings.Contains(kept.Digest, token) || len(kept.Scopes) != 2 {
		t.Errorf("%s is kept as %+v", token, kept)
	}
	op, err := d.Token(t.Context(), token)
	if err != nil || op.Login != "bob@x.test" || !op.May(access.See) || !op.May(access.Act) || op.May(access.Decide) {
		t.Errorf("%v, %+v", err, op)
	}
	_, err = d.Change(t.Context(), bob.Number, access.Change{Version: bob.Version(), Name: "Bob", Roles: []access.Role{access.Viewer}, Why: "moved"}, admin())
	must(t, err)
	if op, err = d.Token(t.Context(), token); err != nil || op.May(access.Act) || !op.May(access.See) {
		t.Errorf("what its owner lost: %v, %+v", err, op)
	}
	for _, wrong := range []string{"", "exeunt_", token + "x", token[:len(token)-1], kept.Digest} {
		if _, err := d.Token(t.Context(), wrong); !errors.Is(err, access.ErrNoToken) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestATokenEndsAtItsInstant(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	token, kept, err := d.IssueToken(t.Context(), access.NewToken{Name: "ci", Scopes: []access.Right{access.See}, For: time.Hour}, ada)
	must(t, err)
	d.later(time.Hour - time.Microsecond)
	if _, err := d.Token(t.Context(), token); err != nil {
		t.Errorf("before its end: %v", err)
	}
	all, err := d.Tokens(t.Context(), ada)
	if err != nil || len(all) != 1 || !all[0].Used.Equal(d.now) {
		t.Errorf("when it was used: %v, %+v", err, all)
	}
	d.later(time.Microsecond)
	if _, err := d.Token(t.Context(), token); !errors.Is(err, access.ErrNoToken) {
		t.Errorf("at its end %s: %v", kept.Expires, err)
	}
}

func TestWhatATokenIsAskedWith(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	bob := d.add("bob@x.test", access.Worker)
	see := []access.Right{access.See}
	for what, n := range map[string]access.NewToken{
		"give the token a name": {Scopes: see, For: time.Hour},
		"at most 100":           {Name: strings.Repeat("é", 101), Scopes: see, For: time.Hour},
		"choose what":           {Name: "ci", For: time.Hour},
		"no right \"all\"":      {Name: "ci", Scopes: []access.Right{"all"}, For: time.Hour},
		"at most a year":        {Name: "ci", Scopes: see, For: 367 * 24 * time.Hour},
		"holds at most":         {Name: "ci", Scopes: see},
	} {
		_, _, err := d.IssueToken(t.Context(), n, bob)
		invalid(t, err, what)
	}
	var forbidden *access.ForbiddenError
	if _, _, err := d.IssueToken(t.Context(), access.NewToken{Name: "ci", Scopes: []access.Right{access.Administer}, For: time.Hour}, bob); !errors.As(err, &forbidden) {
		t.Errorf("more than its owner may: %v", err)
	}
	token, _, err := d.IssueToken(t.Context(), access.NewToken{Name: strings.Repeat("é", 100), Scopes: see, For: time.Hour}, bob)
	must(t, err)
	op, err := d.Token(t.Context(), token)
	must(t, err)
	if _, _, err := d.IssueToken(t.Context(), access.NewToken{Name: "child", Scopes: see, For: time.Hour}, &op); !errors.As(err, &forbidden) {
		t.Errorf("a token makes a token: %v", err)
	}
}

func TestTokensAreEndedByTheirOwnerOrAnAdministrator(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	ada := d.first()
	bob, eve := d.add("bob@x.test", access.Viewer), d.add("eve@x.test", access.Viewer)
	issue := func(name string) (string, access.Token) {
		token, kept, err := d.IssueToken(t.Context(), access.NewToken{Name: name, Scopes: []access.Right{access.See}, For: time.Hour}, bob)
		must(t, err)
		return token, kept
	}
	one, first := issue("ci")
	_, second := issue("backup")
	var forbidden *access.ForbiddenError
	if err := d.RevokeToken(t.Context(), first.Number, eve); !errors.As(err, &forbidden) {
		t.Errorf("somebody else ends it: %v", err)
	}
	byToken, err := d.Token(t.Context(), one)
	must(t, err)
	if err := d.RevokeToken(t.Context(), second.Number, &byToken); !errors.As(err, &forbidden) {
		t.Errorf("a token ends a token: %v", err)
	}
	if all, err := d.Tokens(t.Context(), eve); len(all) != 0 || err != nil {
		t.Errorf("somebody else sees %d, %v", len(all), err)
	}
	must(t, d.RevokeToken(t.Context(), first.Number, bob))
	must(t, d.RevokeToken(t.Context(), second.Number, ada))
	for _, number := range []int64{first.Number, 99} {
		if err := d.RevokeToken(t.Context(), number, ada); !errors.Is(err, access.ErrNoToken) {
			t.Errorf("token %d: %v", number, err)
		}
	}
	if _, err := d.Token(t.Context(), one); !errors.Is(err, access.ErrNoToken) {
		t.Errorf("it goes on: %v", err)
	}
	if all, err := d.Tokens(t.Context(), ada); len(all) != 2 || err != nil {
		t.Errorf("an administrator sees %d, %v", len(all), err)
	}
}

func TestTheLinkOfAnOwner(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	token, err := d.OwnerLink(t.Context(), "it@x.test")
	must(t, err)
	for _, c := range []struct {
		token string
		later time.Duration
		want  string
	}{{token, 0, "it@x.test"}, {token + "x", 0, ""}, {"", 0, ""}, {token, access.OwnerLinkFor - time.Second, "it@x.test"}, {token, time.Second, ""}} {
		d.later(c.later)
		if owner, err := d.OwnerOf(t.Context(), c.token); owner != c.want || err != nil {
			t.Errorf("at %s: %q, %v, want %q", d.now, owner, err, c.want)
		}
	}
}
