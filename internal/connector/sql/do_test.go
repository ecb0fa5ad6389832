package sql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// A value is never part of a statement, whatever stands in it.
func TestAValueIsNeverPartOfAStatement(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(3)
		c := l.connect()
		a := lookup(t, c, "3")
		if err := c.Do(t.Context(), operation(identity.Suspend, a)); err != nil {
			t.Fatal(err)
		}
		if got := l.ask("SELECT note FROM users WHERE id = 3"); got != "[{it's over; DROP TABLE users true}]" {
			t.Errorf("the note is %s", got)
		}
		if err := c.Do(t.Context(), operation(identity.Restore, a)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, lookup(t, c, "3")); diff != "" {
			t.Errorf("it did not come back (-before +after):\n%s", diff)
		}
	})
}

// A statement that changes another number of rows than the settings say is taken back, with all that came before it.
func TestAWrongNumberOfRowsIsTakenBack(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(6)
		before := l.ask("SELECT * FROM users ORDER BY id")
		for name, statements := range map[string][]sql.Statement{
			"changed 6 rows, and 1 is expected":             {{SQL: "UPDATE users SET active = 0 WHERE id = :key OR 1 = 1", Rows: 1}},
			"changed 0 rows, and 1 is expected":             {{SQL: "UPDATE users SET active = 0 WHERE login = :reason AND id = :key", Rows: 1}},
			"statement 2 changed 1 rows, and 2 is expected": {{SQL: "UPDATE users SET active = 0 WHERE id = :key", Rows: 1}, {SQL: "UPDATE users SET note = 'x' WHERE id = :key", Rows: 2}},
		} {
			c := l.connect(func(cfg *sql.Config) { cfg.Write = map[identity.Verb][]sql.Statement{identity.Suspend: statements} })
			refused(t, c.Do(t.Context(), operation(identity.Suspend, lookup(t, c, "3"))), "write: suspend", name, "taken back")
		}
		if after := l.ask("SELECT * FROM users ORDER BY id"); after != before {
			t.Errorf("the table is\n%s\nand was\n%s", after, before)
		}
	})
}

// A statement that did not bring about what it is for is taken back.
func TestAStatementThatDoesSomethingElseIsTakenBack(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(3)
		l.exec("INSERT INTO sessions VALUES (1, 3, '192.0.2.7')")
		before := l.ask("SELECT * FROM users")
		nothing := []sql.Statement{{SQL: "UPDATE users SET note = 'seen' WHERE id = :key", Rows: 1}}
		c := l.connect(func(cfg *sql.Config) {
			cfg.Write = map[identity.Verb][]sql.Statement{
				identity.Suspend: nothing, identity.Restore: nothing, identity.SignOut: nothing, identity.Remove: nothing, identity.Add: nothing, identity.Delete: nothing,
			}
		})
		a := lookup(t, c, "3")
		if len(a.Residual) != 1 || a.Residual[0].From != "192.0.2.7" {
			t.Errorf("the sessions are %v", a.Residual)
		}
		for verb, what := range map[identity.Verb]string{
			identity.Suspend: "still enabled", identity.SignOut: "sessions are still open", identity.Remove: "still holds crew", identity.Delete: "still there",
		} {
			refused(t, c.Do(t.Context(), operation(verb, a, a.Entitlements...)), what, "taken back")
		}
		was := a.Clone()
		was.State = identity.Suspended
		refused(t, c.Do(t.Context(), operation(identity.Restore, was)), "not what it was")
		other := identity.Entitlement{Key: "board", Name: "the board", Kind: identity.Group}
		refused(t, c.Do(t.Context(), operation(identity.Add, a, other)), "does not hold the board")
		if after := l.ask("SELECT * FROM users"); after != before {
			t.Errorf("the table is\n%s\nand was\n%s", after, before)
		}
	})
}

func TestASignOutEndsTheSessionsThatTheSettingsKnow(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(4)
		l.exec("INSERT INTO sessions VALUES (1, 3, '192.0.2.7'), (2, 3, '192.0.2.8'), (3, 4, '192.0.2.9')")
		c := l.connect()
		if d := c.Describe(); !d.ShowsAll(identity.OpenSession) {
			t.Error("sessions are read, and not said to be shown")
		}
		if err := c.Do(t.Context(), operation(identity.SignOut, lookup(t, c, "3"))); err != nil {
			t.Fatal(err)
		}
		if left := lookup(t, c, "3").Residual; len(left) != 0 || len(lookup(t, c, "4").Residual) != 1 {
			t.Errorf("after the sign-out there are %v", left)
		}
	})
}

