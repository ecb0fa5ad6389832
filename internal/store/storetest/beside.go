package storetest

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	_ "modernc.org/sqlite"             // the driver sqlite
)

// beside is a connection to the database that is none of the store's.
type beside struct {
	*sql.DB
	driver string
}

func (db Database) beside(t testing.TB) beside {
	t.Helper()
	conn := got[*sql.DB](t)(sql.Open(db.Driver, db.DSN))
	t.Cleanup(func() { must(t, conn.Close()) })
	return beside{conn, db.Driver}
}

func (b beside) exec(t testing.TB, statement string) {
	t.Helper()
	if _, err := b.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// list returns the rows of a query, each with its values side by side, sorted.
func (b beside) list(t testing.TB, query string) []string {
	t.Helper()
	rows, err := b.QueryContext(t.Context(), query)
	must(t, err)
	defer func() { _ = rows.Close() }() // only read: nothing can be lost
	columns := got[[]string](t)(rows.Columns())
	var all []string
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		must(t, rows.Scan(places...))
		var line strings.Builder
		for _, value := range values {
			if raw, ok := value.([]byte); ok {
				value = string(raw)
			}
			fmt.Fprintf(&line, "%v|", value)
		}
		all = append(all, line.String())
	}
	must(t, rows.Err())
	slices.Sort(all)
	return all
}

// tables returns the names of the tables.
func (b beside) tables(t testing.TB) []string {
	t.Helper()
	query := `SELECT name FROM sqlite_schema WHERE type = 'table'`
	if b.driver == "pgx" {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	names := b.list(t, query)
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], "|")
	}
	return names
}

// dump returns everything that every table holds.
func dump(t testing.TB, db Database) map[string][]string {
	t.Helper()
	b, all := db.beside(t), map[string][]string{}
	for _, table := range b.tables(t) {
		all[table] = b.list(t, "SELECT * FROM "+table)
	}
	if len(all) == 0 {
		t.Fatal("there is no table to look at")
	}
	return all
}

// changed names the tables in which two dumps differ.
func changed(before, after map[string][]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if !slices.Equal(before[name], after[name]) {
			names = append(names, name)
		}
	}
	return names
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
