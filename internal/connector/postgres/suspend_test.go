package postgres_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector/postgres"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// NOLOGIN leaves open sessions running; they are shown until a sign-out ends them.
func TestASuspensionLeavesSessionsAndASignOutEndsThem(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, ben := l.user("anna"), l.user("ben")
	first, second, other := l.session(anna), l.session(anna), l.session(ben)
	a := l.lookup(anna)
	l.do(identity.Suspend, a)
	l.door(anna, false)
	if !first() || !second() {
		t.Fatal("a suspension ended a session: the lab is not as it was observed")
	}
	open := l.lookup(anna)
	if open.State != identity.Suspended || len(open.Open(identity.OpenSession)) != 2 {
		t.Fatalf("the account is %s and shows %v; want suspended, with two sessions", open.State, open.Residual)
	}
	if r := open.Residual[0]; !strings.Contains(r.Name, "on "+l.database) || r.From != "127.0.0.1" {
		t.Errorf("the session is shown as %+v", r)
	}
	l.do(identity.SignOut, a)
	if first() || second() {
		t.Error("a session outlives the sign-out")
	}
	if left := l.lookup(anna).Residual; len(left) > 0 {
		t.Errorf("after the sign-out there are %v", left)
	}
	if !other() {
		t.Error("the session of another role was ended")
	}
	l.do(identity.SignOut, a)
	l.do(identity.Restore, a)
	l.door(anna, true)
}

// VALID UNTIL concerns the password only: it is no lock, is not read as one, and is not touched.
func TestAPasswordThatHasEndedIsNoSuspension(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	l.exec("ALTER ROLE " + anna + " VALID UNTIL '2020-01-01'")
	a := l.lookup(anna)
	if a.State != identity.Enabled {
		t.Errorf("the account is %s", a.State)
	}
	l.do(identity.Suspend, a)
	if got := l.lookup(anna).State; got != identity.Suspended {
		t.Errorf("suspended, the account is %s", got)
	}
	l.do(identity.Restore, a)
	if got := l.ask("SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = $1", anna); !strings.HasPrefix(got, "2020-01-01") {
		t.Errorf("the password now ends %s", got)
	}
}

func TestNamesAndCommentsAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, name := range []string{`O'Brien "the" \x`, "select", "名前 ü", "MiXed; DROP ROLE postgres --", "$1"} {
		group := l.role(name+" team", "NOLOGIN")
		anna := l.user(name)
		l.exec("GRANT " + pgx.Identifier{group}.Sanitize() + " TO " + pgx.Identifier{anna}.Sanitize())
		l.exec("COMMENT ON ROLE " + pgx.Identifier{anna}.Sanitize() + ` IS E'a ''b'' \\c "d" $1 ?\n'`)
		a := l.lookup(anna)
		l.do(identity.Suspend, a)
		l.do(identity.Remove, a, a.Entitlements...)
		l.door(anna, false)
		l.do(identity.Restore, a)
		l.door(anna, true)
		if diff := cmp.Diff(a, l.state(anna)); diff != "" {
			t.Errorf("%q did not come back (-before +after):\n%s", name, diff)
		}
	}
}

func TestGroupsAreNoAccountsAndASuspendedRoleStaysOne(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	l.role("group", "NOLOGIN")
	l.do(identity.Suspend, l.lookup(anna))
	if got := l.ask("SELECT shobj_description($1::oid, 'pg_authid')", l.key(anna)); got != "[suspended by Exeunt]" {
		t.Errorf("the comment is %q", got)
	}
	byHand := l.role("by-hand", "NOLOGIN")
	if got := l.lookup(byHand).State; got != identity.Suspended {
		t.Errorf("a role that may not log in is %s when it is looked up", got)
	}
	only := func(c *postgres.Connector) (names []string) {
		for _, a := range l.read(c) {
			if a.Login != l.self {
				names = append(names, strings.TrimPrefix(a.Login, l.prefix))
			}
		}
		slices.Sort(names)
		return names
	}
	if diff := cmp.Diff([]string{"anna"}, only(l.Connector)); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	named := l.connect(func(cfg *postgres.Config) { cfg.Logins = regexp.MustCompile(`_by-hand$|^pg_`) })
	if diff := cmp.Diff([]string{"anna", "by-hand"}, only(named)); diff != "" {
		t.Errorf("accounts with logins (-want +got):\n%s", diff)
	}
}

func TestACommentSaysWhoseARoleIs(t *testing.T) {
	t.Parallel()
	l := newLab(t, func(cfg *postgres.Config) {
		cfg.Comment = regexp.MustCompile(`^(?P<name>[^,]+), (?P<employee>E[0-9]+)(, (?P<email>\S+@\S+))?`)
	})
	anna, ben := l.user("anna"), l.user("ben")
	l.exec("COMMENT ON ROLE " + anna + " IS 'Anna Ängström, E0001, anna@example.test'")
	l.exec("COMMENT ON ROLE " + ben + " IS 'nobody knows'")
	before := l.lookup(anna)
	if before.Display != "Anna Ängström" || before.Employee != "E0001" || before.Email != "anna@example.test" {
		t.Errorf("read as %q, %q, %q", before.Display, before.Employee, before.Email)
	}
	if b := l.lookup(ben); b.Display != "" || b.Employee != "" {
		t.Errorf("a comment that does not fit is read as %q, %q", b.Display, b.Employee)
	}
	l.do(identity.Suspend, before)
	if a := l.lookup(anna); a.Display != before.Display || a.Employee != before.Employee || a.Email != before.Email {
		t.Errorf("suspended, it is read as %q, %q, %q", a.Display, a.Employee, a.Email)
	}
}

func TestARoleThatWasOpenedAgainByHandIsEnabled(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	a := l.lookup(anna)
	l.do(identity.Suspend, a)
	l.exec("ALTER ROLE " + anna + " LOGIN")
	if got := l.lookup(anna).State; got != identity.Enabled {
		t.Errorf("the account is %s", got)
	}
	l.do(identity.Suspend, a)
	l.door(anna, false)
	l.do(identity.Restore, a)
	if diff := cmp.Diff(a, l.state(anna)); diff != "" {
		t.Errorf("it did not come back (-before +after):\n%s", diff)
	}
}

// Exeunt leaves alone whom it could not hold, and whom it needs.
func TestSuperusersAndOurselvesAreRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	root := l.role("root", "SUPERUSER LOGIN PASSWORD 'pw'")
	heir := l.lookup(l.user("heir"))
	for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut, identity.Remove, identity.Transfer, identity.Delete} {
		for name, words := range map[string][]string{root: {"superuser", "needs a human", "NOSUPERUSER"}, l.self: {"itself signs in as"}} {
			a := l.lookup(name)
			op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: a.Entitlements, Heir: heir.Ref}
			refused(t, l.Do(t.Context(), op), words...)
		}
	}
	refused(t, l.try(identity.Restore, l.lookup(root)), "superuser")
	l.door(root, true)
	if a := l.lookup(root); !a.Holds("superuser") {
		t.Error("a superuser is not seen as one")
	}
}
