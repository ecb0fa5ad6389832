package systemtest

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/go-ldap/ldap/v3"
)

// Options say who lives in a directory.
type Options struct {
	Users int // how many of u0001, u0002, ...; 0 means 1000
}

// LDAPServer is a directory: an OpenLDAP server of its own, with ppolicy, memberof, refint and accesslog, filled by
// test/systems/openldap.sh with the seed "varied" (see there for who and what is in it), or a 389 Directory Server.
type LDAPServer struct {
	URL    string // ldap://, StartTLS is offered
	URLTLS string // ldaps://
	CA     string // path of the PEM file of the authority that signed the server's certificate

	BaseDN, PeopleDN, GroupsDN string

	ServiceDN, ServicePassword string // may write everything, has no size limit
	AdminDN, AdminPassword     string // the root of the database: no policy and no access rule holds for it

	Users int

	t    testing.TB
	held *held
}

// OpenLDAP starts a server that nobody else uses, and ends it with the test. It skips or fails the test where there is
// no server to be had.
func OpenLDAP(t testing.TB, options Options) *LDAPServer {
	t.Helper()
	users := cmp.Or(options.Users, 1000)
	return serverOf(t, start(t, "openldap", 2, strconv.Itoa(users), "varied"), users)
}

func serverOf(t testing.TB, h *held, users int) *LDAPServer {
	base := h.endpoint["LDAP_BASE"]
	return &LDAPServer{
		URL:    h.endpoint["LDAP_URL"],
		URLTLS: h.endpoint["LDAPS_URL"],
		CA:     h.endpoint["LDAP_CA"],

		BaseDN:   base,
		PeopleDN: "ou=people," + base,
		GroupsDN: "ou=groups," + base,

		ServiceDN:       h.endpoint["LDAP_SVC_DN"],
		ServicePassword: h.endpoint["LDAP_SVC_PW"],
		AdminDN:         h.endpoint["LDAP_ADMIN_DN"],
		AdminPassword:   h.endpoint["LDAP_ADMIN_PW"],

		Users: users,
		t:     t,
		held:  h,
	}
}

// UID returns the uid of the user with that number, counted from 1.
func (s *LDAPServer) UID(number int) string { return fmt.Sprintf("u%04d", number) }

// UserDN returns the entry of a user.
func (s *LDAPServer) UserDN(uid string) string { return "uid=" + uid + "," + s.PeopleDN }

// UserPassword returns the password that a user was given.
func (s *LDAPServer) UserPassword(uid string) string { return "pw-" + uid }

// HasShell says whether the user with that number is a posixAccount with loginShell, and a shadowAccount.
func (s *LDAPServer) HasShell(number int) bool { return number%2 == 0 }

// Lockable says whether the effective policy of the user with that number honours pwdAccountLockedTime.
func (s *LDAPServer) Lockable(number int) bool { return number < s.Users-10 || number >= s.Users }

// Bind signs in over ldap:// and out again. The error is that of the server, for ldap.IsErrorWithCode.
func (s *LDAPServer) Bind(dn, password string) error {
	conn, err := ldap.DialURL(s.URL)
	if err != nil {
		return err
	}
	return errors.Join(conn.Bind(dn, password), conn.Close())
}

// Stop ends the server and keeps its data, until Start.
func (s *LDAPServer) Stop() {
	s.t.Helper()
	if err := s.held.script("stop", s.held.dir); err != nil {
		s.t.Fatal(err)
	}
}

// Start brings a stopped server back, with its data, on the same ports.
func (s *LDAPServer) Start() {
	s.t.Helper()
	if err := s.held.script("start", s.held.args...); err != nil {
		s.t.Fatal(err)
	}
}
