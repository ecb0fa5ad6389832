package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// secondDatabase makes another database on the same server, dropped before the roles are.
func (l *lab) secondDatabase(name string) *lab {
	l.Helper()
	name = l.name(name)
	l.exec("CREATE DATABASE " + name)
	l.Cleanup(func() { l.exec("DROP DATABASE " + name + " WITH (FORCE)") })
	return &lab{Postgres: l.Postgres, TB: l.TB, admin: l.dial(strings.Replace(l.AdminURL, "/"+l.database, "/"+name, 1)), database: name, prefix: l.prefix}
}

func TestWhatARoleOwnsIsShownHandedOverAndThenItIsDeleted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, heir := l.user("anna"), l.user("heir")
	far := l.secondDatabase("far")
	l.exec("CREATE TABLE sales (n int)")
	l.exec("CREATE TABLE plans (n int)")
	l.exec("INSERT INTO plans VALUES (42)")
	for _, s := range []string{"ALTER TABLE sales OWNER TO ", "ALTER DEFAULT PRIVILEGES FOR ROLE "} {
		l.exec(s + anna + map[bool]string{true: " GRANT SELECT ON TABLES TO public", false: ""}[strings.Contains(s, "DEFAULT")])
	}
	l.exec("ALTER TABLE plans OWNER TO " + anna)
	far.exec("CREATE SCHEMA atelier AUTHORIZATION " + anna)
	want := []identity.Possession{
		{Kind: "schema", Name: "atelier", In: far.database, Blocks: true},
		{Kind: "table", Name: "public.plans", In: l.database, Blocks: true},
		{Kind: "table", Name: "public.sales", In: l.database, Blocks: true},
	}
	a := l.lookup(anna)
	if diff := cmp.Diff(want, a.Owns); diff != "" {
		t.Fatalf("it owns (-want +got):\n%s", diff)
	}
	refused(t, l.try(identity.Delete, a), "is not deleted", "schema atelier (database "+far.database+")", "table public.plans")

	op := identity.Operation{Verb: identity.Transfer, Account: a.Ref, Login: a.Login}
	refused(t, l.Do(t.Context(), op), "nobody is named")
	op.Heir = identity.AccountRef{System: "warehouse", Key: "4294967290"}
	refused(t, l.Do(t.Context(), op), "the heir is not there")
	op.Heir = l.lookup(heir).Ref
	says(t, l.Do(t.Context(), op), "done in part", "GRANT CREATE ON DATABASE")
	l.exec("GRANT CREATE ON DATABASE " + far.database + " TO " + l.self)
	for range 2 {
		if err := l.Do(t.Context(), op); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, l.lookup(heir).Owns); diff != "" {
		t.Errorf("the heir owns (-want +got):\n%s", diff)
	}
	if got := l.lookup(l.self).Entitlements; len(got) != 3 { // createrole and the two of the page
		t.Errorf("we ourselves now hold %v", got)
	}
	l.do(identity.Delete, l.lookup(anna))
	if _, err := l.Lookup(t.Context(), a.Ref.Key); !errors.Is(err, connector.ErrGone) {
		t.Errorf("after the delete: %v", err)
	}
	if got := l.ask("SELECT n::text FROM plans"); got != "42" {
		t.Errorf("the table holds %s", got)
	}
}

// A superuser's grant is not ours to revoke: the role is left whole, and what is in the way is named.
func TestARoleWithPrivilegesOfOthersIsNotHalfDeleted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	l.exec("CREATE TABLE sales (n int)")
	l.exec("GRANT SELECT ON sales TO " + anna)
	a := l.lookup(anna)
	refused(t, l.try(identity.Delete, a), "not ours to revoke", "table public.sales", "database "+l.database, "DROP OWNED BY")
	if got := l.ask("SELECT has_table_privilege($1, 'sales', 'SELECT')::text", anna); got != "true" {
		t.Error("the privilege is gone, and the role is not")
	}
	l.exec("DROP OWNED BY " + anna)
	l.do(identity.Delete, a)
}

// What a role was granted by those whom Exeunt is a member of goes with the role, and nothing else does.
func TestADeleteTakesThePrivilegesThatItMay(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna, ben, owner := l.user("anna"), l.user("ben"), l.role("owner", "NOLOGIN")
	l.exec("GRANT " + owner + " TO " + l.self)
	l.exec("CREATE TABLE sales (n int)")
	l.exec("ALTER TABLE sales OWNER TO " + owner)
	l.exec("GRANT SELECT ON sales TO " + anna + ", " + ben)
	l.exec("ALTER DEFAULT PRIVILEGES FOR ROLE " + anna + " GRANT SELECT ON TABLES TO " + ben)
	l.do(identity.Delete, l.lookup(anna))
	if got := l.ask("SELECT has_table_privilege($1, 'sales', 'SELECT')::text", ben); got != "true" {
		t.Error("somebody else lost a privilege")
	}
}

func TestADeleteEndsTheSessions(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	alive := l.session(anna)
	l.do(identity.Delete, l.lookup(anna))
	if alive() {
		t.Error("the session outlives its role")
	}
}

func TestADatabaseThatDoesNotLetUsInIsCounted(t *testing.T) {
	t.Parallel()
	l := labOn(t, systemtest.PostgreSQLServer(t))
	anna, heir := l.user("anna"), l.user("heir")
	far := l.secondDatabase("far")
	far.exec("CREATE TABLE a (n int); CREATE TABLE b (n int); ALTER TABLE a OWNER TO " + anna + "; ALTER TABLE b OWNER TO " + anna)
	far.exec("REVOKE CONNECT ON DATABASE " + far.database + " FROM PUBLIC")
	a := l.lookup(anna)
	want := []identity.Possession{{Kind: "object", Name: "2 that cannot be named, because the database does not let us in", In: far.database, Blocks: true}}
	if diff := cmp.Diff(want, a.Owns); diff != "" {
		t.Fatalf("it owns (-want +got):\n%s", diff)
	}
	if read := l.read(l.Connector); len(read) != 3 {
		t.Errorf("read %d accounts", len(read))
	}
	refused(t, l.try(identity.Delete, a), "2 that cannot be named")
	op := identity.Operation{Verb: identity.Transfer, Account: a.Ref, Heir: l.lookup(heir).Ref}
	says(t, l.Do(t.Context(), op), "database "+far.database, "42501")
}
