package systemtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Postgres is an empty database of its own on a real PostgreSQL server.
type Postgres struct {
	StoreURL string // as the owner of the database, who is nothing else
	AdminURL string // as the superuser, in the same database
	CA       string // path of the PEM file of the authority that signed the server's certificate
	Listens  string // host:port
}

var (
	// cluster is shared by the tests of one binary: a database is made in a tenth of the time. It ends with the process.
	cluster   = sync.OnceValues(func() (*held, error) { return hold("postgres", 1, "0") })
	databases atomic.Int64
)

// PostgreSQL makes a database that nobody else uses, and drops it with the test, whoever is still connected. It skips or
// fails the test where there is no server to be had.
func PostgreSQL(t testing.TB) *Postgres {
	t.Helper()
	h, err := cluster()
	if err != nil {
		refuse(t, "postgres", err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	admin := h.endpoint["PG_ADMIN_URL"]
	// a language that orders words otherwise than by their bytes, as many servers have one
	execSQL(t, admin, "CREATE DATABASE "+name+" OWNER exeunt_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
	t.Cleanup(func() { execSQL(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
	return h.postgres(t, name)
}

// PostgreSQLServer starts a server that nobody else uses, with no roles but those of test/systems/postgres.sh, and returns
// its database "target".
func PostgreSQLServer(t testing.TB) *Postgres {
	t.Helper()
	return start(t, "postgres", 1, "0").postgres(t, "target")
}

// PostgreSQLOf starts a server that nobody else uses, with the roles u0001 and so on of test/systems/postgres.sh.
func PostgreSQLOf(t testing.TB, users int) *Postgres {
	t.Helper()
	return start(t, "postgres", 1, strconv.Itoa(users)).postgres(t, "target")
}

func (h *held) postgres(t testing.TB, database string) *Postgres {
	t.Helper()
	admin, err := url.Parse(h.endpoint["PG_ADMIN_URL"])
	if err != nil {
		t.Fatal(err)
	}
	return &Postgres{
		StoreURL: onDatabase(t, h.endpoint["PG_STORE_URL"], database),
		AdminURL: onDatabase(t, h.endpoint["PG_ADMIN_URL"], database),
		CA:       h.endpoint["PG_CA"],
		Listens:  admin.Host,
	}
}

// execSQL runs one statement on a connection of its own. The test's context is not used: it is over when cleanups run.
func execSQL(t testing.TB, address, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	_, err = conn.Exec(ctx, statement)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func onDatabase(t testing.TB, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("address %q: %v", address, err)
	}
	u.Path = "/" + name
	return u.String()
}
