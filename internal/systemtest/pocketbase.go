package systemtest

import (
	"cmp"
	"strconv"
	"testing"
)

// PocketBaseServer is an application of its own that is made with PocketBase, filled by test/systems/pocketbase.sh: see
// there for who is in it.
type PocketBaseServer struct {
	URL            string // http://HOST:PORT
	User, Password string // of the superuser that the connector signs in as
	Users          int    // u0001@example.test, ... with the password secret-u0001, ...; and testaccount0001
}

// PocketBase starts an application that nobody else uses, and ends it with the test.
func PocketBase(t testing.TB, users int) *PocketBaseServer {
	t.Helper()
	users = cmp.Or(users, 20)
	h := start(t, "pocketbase", 1, strconv.Itoa(users))
	return &PocketBaseServer{URL: h.endpoint["POCKETBASE_URL"], User: h.endpoint["POCKETBASE_USER"], Password: h.endpoint["POCKETBASE_PW"], Users: users}
}
