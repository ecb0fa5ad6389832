package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// A membership in a superuser is not ours to revoke; the others are all the same.
func TestWhatIsRefusedDoesNotHoldUpTheRest(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, group, root := l.user("anna"), l.role("group", "NOLOGIN"), l.role("root", "SUPERUSER NOLOGIN")
	l.exec("GRANT " + root + ", " + group + " TO " + anna)
	l.exec("ALTER ROLE " + anna + " BYPASSRLS CREATEDB")
	a := l.lookup(anna)
	err := l.try(identity.Remove, a, a.Entitlements...)
	says(t, err, "done in part", "42501")
	if connector.IsPermanent(err) {
		t.Error("a verb that was done in part says that nothing was changed")
	}
	left := l.lookup(anna)
	if !left.Holds(l.key(root)) || left.Holds(l.key(group)) || left.Holds("createdb") || !left.Holds("bypassrls") {
		t.Errorf("it holds %v", left.Entitlements)
	}
	refused(t, l.try(identity.Remove, a, a.Entitlements...), "42501")
}

// Before PostgreSQL 16 only a superuser may change a role that has REPLICATION, in whatever way.
func TestARoleThatReplicatesNeedsAHuman(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.lookup(l.role("standby", "REPLICATION LOGIN PASSWORD 'pw'"))
	refused(t, l.try(identity.Suspend, a), "42501", "replication")
	says(t, errors.New(l.right(identity.Suspend, "replicat").Why), l.name("standby"))
}

func TestARightThatIsGoneDoesNotHoldUpARestore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, stays, goes := l.user("anna"), l.role("stays", "NOLOGIN"), l.role("goes", "NOLOGIN")
	l.exec("GRANT " + stays + " TO " + anna + " WITH ADMIN OPTION")
	l.exec("GRANT " + goes + " TO " + anna)
	a := l.lookup(anna)
	l.do(identity.Suspend, a)
	l.do(identity.Remove, a, a.Entitlements...)
	l.exec("DROP ROLE " + goes)
	l.exec("ALTER ROLE " + stays + " RENAME TO " + l.name("renamed"))
	l.Cleanup(func() { l.exec("DROP ROLE IF EXISTS " + l.name("renamed")) })
	says(t, l.try(identity.Restore, a), "done in part", goes, "no longer there")
	l.door(anna, true)
	b := l.lookup(anna)
	if len(b.Entitlements) != 1 || b.Entitlements[0].Name != l.name("renamed") {
		t.Errorf("it holds %v", b.Entitlements)
	}
	if diff := cmp.Diff([]string{"admin=true"}, b.Attributes[1].Values); diff != "" {
		t.Errorf("the grant came back otherwise (-want +got):\n%s", diff)
	}
}

func TestARestoreTakesNothingThatWasGivenSince(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, since := l.user("anna"), l.role("since", "NOLOGIN")
	a := l.lookup(anna)
	l.do(identity.Suspend, a)
	l.exec("GRANT " + since + " TO " + anna)
	l.do(identity.Restore, a)
	if b := l.lookup(anna); !b.Holds(l.key(since)) || b.State != identity.Enabled {
		t.Errorf("restored, it is %s and holds %v", b.State, b.Entitlements)
	}
}

func TestARestoreWithoutACaptureOrOfAnotherConnectorIsRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.lookup(l.user("anna"))
	refused(t, l.Do(t.Context(), identity.Operation{Verb: identity.Restore, Account: a.Ref}), "no captured state")
	strange := a.Clone()
	strange.Attributes = []identity.Attribute{{Name: "pwdAccountLockedTime"}}
	refused(t, l.try(identity.Restore, strange), "pwdAccountLockedTime", "captured by another")
}

func TestAKeyThatIsNoOidIsGone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, key := range []string{"", "0", "-1", "x", "99999999999", "16384; DROP ROLE postgres"} {
		if _, err := l.Lookup(t.Context(), key); !errors.Is(err, connector.ErrGone) {
			t.Errorf("lookup of %q: %v; want ErrGone", key, err)
		}
	}
}
