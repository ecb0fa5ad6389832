package sql

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What stands in quotes and comments is no parameter, as each database reads them.
func TestOnlyWhatIsAParameterIsOne(t *testing.T) {
	t.Parallel()
	key := "k"
	for _, c := range []struct {
		kind       Dialect
		text, want string
		args       int
	}{
		{Postgres, `SELECT ':key', ":key", x::text, :key -- :key`, `SELECT ':key', ":key", x::text, $1 -- :key`, 1},
		{Postgres, `SELECT :key, :key /* :key */;`, `SELECT $1, $2 /* :key */`, 2},
		{Postgres, `SELECT $$ :key $$, $a$ :key $$ $a$, j ? 'x', 'it''s :key'`, `SELECT $$ :key $$, $a$ :key $$ $a$, j ? 'x', 'it''s :key'`, 0},
		{MySQL, "SELECT 'it\\'s :key', `:key`, @a := :key", "SELECT 'it\\'s :key', `:key`, @a := ?", 1},
		{SQLite, `SELECT 'a\', :key, "it"":key"`, `SELECT 'a\', ?, "it"":key"`, 1},
		{SQLite, "SELECT 12:34, ü, :key", "SELECT 12:34, ü, ?", 1},
	} {
		s, err := parse("read", c.text, c.kind)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got, args := s.text(c.kind, map[string]*string{"key": &key})
		if diff := cmp.Diff(c.want, got); diff != "" || len(args) != c.args {
			t.Errorf("%s: %d values (-want +got):\n%s", c.text, len(args), diff)
		}
	}
	for _, bad := range []string{"SELECT $1", "SELECT 'x", "SELECT $$x", "SELECT 1; SELECT 2", "", "/* x", "SELECT \"x"} {
		if s, err := parse("read", bad, Postgres); err == nil {
			t.Errorf("%q is taken for %+v", bad, s)
		}
	}
}

func TestAQueryOfAllBecomesOneOfOne(t *testing.T) {
	t.Parallel()
	s, err := parse("read", "SELECT id FROM users -- all", SQLite)
	if err != nil {
		t.Fatal(err)
	}
	one := s.within("id", "key")
	key := "k"
	got, args := one.text(SQLite, map[string]*string{"key": &key})
	if want := "SELECT * FROM (SELECT id FROM users -- all\n) AS exeunt_rows WHERE id = ?"; got != want || len(args) != 1 {
		t.Errorf("got %q, %v", got, args)
	}
	if all, _ := s.text(SQLite, nil); all != "SELECT id FROM users -- all" {
		t.Errorf("the query of all became %q", all)
	}
}
