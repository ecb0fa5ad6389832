package systemtest

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// SCIMApp is an application of its own behind a real SCIM server (scimmy), filled by test/systems/scim-server: users
// u0001@exeunt.test, u0002@exeunt.test, ... whose externalId is E0001, E0002, ...
type SCIMApp struct {
	URL   string // of the SCIM interface
	App   string // of the application itself: see server.mjs for what it answers
	Token string // the bearer token of both
	Users int
}

// scimUsers is how many users an application has: three pages of the conformance suite.
const scimUsers = 30

var (
	// scimServer is shared by the tests of one binary: an application on it is made when it is first asked for. It ends
	// with the process.
	scimServer = sync.OnceValues(func() (*held, error) { return hold("scim", 1, strconv.Itoa(scimUsers)) })
	scimApps   atomic.Int64
)

// SCIM makes an application that nobody else uses. It skips or fails the test where there is no server to be had.
func SCIM(t testing.TB) *SCIMApp {
	t.Helper()
	h, err := scimServer()
	if err != nil {
		refuse(t, "scim", err)
	}
	return h.scim(scimUsers)
}

// SCIMOf starts an application that nobody else uses, on a server of its own, with so many users.
func SCIMOf(t testing.TB, users int) *SCIMApp {
	t.Helper()
	return start(t, "scim", 1, strconv.Itoa(users)).scim(users)
}

func (h *held) scim(users int) *SCIMApp {
	return &SCIMApp{
		URL: h.endpoint["SCIM_URL"], App: h.endpoint["SCIM_APP"],
		Token: fmt.Sprintf("%s-%d", h.endpoint["SCIM_TOKEN"], scimApps.Add(1)), Users: users,
	}
}
