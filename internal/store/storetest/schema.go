package storetest

import (
	"errors"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Schema makes a store and returns what it is made of, a line for each column, key and set of words.
func Schema(t testing.TB, db Database) []string {
	t.Helper()
	s := got[*store.Store](t)(store.Open(t.Context(), db.URL, store.Options{}))
	must(t, s.Close())
	b := db.beside(t)
	lines := b.list(t, b.query(pgColumns, liteColumns))
	lines = append(lines, b.list(t, b.query(pgIndexes, liteIndexes))...)
	for name, words := range b.words(t) {
		lines = append(lines, name+" "+strings.Join(words, " "))
	}
	slices.Sort(lines)
	return lines
}

func (b beside) query(pg, lite string) string {
	if b.driver == "pgx" {
		return pg
	}
	return lite
}

const (
	pgColumns = `SELECT 'column', table_name, column_name, CASE data_type WHEN 'bigint' THEN 'number' WHEN 'bytea' THEN 'bytes'
		WHEN 'text' THEN CASE collation_name WHEN 'C' THEN 'text' ELSE 'text in the order of a language' END ELSE data_type END,
		CASE is_nullable WHEN 'NO' THEN 'must be' ELSE 'may be' END FROM information_schema.columns WHERE table_schema = current_schema()`
	liteColumns = `SELECT 'column', m.name, c.name, CASE c.type WHEN 'BIGINT' THEN 'number' WHEN 'INTEGER' THEN 'number' WHEN 'BLOB' THEN 'bytes' ELSE lower(c.type) END,
		CASE c."notnull" WHEN 1 THEN 'must be' ELSE 'may be' END FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`

	// an index is known by its columns; SQLite needs none for the number that is the key of a row
	pgIndexes = `SELECT 'index', t.relname, CASE WHEN x.indisunique THEN 'unique' ELSE 'index' END,
		(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num)
		FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
		WHERE s.nspname = current_schema() AND NOT (x.indisprimary AND t.relname = 'account_block')`
	liteIndexes = `SELECT 'index', m.name, CASE i."unique" WHEN 1 THEN 'unique' ELSE 'index' END,
		(SELECT group_concat(c.name, ',') FROM pragma_index_info(i.name) c)
		FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table'`

	pgChecks   = `SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace`
	liteChecks = `SELECT sql FROM sqlite_schema WHERE type = 'table'`
)

var (
	aCheck = regexp.MustCompile(`(\w+) CHECK (\(.*)`)
	aWord  = regexp.MustCompile(`'([^']*)'`)
)

// words returns the words that each named check allows.
func (b beside) words(t testing.TB) map[string][]string {
	t.Helper()
	sets := map[string][]string{}
	for _, line := range strings.Split(strings.Join(b.list(t, b.query(pgChecks, liteChecks)), "\n"), "\n") {
		if check := aCheck.FindStringSubmatch(line); check != nil {
			for _, word := range aWord.FindAllStringSubmatch(check[2], -1) {
				sets[check[1]] = append(sets[check[1]], word[1])
			}
			slices.Sort(sets[check[1]])
		}
	}
	return sets
}

func wordsAreAllowed(t *testing.T, db Database) {
	_ = open(t, db)
	verbs := words(identity.Verbs()...)
	want := map[string][]string{
		"classified_kind":   words(identity.Personal, identity.Service, identity.Shared, identity.Guest),
		"person_state":      words(identity.Coming, identity.Working, identity.OnLeave, identity.Left),
		"link_decision":     words(store.Confirmed, store.Denied),
		"plan_purpose":      words(plan.ForPass, plan.ForOffboard, plan.ForOrder, plan.ForUndo, plan.ForWhatIf),
		"action_verb":       verbs,
		"allowance_verb":    verbs,
		"deed_verb":         verbs,
		"task_verb":         verbs,
		"approval_decision": words(store.Approved, store.Rejected),
		"action_state":      words(apply.Intended, apply.Done, apply.Unknown, apply.Failed, apply.Stopped, apply.Asked),
		"action_verdict":    words("", prove.Verified, prove.Contradicted, prove.Attested, prove.Waived, prove.Unseen),
		"task_state":        words(store.TaskOpen, store.TaskAttested, store.TaskVerified, store.TaskContradicted, store.TaskWaived),
	}
	same(t, "words", db.beside(t).words(t), want)
}

func words[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	slices.Sort(out)
	return out
}

func newerStoreIsRefused(t *testing.T, db Database) {
	s := got[*store.Store](t)(store.Open(t.Context(), db.URL, store.Options{}))
	must(t, s.SavePlan(t.Context(), planned("p-1", plan.ForPass), "ada"))
	must(t, s.Close())
	b := db.beside(t)
	b.exec(t, `UPDATE meta SET value = '999' WHERE name = 'schema'`)
	must(t, b.Close())
	before, file := dump(t, db), db.file(t)
	for _, hold := range []string{"", "apply"} {
		s, err := store.Open(t.Context(), db.URL, store.Options{Hold: hold})
		if !errors.Is(err, store.ErrNewer) {
			t.Errorf("opened to %q: %v, %v", hold, s, err)
		}
	}
	same(t, "tables changed", changed(before, dump(t, db)), []string(nil))
	same(t, "the bytes of the file", db.file(t) == file, true)
}

func foreignDatabaseIsRefused(t *testing.T, db Database) {
	b := db.beside(t)
	for _, table := range []string{`CREATE TABLE bookmark (name TEXT)`, `CREATE TABLE meta (name TEXT, value TEXT)`, `INSERT INTO meta (name, value) VALUES ('version', '1')`} {
		b.exec(t, table)
		before, file := dump(t, db), db.file(t)
		s, err := store.Open(t.Context(), db.URL, store.Options{Hold: "apply"})
		if !errors.Is(err, store.ErrForeign) {
			t.Errorf("after %s: %v, %v", table, s, err)
		}
		same(t, "tables", slices.Sorted(maps.Keys(dump(t, db))), slices.Sorted(maps.Keys(before)))
		same(t, "the bytes of the file", db.file(t) == file, true)
	}
}

// file returns the bytes of the store's file; "" of a server.
func (db Database) file(t testing.TB) string {
	t.Helper()
	if db.Driver != "sqlite" {
		return ""
	}
	return string(got[[]byte](t)(os.ReadFile(db.URL)))
}
