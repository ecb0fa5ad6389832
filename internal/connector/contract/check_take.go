package contract

import (
	"errors"
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// parted parts the account's entitlements into the licences, which are released, and the others, which are removed.
func parted(a *identity.Account) (licences, others []identity.Entitlement) {
	for _, e := range a.Entitlements {
		if e.Kind == identity.Licence {
			licences = append(licences, e)
			continue
		}
		others = append(others, e)
	}
	return licences, others
}

func licencesOf(a *identity.Account) []identity.Entitlement {
	licences, _ := parted(a)
	return licences
}

func groupsOf(a *identity.Account) []identity.Entitlement { _, groups := parted(a); return groups }

// holder begins a trial of the account, among those that may be cut, that holds most of a sort; nil, and a line in the
// log, when none holds any.
func holder(t testing.TB, l *Lab, sort string, of func(*identity.Account) []identity.Entitlement) *trial {
	t.Helper()
	v := read(t, l)
	best, most := "", 0
	for _, key := range l.Cut {
		if a := v.byKey[key]; a != nil && len(of(a)) > most {
			best, most = key, len(of(a))
		}
	}
	if most == 0 {
		t.Logf("not checked: no account that may be cut holds a %s", sort)
		return nil
	}
	return begin(t, l, best)
}

func without(taken ...identity.Entitlement) func(*identity.Account) {
	return func(a *identity.Account) {
		a.Entitlements = slices.DeleteFunc(a.Entitlements, func(e identity.Entitlement) bool {
			return slices.ContainsFunc(taken, func(t identity.Entitlement) bool { return t.Key == e.Key })
		})
	}
}

func removes(t testing.TB, l *Lab) { takes(t, l, identity.Remove, "group", groupsOf) }

func releases(t testing.TB, l *Lab) { takes(t, l, identity.Release, "licence", licencesOf) }

// takes takes one entitlement away, again, and then all of its sort.
func takes(t testing.TB, l *Lab, verb identity.Verb, sort string, of func(*identity.Account) []identity.Entitlement) {
	tr := holder(t, l, sort, of)
	if tr == nil {
		return
	}
	all := of(&tr.capture)
	for range 2 {
		tr.do(verb, all[0])
		tr.expect(string(verb)+" of one", tr.now(identity.Enabled), without(all[0]))
	}
	tr.onlyThis(string(verb) + " of one")
	tr.do(verb, all...)
	tr.expect(string(verb)+" of all", tr.now(identity.Enabled), without(all...))
	tr.onlyThis(string(verb) + " of all")
}

func adds(t testing.TB, l *Lab) {
	tr := holder(t, l, "group", groupsOf)
	if tr == nil {
		return
	}
	groups := groupsOf(&tr.capture)
	tr.do(identity.Remove, groups...)
	for range 2 {
		tr.do(identity.Add, groups[0])
		tr.expect("add of one", tr.now(identity.Enabled), without(groups[1:]...))
	}
	tr.onlyThis("add of one")
	tr.do(identity.Add, groups...)
	tr.expect("add of all", tr.now(identity.Enabled), asItWas)
	tr.onlyThis("add of all")
}

func deletes(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	tr.do(identity.Delete)
	tr.missing()
	if err := tr.try(t.Context(), tr.op(identity.Delete)); err != nil && !errors.Is(err, connector.ErrGone) {
		t.Errorf("delete of %s a second time returned %v; expected nothing or ErrGone", tr.capture.Ref, err)
	}
	tr.door(false)
	after := read(t, l)
	others(t, "deleted", tr.before, after, tr.capture.Ref.Key)
	if after.byKey[tr.capture.Ref.Key] != nil {
		t.Errorf("a reading still shows %s, which was deleted", tr.capture.Ref)
	}
}
