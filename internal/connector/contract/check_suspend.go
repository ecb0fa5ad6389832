package contract

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func shut(a *identity.Account) { a.State = identity.Suspended }

func asItWas(*identity.Account) {}

func suspends(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	tr.do(identity.Suspend)
	tr.expect("suspended", tr.now(identity.Suspended), shut)
	tr.door(false)
	tr.onlyThis("suspended")
}

func suspendsOnce(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	tr.do(identity.Suspend)
	once := tr.now(identity.Suspended)
	tr.do(identity.Suspend)
	equal(t, "suspended twice", once, tr.now(identity.Suspended))
	tr.door(false)
	tr.onlyThis("suspended twice")
}

func signsOut(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	for range 2 {
		tr.do(identity.SignOut)
		tr.expect("signed out", tr.now(identity.Enabled), asItWas)
	}
	tr.door(true)
	tr.onlyThis("signed out")
}

func refusesForeignVerbs(t testing.TB, l *Lab) {
	before := read(t, l)
	if len(before.accounts) == 0 {
		t.Fatal("the lab holds no account")
	}
	key := before.accounts[0].Ref.Key
	if len(l.Cut) > 0 {
		key = l.Cut[0]
	}
	tr := &trial{TB: t, lab: l, before: before, capture: lookup(t, l, key)}
	d := l.Connector.Describe()
	for _, v := range append(identity.Verbs(), "juggle") {
		if d.Capability(v).By == connector.ByConnector {
			continue
		}
		if err := tr.try(t.Context(), tr.op(v, tr.capture.Entitlements...)); !connector.IsPermanent(err) {
			t.Errorf("%s, which describe does not give to the connector, returned %v; expected a PermanentError", v, err)
		}
	}
	others(t, "after verbs that are not the connector's", before, read(t, l))
}

func saysGone(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	tr.capture.Ref.Key = unknown(l, tr.before)
	d := l.Connector.Describe()
	for _, v := range identity.Verbs() {
		if v == identity.Delete || d.Capability(v).By != connector.ByConnector {
			continue
		}
		if err := tr.try(t.Context(), tr.op(v, tr.capture.Entitlements...)); !errors.Is(err, connector.ErrGone) {
			t.Errorf("%s of %s, which is not there, returned %v; expected ErrGone", v, tr.capture.Ref, err)
		}
	}
	others(t, "after verbs on an account that is not there", tr.before, read(t, l))
}

// cutsSideBySide suspends as many accounts at once as Describe allows, and takes all their groups.
func cutsSideBySide(t testing.TB, l *Lab) {
	d := l.Connector.Describe()
	cut := l.Cut[:min(len(l.Cut), d.Concurrency)]
	if len(cut) < 2 {
		t.Logf("not checked: %d operations at once, %d accounts that may be cut", d.Concurrency, len(l.Cut))
		return
	}
	removes := d.Capability(identity.Remove).By == connector.ByConnector
	var trials []*trial
	for _, key := range cut {
		trials = append(trials, begin(t, l, key))
	}
	var all sync.WaitGroup
	for _, tr := range trials {
		all.Go(func() { tr.cut(removes) })
	}
	all.Wait()
	for _, tr := range trials {
		tr.expect(fmt.Sprintf("cut beside %d others", len(cut)-1), tr.now(identity.Suspended), func(want *identity.Account) {
			shut(want)
			if removes {
				want.Entitlements, _ = parted(want)
			}
		})
		tr.door(false)
	}
	others(t, "after cuts side by side", trials[0].before, read(t, l), cut...)
}

// cut suspends the account and takes its groups. It may run beside others.
func (tr *trial) cut(removes bool) {
	err := tr.try(tr.Context(), tr.op(identity.Suspend))
	if removes && err == nil {
		_, groups := parted(&tr.capture)
		err = tr.try(tr.Context(), tr.op(identity.Remove, groups...))
	}
	if err != nil {
		tr.Errorf("cut %s beside others: %v", tr.capture.Ref, err)
	}
}
