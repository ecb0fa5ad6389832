package mysql_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// ACCOUNT LOCK leaves open connections running; they are shown until a sign-out ends them.
func TestALockLeavesConnectionsAndASignOutEndsThem(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, ben := l.user("anna"), l.user("ben")
	first, second, other := l.session(anna), l.session(anna), l.session(ben)
	a := l.lookup(anna)
	l.do(identity.Suspend, a)
	l.door(anna, false)
	if !first() || !second() {
		t.Fatal("a lock ended a connection: the lab is not as it was observed")
	}
	open := l.lookup(anna)
	if open.State != identity.Suspended || len(open.Open(identity.OpenSession)) != 2 || open.Residual[0].From != "127.0.0.1" {
		t.Fatalf("the account is %s and shows %v; want suspended, with two connections", open.State, open.Residual)
	}
	l.do(identity.SignOut, a)
	if left := l.lookup(anna).Residual; len(left) > 0 {
		t.Errorf("after the sign-out there are %v", left)
	}
	if first() || second() {
		t.Error("a connection outlives the sign-out")
	}
	if !other() {
		t.Error("the connection of another account was ended")
	}
	l.do(identity.SignOut, a)
	l.do(identity.Restore, a)
	l.door(anna, true)
}

// An expired password keeps nobody out: who knows it signs in and sets another one.
func TestAnExpiredPasswordIsNoSuspension(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	l.exec("ALTER USER " + l.at(anna) + " PASSWORD EXPIRE")
	if got := l.lookup(anna).State; got != identity.Enabled {
		t.Errorf("the account is %s", got)
	}
	db, conn, err := l.signIn(t.Context(), anna)
	if err != nil {
		t.Fatalf("an expired password kept its owner out: the lab is not as it was observed: %v", err)
	}
	defer db.Close()
	defer conn.Close()
	for _, statement := range []string{"SET PASSWORD = PASSWORD('pw')", "DO 1"} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// CREATE USER alone would let us lock out the server's owners, and ourselves.
func TestRootAndOurselvesAreRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	root, err := l.Lookup(t.Context(), "root@localhost")
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut, identity.Remove, identity.Delete} {
		refused(t, l.try(verb, root, root.Entitlements...), "root@localhost", "needs a human")
		self := l.lookup(l.self)
		refused(t, l.try(verb, self, self.Entitlements...), "itself signs in with")
	}
}

func TestRolesAndTheServersOwnAccountsAreNoAccounts(t *testing.T) {
	t.Parallel()
	l := labOn(t, systemtest.MariaDBServer(t))
	anna := l.user("anna")
	l.role("team")
	l.do(identity.Suspend, l.lookup(anna))
	var logins []string
	for _, a := range l.read() {
		logins = append(logins, strings.TrimPrefix(a.Login, l.prefix))
	}
	if diff := cmp.Diff([]string{"anna", "exeunt"}, logins); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	var s sink
	if _, err := l.Read(t.Context(), &s); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(s.accounts, func(a identity.Account) bool { return strings.HasSuffix(a.Login, ".sys") }) {
		t.Errorf("the server's own accounts are read: %v", s.accounts)
	}
}

func TestNamesAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, name := range []string{"o'br`ien", "a@b.example", `back\slash`, "名前 ü", "x TO `y`@`z`", "%", `"q"`} {
		anna, table := l.user(name), "`"+strings.ReplaceAll(name, "`", "``")+"`"
		l.exec("CREATE TABLE " + l.database + "." + table + " (n int)")
		l.exec("GRANT ALL PRIVILEGES ON " + l.database + ".* TO " + l.at(l.self) + " WITH GRANT OPTION")
		l.exec("GRANT SELECT (n), INSERT ON " + l.database + "." + table + " TO " + l.at(anna) + " WITH GRANT OPTION")
		a := l.lookup(anna)
		if len(a.Entitlements) != 1 || a.Login != anna {
			t.Errorf("%q is read as %q, which holds %v", anna, a.Login, a.Entitlements)
		}
		l.do(identity.Suspend, a)
		l.door(anna, false)
		l.do(identity.Remove, a, a.Entitlements...)
		if held := l.lookup(anna).Entitlements; len(held) > 0 {
			t.Errorf("%q still holds %v", anna, held)
		}
		l.do(identity.Restore, a)
		l.door(anna, true)
		if diff := cmp.Diff(a, l.state(anna)); diff != "" {
			t.Errorf("%q did not come back (-before +after):\n%s", name, diff)
		}
	}
}

// The server shows by which user a connection came in, not by which of the user's accounts.
func TestAConnectionBelongsToTheAccountThatLetItIn(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	l.exec("CREATE USER `" + anna + "`@`%` IDENTIFIED BY 'pw'")
	t.Cleanup(func() { l.exec("DROP USER IF EXISTS `" + anna + "`@`%`") })
	alive := l.session(anna)
	far, err := l.Lookup(t.Context(), anna+"@%")
	if err != nil {
		t.Fatal(err)
	}
	if len(far.Residual) > 0 {
		t.Errorf("%s is shown with %v", far.Ref.Key, far.Residual)
	}
	l.do(identity.SignOut, far)
	if near := l.lookup(anna); len(near.Residual) != 1 || !alive() {
		t.Errorf("%s is shown with %v, and its connection is there: %t", near.Ref.Key, near.Residual, alive())
	}
}

func TestWhatWasGrantedByOthersDoesNotHoldUpTheRest(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, ours, theirs := l.user("anna"), l.role("ours"), l.role("theirs")
	l.exec("GRANT `" + ours + "` TO " + l.at(l.self) + " WITH ADMIN OPTION")
	l.exec("GRANT `" + ours + "` TO " + l.at(anna))
	l.exec("GRANT `" + theirs + "` TO " + l.at(anna))
	l.exec("GRANT PROCESS ON *.* TO " + l.at(anna))
	a := l.lookup(anna)
	err := l.try(identity.Remove, a, a.Entitlements...)
	says(t, err, "done in part", theirs, "PROCESS ON *.*")
	if connector.IsPermanent(err) {
		t.Error("a verb that was done in part says that nothing was changed")
	}
	if left := l.lookup(anna); len(left.Entitlements) != 2 || left.Holds("`"+ours+"`") {
		t.Errorf("it holds %v", left.Entitlements)
	}
	refused(t, l.try(identity.Remove, a, a.Entitlements...), theirs)
	bad := identity.Entitlement{Key: "ALL PRIVILEGES ON *.* TO x; DROP TABLE y", Kind: identity.Role}
	refused(t, l.try(identity.Add, a, bad), "is no right as this connector writes them")
}
