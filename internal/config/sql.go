package config

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Table is a database that queries read: people, or accounts.
type Table struct {
	Database        // its URL may be sqlite:FILE, with the absolute path of a file
	Read     string // the query of all records
	Count    string // the query of how many there are; empty: nothing is compared
}

// PeopleSQL is a table of people.
type PeopleSQL struct {
	Table
	StatusValues map[identity.Status][]string
}

// SystemSQL is a table of accounts, and the statements that write to it.
type SystemSQL struct {
	Table
	Entitlements string
	Sessions     string
	Lookup       string
	Write        map[identity.Verb][]Statement

	Zone         *time.Location // of times that carry none
	StatusValues map[identity.AccountState][]string
	KindValues   map[identity.AccountKind][]string
}

// Statement is one statement that writes, and how many rows it must change.
type Statement struct {
	Do   string
	Rows int // AnyRows: no matter how many
}

// AnyRows lets a statement change as many rows as it likes.
const AnyRows = -1

var peopleFromSQL = kind[People]{
	name: SQL,
	fields: slices.Concat(
		within(func(p *People) *Table { return &p.sql().Table }, sqlTable("people", "SELECT employee_id AS id, given, family, hired AS start, ended AS last_day FROM staff")),
		[]field[People]{
			bind(personStatus.form(), func(p *People) *map[identity.Status][]string { return &p.sql().StatusValues }, Key{
				Name: "status-values",
				Doc:  "The words of the status column. A date says more than a status and wins over it.",
			}),
		},
	),
	check: func(p *place, s *People) { checkTable(p, &s.sql().Table) },
}

var systemSQL = kind[System]{
	name: SQL,
	fields: slices.Concat(
		within(func(s *System) *Table { return &s.sql().Table }, sqlTable("accounts", "SELECT id, login, mail AS email, state AS status FROM users")),
		within((*System).sql, accountTable),
		[]field[System]{owner(false)},
	),
	check: func(p *place, s *System) { checkTable(p, &s.sql().Table) },
}

// sqlTable is the table of what every kind that reads by queries has.
func sqlTable(records, example string) []field[Table] {
	return slices.Concat(
		within(func(t *Table) *Database { return &t.Database }, databaseServer(anyDatabase, "postgres://db.example.com/crm", false)),
		[]field[Table]{
			bind(statement, func(t *Table) *string { return &t.Read }, Key{
				Name: "read", Required: true, Example: example,
				Doc: "The query of all " + records + ". The names of its columns (... AS name) say what they hold.",
			}),
			bind(statement, func(t *Table) *string { return &t.Count }, Key{
				Name: "count", Example: "SELECT count(*) FROM users",
				Doc: "A query of one number: how many rows read must give. Another number makes the reading an error.",
			}),
		},
	)
}

var accountTable = []field[SystemSQL]{
	bind(statement, func(s *SystemSQL) *string { return &s.Entitlements }, Key{
		Name: "entitlements", Example: "SELECT user_id AS account, role_id AS key, role AS name FROM user_roles",
		Doc: "The query of what accounts hold: columns account and key, and perhaps name and kind (group, role, licence or key).",
	}),
	bind(statement, func(s *SystemSQL) *string { return &s.Sessions }, Key{
		Name: "sessions", Example: "SELECT user_id AS account, id AS name, ip AS origin FROM sessions",
		Doc: "The query of sessions that are open: columns account and name, and perhaps origin. Without it a sign-out cannot be verified.",
	}),
	bind(statement, func(s *SystemSQL) *string { return &s.Lookup }, Key{
		Name: "lookup", Example: "SELECT id, login, state AS status FROM users WHERE id = :key",
		Doc: "The query of one account, by :key, with the columns of read. Without it, it is made of read.",
	}),
	bind(writeSection.form(), func(s *SystemSQL) *map[identity.Verb][]Statement { return &s.Write }, Key{
		Name: "write",
		Doc:  "The statements of each verb, done in one transaction. Values stand in them as :key, :login, :reason, and what the verb adds.",
	}),
	bind(zone, func(s *SystemSQL) **time.Location { return &s.Zone }, Key{
		Name: "zone", Default: "UTC", Example: "Europe/Paris",
		Doc: "The time zone of times that carry none.",
	}),
	bind(accountStatus.form(), func(s *SystemSQL) *map[identity.AccountState][]string { return &s.StatusValues }, Key{
		Name: "status-values",
		Doc:  "The words of the status column.",
	}),
	bind(accountKind.form(), func(s *SystemSQL) *map[identity.AccountKind][]string { return &s.KindValues }, Key{
		Name: "kind-values",
		Doc:  "The words of the kind column; an account with another word, or none, is personal.",
	}),
}

