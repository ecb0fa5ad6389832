package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/store"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// The server ends the session that holds the store, and others may take it. Who held it writes nothing from then on, though
// other sessions of its process go on.
func TestAHolderWhoseSessionEndedWritesNothing(t *testing.T) {
	t.Parallel()
	server := systemtest.PostgreSQL(t)
	first := hold(t, server.StoreURL)
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if err := first.Offboard(t.Context(), "E001", at, "ada", ""); err != nil {
		t.Fatal(err)
	}
	endHolds(t, server.AdminURL)
	second := hold(t, server.StoreURL)
	err := first.Offboard(t.Context(), "E002", at, "ada", "")
	if err == nil || !strings.Contains(err.Error(), "the connection to the database server was lost: run the same command again") {
		t.Errorf("it wrote, or did not say why not: %v", err)
	}
	memory, err := first.Memory(t.Context())
	if err != nil || len(memory.Offboarded) != 1 {
		t.Errorf("%d people are offboarded, %v", len(memory.Offboarded), err)
	}
	if err := second.Offboard(t.Context(), "E003", at, "bob", ""); err != nil {
		t.Errorf("who holds it now: %v", err)
	}
}

func hold(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{Hold: "apply"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// endHolds ends every session that holds an advisory lock in the database.
func endHolds(t testing.TB, admin string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	ended := 0
	err = conn.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(l.pid, 10000)) FROM pg_locks l
		WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&ended)
	if err != nil || ended != 1 {
		t.Fatalf("%d sessions were ended, %v", ended, err)
	}
}
