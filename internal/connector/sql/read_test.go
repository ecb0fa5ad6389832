package sql_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/sql"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestARowBecomesAnAccount(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(3)
		l.exec("INSERT INTO users VALUES (4, NULL, NULL, 0, NULL, NULL)")
		c := l.connect()
		var s sink
		if _, err := c.Read(t.Context(), &s); err != nil {
			t.Fatal(err)
		}
		a := lookup(t, c, "3")
		if a.Login != "u03" || a.Email != "u03@example.test" || a.State != identity.Enabled || len(a.Entitlements) != 3 || a.Entitlements[1].Kind != identity.Group ||
			!a.LastSeen.Equal(time.Date(2026, 11, 4, 10, 0, 0, 0, time.UTC)) {
			t.Errorf("got %+v", a)
		}
		if note, ok := a.Attribute("note"); !ok || note[0] != "it's :key ? $1" {
			t.Errorf("the note is %q", note)
		}
		if b := lookup(t, c, "4"); b.Login != "4" || b.State != identity.Suspended || !b.LastSeen.IsZero() || b.Attributes[1].Values != nil {
			t.Errorf("got %+v", b)
		}
		if !c.Describe().LastSeen {
			t.Error("last_seen is read, and not trusted")
		}
	})
}

// A reading is whole, or an error that names the query and the column.
func TestAReadingThatCannotBeBelievedIsAnError(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(6)
		replace := func(old, new string) func(*sql.Config) {
			return func(cfg *sql.Config) { cfg.Read = strings.Replace(cfg.Read, old, new, 1) }
		}
		for says1, change := range map[string]func(*sql.Config){
			"read gives 6 rows, and count says 5":        func(cfg *sql.Config) { cfg.Count = "SELECT count(*) - 1 FROM users" },
			"count gives 6 rows":                         func(cfg *sql.Config) { cfg.Count = "SELECT id FROM users" },
			"count gives something else than one number": func(cfg *sql.Config) { cfg.Count = "SELECT max(login) FROM users" },
			`gives a column "shoe"`:                      replace("login,", "login AS shoe,"),
			"gives no column id":                         replace("id, login", "login"),
			"gives the column email twice":               replace("login,", "login AS email,"),
			"row 1, column status: \"locked\" is a word": replace("'active'", "'locked'"),
			"column last-seen: \"u01\" is no time":       replace("seen AS", "login AS"),
			"read gives the id \"1\" twice":              func(cfg *sql.Config) { cfg.Count = ""; replace("id,", "1 AS id,")(cfg) },
			"column id: \"\" is no id":                   replace("id,", "NULL AS id,"),
			"entitlements, row 1, column kind": func(cfg *sql.Config) {
				cfg.Entitlements = strings.Replace(cfg.Entitlements, "sort AS kind", "'ring' AS kind", 1)
			},
			"entitlements gives no column key": func(cfg *sql.Config) { cfg.Entitlements = "SELECT user_id AS account FROM members" },
			"read: the database refuses":       replace("FROM users", "FROM usrs"),
		} {
			_, err := l.connect(change).Read(t.Context(), &sink{})
			says(t, err, says1)
		}
	})
}

