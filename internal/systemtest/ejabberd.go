package systemtest

import (
	"cmp"
	"strconv"
	"testing"
)

// EjabberdServer is an ejabberd of its own with its HTTP API, filled by test/systems/ejabberd.sh: see there for who is in
// it.
type EjabberdServer struct {
	XMPP           string // HOST:PORT, without TLS; the host of the users is localhost
	URL            string // of the API
	User, Password string // of the account that the connector signs in as, which may use few commands
	Root, RootPW   string // of the one that may use all
	Settings       string // the path of its settings
	Users          int    // u0001, u0002, ... with the password pw-LOGIN
}

// Ejabberd starts a server that nobody else uses, and ends it with the test.
func Ejabberd(t testing.TB, users int) *EjabberdServer {
	t.Helper()
	users = cmp.Or(users, 10)
	h := start(t, "ejabberd", 2, strconv.Itoa(users))
	return &EjabberdServer{
		XMPP: h.endpoint["EJABBERD_XMPP"], URL: h.endpoint["EJABBERD_URL"], Settings: h.endpoint["EJABBERD_SETTINGS"], Users: users,
		User: h.endpoint["EJABBERD_USER"], Password: h.endpoint["EJABBERD_PW"],
		Root: h.endpoint["EJABBERD_ROOT"], RootPW: h.endpoint["EJABBERD_ROOT_PW"],
	}
}
