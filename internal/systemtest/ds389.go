package systemtest

import (
	"cmp"
	"strconv"
	"sync"
	"testing"
)

// ds389 is shared by the tests of one binary that keep to branches of their own. It ends with the process.
var ds389 = sync.OnceValues(func() (*held, error) { return hold("389ds", 2, "30") })

// Shared389DS returns a 389 Directory Server that the other tests of the binary use at the same time. Whoever changes
// anything makes it first, below entries of its own.
func Shared389DS(t testing.TB) *LDAPServer {
	t.Helper()
	h, err := ds389()
	if err != nil {
		refuse(t, "389ds", err)
	}
	return serverOf(t, h, 30)
}

// DS389 starts a 389 Directory Server that nobody else uses, and ends it with the test. It holds who an OpenLDAP of
// this package holds; see test/systems/389ds.sh. It skips or fails the test where there is none to be had.
func DS389(t testing.TB, options Options) *LDAPServer {
	t.Helper()
	users := cmp.Or(options.Users, 200)
	return serverOf(t, start(t, "389ds", 2, strconv.Itoa(users)), users)
}