func TestALookupThatGivesAnotherAccountIsAnError(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.people(3)
		for says1, query := range map[string]string{
			`asked for the id "3" and gives "1"`: "SELECT id FROM users WHERE id = 1 AND :key = '3'",
			"gives 2 rows for the id 3":          "SELECT id FROM users WHERE id < :key",
		} {
			_, err := l.connect(func(cfg *sql.Config) { cfg.Lookup = query }).Lookup(t.Context(), "3")
			says(t, err, says1)
		}
		// A lookup that does not find what is there must not make it look gone.
		c := l.connect(func(cfg *sql.Config) { cfg.Lookup = "SELECT id FROM users WHERE login = :key" })
		if _, err := c.Lookup(t.Context(), "3"); errors.Is(err, connector.ErrGone) {
			t.Errorf("an account that is there is called gone: %v", err)
		} else {
			says(t, err, "does not find the id 3", "write a lookup")
		}
		c = l.connect(func(cfg *sql.Config) { cfg.Lookup = cfg.Read + "\nWHERE id = :key" })
		if a := lookup(t, c, "2"); a.Login != "u02" {
			t.Errorf("got %+v", a)
		}
	})
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	t.Parallel()
	base := sql.Config{Database: sql.Database{Name: "crm", URL: "sqlite:/nowhere/crm.db", Read: "SELECT id, active AS status FROM users"}}
	suspend := func(text string) func(*sql.Config) {
		return func(cfg *sql.Config) {
			cfg.Write = map[identity.Verb][]sql.Statement{identity.Suspend: {{SQL: text, Rows: 1}}}
		}
	}
	c, err := sql.New(base)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	for says1, change := range map[string]func(*sql.Config){
		"name is missing": func(cfg *sql.Config) { cfg.Name = "" },
		"postgres://HOST/DATABASE, mysql://HOST/DATABASE": func(cfg *sql.Config) { cfg.URL = "oracle://h/x" },
		"names no database":                             func(cfg *sql.Config) { cfg.URL, cfg.User = "postgres://h", "u" },
		"user is missing":                               func(cfg *sql.Config) { cfg.URL = "mysql://h/crm" },
		"on this machine only":                          func(cfg *sql.Config) { cfg.URL, cfg.User, cfg.Insecure = "mysql://h/crm", "u", true },
		"keys of their own":                             func(cfg *sql.Config) { cfg.URL = "postgres://u:hunter2@h/crm" },
		"read: there is no statement":                   func(cfg *sql.Config) { cfg.Read = " -- nothing" },
		"read begins with DELETE":                       func(cfg *sql.Config) { cfg.Read = "DELETE FROM users" },
		"read: there is no :key: this query takes no":   func(cfg *sql.Config) { cfg.Read += " WHERE id = :key" },
		"another one stands behind the semicolon":       suspend("UPDATE users SET active = 0 WHERE id = :key; DROP TABLE users"),
		"write: suspend: ? stands for a value":          suspend("UPDATE users SET active = 0 WHERE id = ?"),
		"there is no :entitlement: one of :key, :login": suspend("UPDATE users SET active = :entitlement WHERE id = :key"),
		"there is no :before_active":                    suspend("UPDATE users SET active = :before_active WHERE id = :key"),
		"neither :key nor :login stands in it":          suspend("UPDATE users SET active = 0"),
		"quote or comment that begins with 'it":         suspend("UPDATE users SET note = 'it WHERE id = :key"),
		"quote or comment that begins with /*":          suspend("UPDATE users /* SET active = 0 WHERE id = :key"),
		"read gives no column status": func(cfg *sql.Config) {
			cfg.Read = "SELECT id FROM users"
			suspend("UPDATE users SET active = 0 WHERE id = :key")(cfg)
		},
		"remove is written without entitlements": func(cfg *sql.Config) {
			cfg.Write = map[identity.Verb][]sql.Statement{identity.Remove: {{SQL: "DELETE FROM m WHERE id = :key", Rows: 1}}}
		},
		`status-values: "ON" stands under`: func(cfg *sql.Config) {
			cfg.StatusWords = map[identity.AccountState][]string{identity.Enabled: {"on"}, identity.Suspended: {"ON"}}
		},
		"concurrency -1": func(cfg *sql.Config) { cfg.URL, cfg.User, cfg.Concurrency = "mysql://h/crm", "u", -1 },
	} {
		_, err := sql.New(with(base, change))
		says(t, err, says1)
		if strings.Contains(fmt.Sprint(err), "hunter2") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestAFileThatIsNotThereIsNotMade(t *testing.T) {
	t.Parallel()
	l := newLab(t, sql.SQLite)
	c := l.connect(func(cfg *sql.Config) { cfg.URL = "sqlite:" + t.TempDir() + "/none.db" })
	if _, err := c.Read(t.Context(), &sink{}); err == nil {
		t.Fatal("a file that is not there was read")
	} else {
		says(t, err, "none.db")
	}
	if err := c.Do(t.Context(), identity.Operation{Verb: identity.Suspend, Account: identity.AccountRef{Key: "1"}}); err == nil {
		t.Error("a file that is not there was written")
	}
}

// staff makes a table of people in which one has two engagements.
func (l *lab) staff(n int) {
	l.exec(`CREATE TABLE staff (no VARCHAR(10), contract VARCHAR(10), first VARCHAR(40), last VARCHAR(40), hired DATE, ended DATE, lastday TIMESTAMP NULL, state VARCHAR(20), tz VARCHAR(40), until VARCHAR(10))`)
	for i := 1; i <= n; i++ {
		l.exec(fmt.Sprintf("INSERT INTO staff VALUES ('E%03d', 'a', 'Eve', 'Ünal %d', '2020-01-31', NULL, NULL, 'works', NULL, NULL)", i, i))
	}
	l.exec("INSERT INTO staff VALUES ('E002', 'b', 'Eve', NULL, '2021-02-01', '2026-12-31', '2026-12-18 00:00:00', 'works', 'Australia/Melbourne', '17:30')")
}

func (l *lab) peopleConfig() sql.PeopleConfig {
	return sql.PeopleConfig{
		Database: with(l.database, func(d *sql.Database) {
			d.Name = "hr"
			d.Read = "SELECT no AS id, contract AS engagement, first AS given, last AS family, hired AS start, ended AS " + quoted(l.kind, "end") +
				", lastday AS last_day, state AS status, tz AS zone, until AS ends_at FROM staff"
			d.Count = "SELECT count(*) FROM staff"
		}),
		Zone: time.UTC, Prefix: "x-", StatusWords: map[identity.Status][]string{identity.StatusWorking: {"works"}},
	}
}

func (l *lab) peopleSource(change ...func(*sql.PeopleConfig)) *sql.People {
	l.Helper()
	p, err := sql.NewPeople(with(l.peopleConfig(), change...))
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { p.Close() })
	return p
}