func TestWhatNoStatementIsWrittenForIsRefused(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(3)
		c := l.connect(func(cfg *sql.Config) { delete(cfg.Write, identity.Add); delete(cfg.Write, identity.Restore) })
		d := c.Describe()
		if d.Capability(identity.Suspend).Reversible || d.Capability(identity.Remove).Reversible {
			t.Error("without a way back it is called reversible")
		}
		a := lookup(t, c, "3")
		refused(t, c.Do(t.Context(), operation(identity.Transfer, a)), "write: transfer")
		refused(t, c.Do(t.Context(), operation(identity.Restore, a)), "write: restore")
		if err := c.Do(t.Context(), operation(identity.Suspend, identity.Account{Ref: identity.AccountRef{Key: "x'y"}})); err == nil {
			t.Error("an account that is not there was suspended")
		}
		owned := l.connect(func(cfg *sql.Config) { cfg.Write, cfg.Owner, cfg.TaskTime = nil, "it@example.test", 1 })
		if by := owned.Describe(); by.Capability(identity.Suspend).By != connector.ByTask || by.Capability(identity.SignOut).By != connector.ByNobody {
			t.Errorf("with an owner and no statements: %+v", by.Capabilities)
		}
	})
}

func TestAnHeirMustBeThere(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(4)
		c := l.connect(func(cfg *sql.Config) {
			cfg.Write[identity.Transfer] = []sql.Statement{{SQL: "UPDATE sessions SET user_id = :heir WHERE user_id = :key", Rows: sql.AnyRows}}
		})
		l.exec("INSERT INTO sessions VALUES (1, 3, 'x')")
		op := operation(identity.Transfer, lookup(t, c, "3"))
		refused(t, c.Do(t.Context(), op), "nobody is named")
		op.Heir.Key = "4711"
		refused(t, c.Do(t.Context(), op), "the heir is not there")
		op.Heir.Key = "4"
		if err := c.Do(t.Context(), op); err != nil || l.ask("SELECT user_id FROM sessions") != "[{4 true}]" {
			t.Errorf("handed over: %v, %s", err, l.ask("SELECT user_id FROM sessions"))
		}
	})
}

// The database is asked about every query and statement, and runs none.
func TestAProbeNamesWhatCannotWork(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(3)
		before := l.ask("SELECT * FROM users")
		rights, err := l.connect().Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rights {
			if r.Granted != connector.Yes {
				t.Errorf("%+v", r)
			}
		}
		c := l.connect(func(cfg *sql.Config) {
			cfg.Entitlements = strings.Replace(cfg.Entitlements, "members", "membres", 1)
			cfg.Write[identity.SignOut] = []sql.Statement{{SQL: "DELETE FROM sessions WHERE usr = :key", Rows: 1}}
		})
		if rights, err = c.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		for about, word := range map[string]string{"read rights": "membres", "write: sign-out": "usr"} {
			found := false
			for _, r := range rights {
				found = found || r.What == about && r.Granted == connector.No && strings.Contains(r.Why, word)
			}
			if !found {
				t.Errorf("nothing says what is wrong with %s: %+v", about, rights)
			}
		}
		if after := l.ask("SELECT * FROM users"); after != before {
			t.Error("the probe changed the table")
		}
	})
}

func TestAProbeNamesTheGrantThatIsMissing(t *testing.T) {
	t.Parallel()
	l := newLab(t, sql.Postgres)
	l.people(3)
	l.exec("REVOKE UPDATE ON users FROM CURRENT_USER")
	c := l.connect()
	find := func() connector.Right {
		rights, err := c.Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rights {
			if r.Verb == identity.Suspend {
				return r
			}
		}
		t.Fatal("nothing is said of suspend")
		return connector.Right{}
	}
	missing := find()
	if missing.Granted != connector.No || missing.Grant == "" {
		t.Fatalf("without UPDATE: %+v", missing)
	}
	refused(t, c.Do(t.Context(), operation(identity.Suspend, lookup(t, c, "3"))), "permission denied")
	l.exec(missing.Grant)
	if r := find(); r.Granted != connector.Yes {
		t.Errorf("after %s: %+v", missing.Grant, r)
	}
}

func TestAnIDThatIsNoneIsGone(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(1)
		c := l.connect()
		for _, key := range []string{"", "4711", "\x00"} {
			if _, err := c.Lookup(t.Context(), key); !errors.Is(err, connector.ErrGone) {
				t.Errorf("lookup of %q: %v; want ErrGone", key, err)
			}
		}
	})
}
