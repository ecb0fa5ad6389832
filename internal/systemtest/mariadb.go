package systemtest

import (
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// MariaDB is a real MariaDB server.
type MariaDB struct {
	AdminDSN string // of the server's own administrator, over its socket
	CA       string // path of the PEM file of the authority that signed the server's certificate
	Listens  string // host:port
}

// mariadbd is shared by the tests of one binary. It ends with the process.
var mariadbd = sync.OnceValues(func() (*held, error) { return hold("mariadb", 1, "0") })

// SharedMariaDB returns a server that the other tests of this binary use too: who makes accounts on it takes names that
// nobody else takes. It skips or fails the test where there is no server to be had.
func SharedMariaDB(t testing.TB) *MariaDB {
	t.Helper()
	h, err := mariadbd()
	if err != nil {
		refuse(t, "mariadb", err)
	}
	return h.mariadb(t)
}

// MariaDBServer starts a server that nobody else uses, with no accounts but those of test/systems/mariadb.sh.
func MariaDBServer(t testing.TB) *MariaDB {
	t.Helper()
	return start(t, "mariadb", 1, "0").mariadb(t)
}

// MariaDBOf starts a server that nobody else uses, with the accounts u0001 and so on of test/systems/mariadb.sh.
func MariaDBOf(t testing.TB, users int) *MariaDB {
	t.Helper()
	return start(t, "mariadb", 1, strconv.Itoa(users)).mariadb(t)
}

func (h *held) mariadb(t testing.TB) *MariaDB {
	t.Helper()
	_, address, _ := strings.Cut(h.endpoint["MARIADB_TARGET_DSN"], "@tcp(")
	listens, _, _ := strings.Cut(address, ")")
	if _, _, err := net.SplitHostPort(listens); err != nil {
		t.Fatalf("the address of MariaDB: %v", err)
	}
	return &MariaDB{AdminDSN: h.endpoint["MARIADB_ADMIN_DSN"], CA: h.endpoint["MARIADB_CA"], Listens: listens}
}
