package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

func triesAreCounted(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	hour := time.Hour
	try := func(at time.Time, who ...string) (seen []string, err error) {
		err = s.Try(ctx, at, at.Add(-hour), who, func(w string, n int, last time.Time) error {
			seen = append(seen, fmt.Sprint(w, n, last.Unix()))
			if n >= 2 {
				return errRefused
			}
			return nil
		})
		return seen, err
	}
	for i := range 2 {
		if _, err := try(noon.Add(time.Duration(i)*time.Minute), "ada", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
	seen, err := try(noon.Add(2*time.Minute), "bob", "ada")
	same(t, "what may is told", seen, []string{fmt.Sprint("bob", 0, time.Time{}.Unix()), fmt.Sprint("ada", 2, noon.Add(time.Minute).Unix())})
	if !errors.Is(err, errRefused) {
		t.Errorf("a try too many: %v", err)
	}
	seen, _ = try(noon.Add(3*time.Minute), "bob")
	same(t, "a try that was refused is kept under no name", seen, []string{fmt.Sprint("bob", 0, time.Time{}.Unix())})
	must(t, s.Forgive(ctx, noon.Add(time.Minute), []string{"192.0.2.1"}, []string{"ada"}))
	seen, _ = try(noon.Add(4*time.Minute), "ada", "192.0.2.1")
	same(t, "what was forgiven", seen, []string{fmt.Sprint("ada", 0, time.Time{}.Unix()), fmt.Sprint("192.0.2.1", 1, noon.Unix())})
	seen, _ = try(noon.Add(hour+5*time.Minute), "192.0.2.1")
	same(t, "what is an hour old", seen, []string{fmt.Sprint("192.0.2.1", 0, time.Time{}.Unix())})
}

func browsersAreKnown(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	must(t, s.KnowBrowser(ctx, "b", 1, noon, noon))
	must(t, s.KnowBrowser(ctx, "b", 1, noon.Add(time.Hour), noon))
	same(t, "a browser", got[int64](t)(s.KnownBrowser(ctx, "b", noon.Add(time.Hour))), int64(1))
	same(t, "one not seen for long", got[int64](t)(s.KnownBrowser(ctx, "b", noon.Add(2*time.Hour))), int64(0))
	must(t, s.KnowBrowser(ctx, "c", 1, noon.Add(3*time.Hour), noon.Add(2*time.Hour)))
	same(t, "one that was forgotten", got[int64](t)(s.KnownBrowser(ctx, "b", noon)), int64(0))
}

func invitationsHoldOnce(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	ada := got[store.Operator](t)(s.AddOperator(ctx, store.Operator{Login: "ada"}, true, by("ada"), noon))
	must(t, s.Invite(ctx, "i1", 1, "ada", noon.Add(time.Hour), by("eve"), noon))
	must(t, s.Invite(ctx, "i2", 1, "ada", noon.Add(time.Hour), by("eve"), noon))
	must(t, s.StartSession(ctx, store.Session{Digest: "d", Operator: 1, Created: noon, Seen: noon}, "ada", "password"))
	same(t, "whom it invites", got[store.Operator](t)(s.Invited(ctx, "i2", noon)), ada)
	for digest, at := range map[string]time.Time{"i1": noon, "i2": noon.Add(time.Hour), "i3": noon} {
		_, err := s.Invited(ctx, digest, at)
		_, also := s.Accept(ctx, digest, "hash", "192.0.2.1", at)
		if !errors.Is(err, store.ErrNoInvitation) || !errors.Is(also, store.ErrNoInvitation) {
			t.Errorf("%s at %s: %v, %v", digest, at, err, also)
		}
	}
	ada.Password = "hash"
	same(t, "who accepted", got[store.Operator](t)(s.Accept(ctx, "i2", "hash", "192.0.2.1", noon)), ada)
	if _, err := s.Accept(ctx, "i2", "other", "192.0.2.1", noon); !errors.Is(err, store.ErrNoInvitation) {
		t.Errorf("accepted twice: %v", err)
	}
	same(t, "who accepted, read again", got[store.Operator](t)(s.Operator(ctx, 1)), ada)
	same(t, "their sessions", got[[]store.Session](t)(s.Sessions(ctx, 1)), []store.Session(nil))
	same(t, "the ledger", kinds(t, s, 0), []string{"operator", "operator-invite", "operator-invite", "sign-in", "operator-change"})
}

func passkeysComeAndGo(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	got[store.Operator](t)(s.AddOperator(ctx, store.Operator{Login: "ada"}, true, by("ada"), noon))
	key := store.Passkey{ID: "k1", Operator: 1, Name: "laptop", Doc: "{}", Created: noon}
	must(t, s.AddPasskey(ctx, key, "ada", by("ada")))
	if err := s.AddPasskey(ctx, key, "ada", by("ada")); !errors.Is(err, store.ErrTaken) {
		t.Errorf("a passkey twice: %v", err)
	}
	must(t, s.UsePasskey(ctx, "k1", `{"n":1}`, noon.Add(time.Minute)))
	key.Doc, key.Used = `{"n":1}`, noon.Add(time.Minute)
	same(t, "Passkeys", got[[]store.Passkey](t)(s.Passkeys(ctx, 1)), []store.Passkey{key})
	got[store.Operator](t)(s.ChangeOperator(ctx, 1, func(_ *store.Operator, all store.Everybody) (string, bool, error) {
		same(t, "who has a passkey", all.Passkeys, map[int64]bool{1: true})
		return "", false, nil
	}, by("ada"), noon))
	left := func(want int, err error) func(*store.Operator, int) error {
		return func(_ *store.Operator, n int) error { same(t, "the passkeys that are left", n, want); return err }
	}
	for err, want := range map[error]error{
		s.RemovePasskey(ctx, "k1", 2, left(0, nil), by("eve"), noon):        &store.NoOperatorError{Name: "2"},
		s.RemovePasskey(ctx, "k2", 1, left(0, nil), by("ada"), noon):        store.ErrNoPasskey,
		s.RemovePasskey(ctx, "k1", 1, left(0, errRefused), by("ada"), noon): errRefused,
	} {
		if !strings.HasSuffix(fmt.Sprint(err), want.Error()) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	must(t, s.RemovePasskey(ctx, "k1", 1, left(0, nil), by("ada"), noon))
	same(t, "Passkeys once removed", got[[]store.Passkey](t)(s.Passkeys(ctx, 1)), []store.Passkey(nil))
	same(t, "the ledger", kinds(t, s, 0), []string{"operator", "passkey", "passkey-end"})
}

func challengesAreAnsweredOnce(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	must(t, s.KeepChallenge(ctx, "c1", "one", noon.Add(time.Minute), noon))
	must(t, s.KeepChallenge(ctx, "c2", "two", noon.Add(time.Hour), noon))
	same(t, "what was asked", got[string](t)(s.TakeChallenge(ctx, "c1", noon)), "one")
	must(t, s.KeepChallenge(ctx, "c3", "three", noon.Add(time.Minute), noon.Add(time.Second)))
	for digest, at := range map[string]time.Time{"c1": noon, "c2": noon.Add(time.Hour), "c4": noon} {
		if doc, err := s.TakeChallenge(ctx, digest, at); !errors.Is(err, store.ErrNoChallenge) {
			t.Errorf("%s at %s: %s, %v", digest, at, doc, err)
		}
	}
	must(t, s.KeepChallenge(ctx, "c5", "five", noon.Add(2*time.Hour), noon.Add(time.Minute)))
	if doc, err := s.TakeChallenge(ctx, "c3", noon); !errors.Is(err, store.ErrNoChallenge) {
		t.Errorf("one that is over is still kept: %s, %v", doc, err)
	}
}
