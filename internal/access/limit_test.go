package access_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// After five free tries each further one waits twice as long, up to a quarter of an hour; the right password waits too.
func TestGuessingAnAccountGetsNowhere(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	d.later(time.Hour)
	var waited []string
	for i := range 14 {
		at := from(fmt.Sprintf("198.51.100.%d", i)) // another address each time
		if _, err := d.signIn("ada@x.test", "wrong", at); !errors.Is(err, access.ErrSignIn) {
			t.Fatalf("try %d: %v", i, err)
		}
		_, err := d.signIn("Ada@X.test", password, at)
		if wait := d.waits(err); wait > 0 {
			waited = append(waited, wait.String())
			d.later(wait)
		} else if err != nil || i > 3 {
			t.Fatalf("try %d is let pass: %v", i, err)
		} else {
			return
		}
	}
	t.Error(waited)
}

func TestEachTryWaitsTwiceAsLong(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	var waited []string
	for i := range 16 {
		at := from(fmt.Sprintf("198.51.100.%d", i))
		_, err := d.signIn("ada@x.test", "wrong", at)
		if wait := d.waits(err); wait > 0 {
			waited = append(waited, wait.String())
			d.later(wait - 1)
			if _, err := d.signIn("ada@x.test", password, at); d.waits(err) != 1 {
				t.Fatalf("a moment too early: %v", err)
			}
			d.later(1)
			_, err = d.signIn("ada@x.test", "wrong", at)
		}
		if !errors.Is(err, access.ErrSignIn) {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if got := strings.Join(waited, " "); got != "2s 4s 8s 16s 32s 1m4s 2m8s 4m16s 8m32s 15m0s 15m0s" {
		t.Errorf("waited %s", got)
	}
}

// What a stranger does never keeps somebody out of the browser that they signed in with before.
func TestAStrangerKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	d.add("bob@x.test", access.Viewer)
	key, err := d.signIn("ada@x.test", password, home)
	must(t, err)
	bobs, err := d.signIn("bob@x.test", password, home)
	must(t, err)
	known := access.Origin{Address: home.Address, Browser: key.Browser}
	for d.waits(errOf(d.signIn("ada@x.test", "guess", home))) == 0 { // a stranger behind the same address
		d.later(time.Millisecond)
	}
	again, err := d.signIn("ada@x.test", password, known)
	if err != nil || again.Browser != key.Browser {
		t.Fatalf("the browser that is known: %v", err)
	}
	if _, err := d.signIn("ada@x.test", password, access.Origin{Address: home.Address, Browser: bobs.Browser}); d.waits(err) == 0 {
		t.Errorf("a browser of somebody else: %v", err)
	}
	for i := range 5 {
		if _, err := d.signIn("ada@x.test", "wrong", known); !errors.Is(err, access.ErrSignIn) {
			t.Fatalf("try %d of the browser that is known: %v", i, err)
		}
	}
	if _, err := d.signIn("ada@x.test", password, known); d.waits(err) == 0 {
		t.Errorf("a stolen browser guesses for ever: %v", err)
	}
	d.later(181 * 24 * time.Hour)
	if _, err := d.signIn("ada@x.test", password, known); err != nil {
		t.Fatal(err)
	}
}

func errOf(_ access.Key, err error) error { return err }

func TestOneAddressGuessesManyAccounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address func(i int) string
		stops   bool
	}{
		{func(int) string { return "198.51.100.7" }, true},
		{func(i int) string { return fmt.Sprintf("2001:db8:1:2::%x", i) }, true}, // one customer has all of a /64
		{func(i int) string { return fmt.Sprintf("2001:db8:1:%x::1", i) }, false},
		{func(i int) string { return fmt.Sprintf("198.51.100.%d", i) }, false},
	} {
		d := newDoor(t)
		stopped := false
		for i := range 21 {
			_, err := d.signIn(fmt.Sprintf("p%d@x.test", i), "guess", from(c.address(i)))
			stopped = d.waits(err) > 0
			if stopped && i < 20 {
				t.Errorf("%s: stopped after %d tries", c.address(0), i)
			}
		}
		if stopped != c.stops {
			t.Errorf("%s, %s ...: stopped %t", c.address(0), c.address(1), stopped)
		}
	}
}

// Who tries many times at once is counted as who tries one time after the other.
func TestManyTriesAtOnceAreCounted(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	var tries sync.WaitGroup
	results := make(chan error, 40)
	for range 40 {
		tries.Go(func() {
			_, _, err := d.SignIn(t.Context(), "eve@x.test", "guess", home)
			results <- err
		})
	}
	tries.Wait()
	close(results)
	let := 0
	for err := range results {
		if errors.Is(err, access.ErrSignIn) {
			let++
		}
	}
	if let != 5 {
		t.Errorf("%d of 40 tries were let pass, want 5", let)
	}
}

func TestASignInForgetsTheTriesBefore(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	for range 4 {
		for range 4 {
			if _, err := d.signIn("ada@x.test", "wrong", home); !errors.Is(err, access.ErrSignIn) {
				t.Fatal(err)
			}
			d.later(time.Second)
		}
		if _, err := d.signIn("ada@x.test", password, home); err != nil {
			t.Fatal(err)
		}
		d.later(time.Second)
	}
	for range 4 { // 16 failures of this address are counted still: its own successes do not forgive them
		if _, err := d.signIn("nobody@x.test", "wrong", home); !errors.Is(err, access.ErrSignIn) {
			t.Fatal(err)
		}
		d.later(time.Second)
	}
	if _, err := d.signIn("ada@x.test", password, home); d.waits(err) == 0 {
		t.Errorf("somebody with an account guesses others': %v", err)
	}
	d.later(time.Hour)
	if _, err := d.signIn("ada@x.test", password, home); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

// Nothing tells who there is: not the words of the answer, not whether there is a wait.
func TestNothingTellsWhoThereIs(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.first()
	gone := d.add("gone@x.test", access.Viewer)
	_, err := d.Disable(t.Context(), gone.Number, gone.Version(), "left", admin())
	must(t, err)
	_, err = d.Add(t.Context(), access.NewOperator{Login: "idp@x.test", Name: "I", Roles: []access.Role{access.Viewer}}, admin())
	must(t, err)
	for i := range 7 {
		var answers []string
		for _, login := range []string{"ada@x.test", "gone@x.test", "idp@x.test", "nobody@x.test", "", "\x00\xff", strings.Repeat("long", 9999)} {
			guess := "wrong"
			if i%2 == 0 {
				guess = strings.Repeat("long", 9999)
			}
			answers = append(answers, fmt.Sprint(errOf(d.signIn(login, guess, from(fmt.Sprintf("198.51.100.%d", len(answers)))))))
		}
		for _, a := range answers[1:] {
			if a != answers[0] {
				t.Fatalf("try %d: %q", i, answers)
			}
		}
	}
}
