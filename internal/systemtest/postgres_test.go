package systemtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestTheOwnerOfADatabaseMakesTables(t *testing.T) {
	t.Parallel()
	conn := connect(t, systemtest.PostgreSQL(t).StoreURL)
	if _, err := conn.Exec(t.Context(), "CREATE TABLE stage (name text PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	var one int
	if err := conn.QueryRow(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Errorf("SELECT 1 gives %d, %v", one, err)
	}
}

func TestADatabaseIsEmptyAndGoneAfterItsTest(t *testing.T) {
	t.Parallel()
	admin := connect(t, systemtest.PostgreSQL(t).AdminURL)
	var name string
	t.Run("use", func(t *testing.T) {
		conn := connect(t, systemtest.PostgreSQL(t).StoreURL)
		var tables int
		err := conn.QueryRow(t.Context(), `SELECT current_database(), count(*) FROM pg_tables WHERE schemaname = 'public'`).
			Scan(&name, &tables)
		if err != nil || tables != 0 {
			t.Errorf("a new database holds %d tables, %v", tables, err)
		}
	})
	var left int
	err := admin.QueryRow(t.Context(), `SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&left)
	if err != nil || name == "" || left != 0 {
		t.Errorf("after its test %d databases are called %q, %v", left, name, err)
	}
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	return conn
}
