package contract

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// trial is one account that is being cut, and how everything was before.
type trial struct {
	testing.TB
	lab     *Lab
	before  *view
	capture identity.Account // of the account, by Lookup
	sight   Sight            // what the witness saw of it
}

// begin reads the system and captures the account that is to be cut.
func begin(t testing.TB, l *Lab, key string) *trial {
	t.Helper()
	tr := &trial{TB: t, lab: l, before: read(t, l), capture: lookup(t, l, key)}
	if tr.capture.State != identity.Enabled {
		t.Fatalf("the lab lets %s be cut, which is %s already", tr.capture.Ref, tr.capture.State)
	}
	tr.sight = tr.look()
	tr.door(true)
	return tr
}

// op makes an operation on the account.
func (tr *trial) op(verb identity.Verb, entitlements ...identity.Entitlement) identity.Operation {
	op := identity.Operation{
		Verb: verb, Account: tr.capture.Ref, Login: tr.capture.Login, Entitlements: entitlements, Reason: "conformance suite",
	}
	if verb == identity.Restore {
		capture := tr.capture.Clone()
		op.Before = &capture
	}
	return op
}

// try does an operation, which must not change what it was given.
func (tr *trial) try(ctx context.Context, op identity.Operation) error {
	tr.Helper()
	given := op
	given.Entitlements = slices.Clone(op.Entitlements)
	if op.Before != nil {
		before := op.Before.Clone()
		given.Before = &before
	}
	err := tr.lab.Connector.Do(ctx, given)
	if diff := cmp.Diff(op, given); diff != "" {
		tr.Errorf("%s changed the operation that it was given (-before +after):\n%s", op.Verb, diff)
	}
	return err
}

// do does a verb to the account, which must succeed.
func (tr *trial) do(verb identity.Verb, entitlements ...identity.Entitlement) {
	tr.Helper()
	tr.must(tr.op(verb, entitlements...))
}

func (tr *trial) must(op identity.Operation) {
	tr.Helper()
	if err := tr.try(tr.Context(), op); err != nil {
		tr.Fatalf("%s %s: %v", op.Verb, op.Account, err)
	}
}

// now looks the account up, which must be in this state.
func (tr *trial) now(state identity.AccountState) *identity.Account {
	tr.Helper()
	a := lookup(tr.TB, tr.lab, tr.capture.Ref.Key)
	if a.State != state {
		tr.Errorf("%s is %s; expected %s", a.Ref, a.State, state)
	}
	sight := tr.look()
	if tr.lab.Witness != nil && sight.State != state {
		tr.Errorf("the witness says that %s is %s; expected %s", a.Ref, sight.State, state)
	}
	if held := keys(a.Entitlements); sight.Entitlements != nil && !slices.Equal(sight.Entitlements, held) {
		tr.Errorf("the witness says that %s holds %q, and the lookup %q", a.Ref, sight.Entitlements, held)
	}
	return &a
}

// expect demands that the account is as the capture says, but for a change, and for attributes, which any verb may touch.
func (tr *trial) expect(what string, is *identity.Account, change func(*identity.Account)) {
	tr.Helper()
	want, got := tr.capture.Clone(), is.Clone()
	change(&want)
	want.Attributes, got.Attributes = nil, nil
	equal(tr.TB, what, &want, &got)
}

// look asks the witness about the account.
func (tr *trial) look() Sight {
	tr.Helper()
	if tr.lab.Witness == nil {
		return Sight{}
	}
	sight, err := tr.lab.Witness.Look(tr.capture.Ref.Key)
	if err != nil {
		tr.Fatalf("the witness cannot see %s: %v", tr.capture.Ref, err)
	}
	return sight
}

// door demands that the owner's attempt to use the account succeeds or fails.
func (tr *trial) door(open bool) {
	tr.Helper()
	if tr.lab.TryIn == nil {
		return
	}
	err := tr.lab.TryIn(tr.Context(), tr.capture.Login)
	switch {
	case open && err != nil:
		tr.Errorf("%s does not open for its owner: %v", tr.capture.Ref, err)
	case !open && err == nil:
		tr.Errorf("%s still opens for its owner", tr.capture.Ref)
	}
}

// untouched demands that the account is as the capture says, that it opens, and that so is every other account.
func (tr *trial) untouched(what string) {
	tr.Helper()
	equal(tr.TB, what, &tr.capture, tr.now(identity.Enabled))
	if sight := tr.look(); sight.Exact != tr.sight.Exact {
		tr.Errorf("%s, the witness sees of %s\n%s\nand saw before\n%s", what, tr.capture.Ref, sight.Exact, tr.sight.Exact)
	}
	tr.door(true)
	others(tr.TB, what, tr.before, read(tr.TB, tr.lab))
}

// onlyThis demands that every other account is as it was, and that a reading shows of this one what a lookup shows.
func (tr *trial) onlyThis(what string) {
	tr.Helper()
	after := read(tr.TB, tr.lab)
	others(tr.TB, what, tr.before, after, tr.capture.Ref.Key)
	is := lookup(tr.TB, tr.lab, tr.capture.Ref.Key)
	if listed := after.byKey[is.Ref.Key]; listed != nil {
		equal(tr.TB, what+", looked up and read", &is, listed)
	}
}

// missing demands that the account is not there any more.
func (tr *trial) missing() {
	tr.Helper()
	if _, err := tr.lab.Connector.Lookup(tr.Context(), tr.capture.Ref.Key); !errors.Is(err, connector.ErrGone) {
		tr.Errorf("lookup of %s, which was deleted: %v; expected ErrGone", tr.capture.Ref, err)
	}
	if tr.lab.Witness == nil {
		return
	}
	if _, err := tr.lab.Witness.Look(tr.capture.Ref.Key); !errors.Is(err, connector.ErrGone) {
		tr.Errorf("the witness still sees %s: %v", tr.capture.Ref, err)
	}
}

func keys(entitlements []identity.Entitlement) []string {
	list := make([]string, 0, len(entitlements))
	for _, e := range entitlements {
		list = append(list, e.Key)
	}
	return list
}