func TestATableOfPeopleKeepsTheContract(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.staff(25)
		connectortest.Run(t, connectortest.Subject{Fresh: func(testing.TB) connectortest.Lab {
			return connectortest.Lab{Connector: l.peopleSource(), System: "hr", People: 25}
		}})
	})
}

func TestRowsBecomeAPerson(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.staff(2)
		var s sink
		reading, err := l.peopleSource().Read(t.Context(), &s)
		if err != nil || reading.Seen != 2 || len(s.people) != 2 {
			t.Fatalf("%+v, %v", reading, err)
		}
		p := s.people[1]
		if p.ID != "x-E002" || p.Family != "Ünal 2" || p.Zone.String() != "Australia/Melbourne" || p.EndsAt.String() != "17:30" || len(p.Engagements) != 2 {
			t.Fatalf("got %+v", p)
		}
		e := p.Engagements[1]
		if e.Start.String() != "2021-02-01" || e.End.String() != "2026-12-31" || e.LastDay.Date.String() != "2026-12-18" || e.ID != "b" {
			t.Errorf("got %+v, last day %s", e, e.LastDay)
		}
	})
}

func TestAPersonThatCannotBeBelievedIsAnError(t *testing.T) {
	everywhere(t, func(t *testing.T, l *lab) {
		l.staff(2)
		replace := func(old, new string) func(*sql.PeopleConfig) {
			return func(cfg *sql.PeopleConfig) { cfg.Read = strings.Replace(cfg.Read, old, new, 1) }
		}
		for says1, change := range map[string]func(*sql.PeopleConfig){
			"row 3, column id: \"E002\" stands in row 2 too":     replace(", contract AS engagement", ""),
			"column given: \"b\" is said of E002, and row 2":     replace("first AS given", "contract AS given"),
			"column start: \"Eve\" is no date":                   replace("hired AS start", "first AS start"),
			"column zone: \"works\" is no time zone":             replace("tz AS zone", "state AS zone"),
			"column ends-at: \"00:00\" is no time":               replace("until AS ends_at", "'00:00' AS ends_at"),
			"column status: \"Eve\" is a word":                   replace("state AS status", "first AS status"),
			"column start: \"1900-01-01\" is too long ago":       replace("hired AS start", "'1900-01-01' AS start"),
			"column leave-end: \"2026-01-01\" ends a leave that": replace("tz AS zone", "'2026-01-01' AS leave_end"),
			"read gives 3 rows, and count says 4":                func(cfg *sql.PeopleConfig) { cfg.Count = "SELECT count(*) + 1 FROM staff" },
			"column id: \"\" is no id":                           replace("no AS id", "tz AS id"),
			`gives a column "salary"`:                            replace("tz AS zone", "tz AS salary"),
		} {
			_, err := l.peopleSource(change).Read(t.Context(), &sink{})
			says(t, err, says1)
		}
		rights, err := l.peopleSource().Probe(t.Context())
		if err != nil || len(rights) != 2 || rights[0].Granted != connector.Yes {
			t.Errorf("a probe says %v, %v", rights, err)
		}
	})
}
