package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if !storetest.Main() {
		m.Run()
	}
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, storetest.SQLite)
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	storetest.Run(t, storetest.PostgreSQL)
}

func TestBothDatabasesAreMadeAlike(t *testing.T) {
	t.Parallel()
	file, server := storetest.Schema(t, storetest.SQLite(t)), storetest.Schema(t, storetest.PostgreSQL(t))
	if diff := cmp.Diff(file, server); diff != "" {
		t.Errorf("SQLite and PostgreSQL (-file +server):\n%s", diff)
	}
}