var writeSection = section[map[identity.Verb][]Statement]{fields: []field[map[identity.Verb][]Statement]{
	statementsOf(identity.Suspend, "{do: UPDATE users SET active = 0 WHERE id = :key}", "What suspends an account."),
	statementsOf(identity.Restore, "{do: UPDATE users SET active = :before_active WHERE id = :key}", "What brings back the columns of read that are named before_..., which are captured."),
	statementsOf(identity.SignOut, "{do: DELETE FROM sessions WHERE user_id = :key, rows: any}", "What ends the sessions of an account."),
	statementsOf(identity.Remove, "{do: DELETE FROM user_roles WHERE user_id = :key AND role_id = :entitlement}", "What takes one right (:entitlement, :entitlement_name) away."),
	statementsOf(identity.Release, "{do: DELETE FROM seats WHERE user_id = :key AND id = :entitlement}", "What takes one licence away."),
	statementsOf(identity.Add, `{do: "INSERT INTO user_roles (user_id, role_id) VALUES (:key, :entitlement)"}`, "What gives one right or licence back."),
	statementsOf(identity.Transfer, "{do: UPDATE documents SET owner = :heir WHERE owner = :key, rows: any}", "What hands over what an account owns, to the account :heir."),
	statementsOf(identity.Delete, "{do: DELETE FROM users WHERE id = :key}", "What deletes an account."),
}}

func statementsOf(verb identity.Verb, example, doc string) field[map[identity.Verb][]Statement] {
	return entry(list(oneStatement.form(), "statements", 1), verb, Key{Name: string(verb), Example: "[" + example + "]", Doc: doc})
}

var oneStatement = section[Statement]{fields: []field[Statement]{
	bind(statement, func(s *Statement) *string { return &s.Do }, Key{
		Name: "do", Required: true, Example: "UPDATE users SET active = 0 WHERE id = :key",
		Doc: "The statement. Values stand in it by their names, such as :key, and never as text.",
	}),
	bind(rowCount, func(s *Statement) *int { return &s.Rows }, Key{
		Name: "rows", Default: "1", Example: "any",
		Doc: "How many rows it must change; another number takes everything back. any: no matter how many.",
	}),
}}

// statement is SQL, perhaps of several lines.
var statement = single("an SQL statement", schema{Type: "string", MinLength: 1}, func(s string) (string, bool) {
	return s, strings.TrimSpace(s) != "" && !strings.ContainsRune(s, 0)
})

var rowCount = single("a whole number from 0 to 1000000, or any",
	schema{AnyOf: []*schema{{Type: "integer", Minimum: new(0), Maximum: new(1_000_000)}, {Type: "string", Enum: []string{"any"}}}},
	func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		if s == "any" {
			return AnyRows, true
		}
		return n, err == nil && 0 <= n && n <= 1_000_000
	})

// anyDatabase is the URL of a database on a server, or of a file of SQLite.
var anyDatabase = func() form[string] {
	const expected = "a URL such as postgres://db.example.com/crm, mysql://db.example.com/crm or sqlite:crm.db"
	f := single(expected, schema{Type: "string", Pattern: `^((postgres|postgresql|mysql|mariadb)://[^/@?#]+/[^/@?#]+|sqlite:.+)$`}, func(s string) (string, bool) {
		if file, is := strings.CutPrefix(s, "sqlite:"); is {
			_, ok := oneLine(file)
			return s, ok
		}
		u, err := url.Parse(s)
		ok := err == nil && slices.Contains([]string{"postgres", "postgresql", "mysql", "mariadb"}, u.Scheme) && u.Hostname() != "" && u.User == nil &&
			u.RawQuery == "" && u.Fragment == "" && len(u.Path) > 1 && !strings.Contains(u.Path[1:], "/")
		return s, ok
	})
	read := f.read
	f.read = func(r *reader, v value, into *string) bool {
		if !read(r, v, into) {
			return false
		}
		if file, is := strings.CutPrefix(*into, "sqlite:"); is {
			*into = "sqlite:" + absolute(r.dir, file)
		}
		return true
	}
	return f
}()

func checkTable(p *place, t *Table) {
	file := strings.HasPrefix(t.URL, "sqlite:")
	for _, key := range []string{"user", "password", "ca", "insecure"} {
		if file && p.has(key) {
			p.problem(key, fmt.Sprintf("%s is written for a file of SQLite, which has none", key), "no "+key)
		}
	}
	if !file && t.URL != "" && !p.has("user") {
		p.problem("url", "user is missing for a database on a server", "user (the account that we use there)")
	}
	checkDatabase(p, &t.Database)
}
