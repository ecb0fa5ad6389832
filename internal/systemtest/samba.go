package systemtest

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"

	"github.com/go-ldap/ldap/v3"
)

// DomainOptions say what a domain is like.
type DomainOptions struct {
	Users int  // how many of u0001, u0002, ...; 0 means 30
	Plain bool // the recycle bin is off, and the schema lacks Exchange's msExchHideFromAddressLists
}

// Domain is an Active Directory domain: one Samba domain controller, filled by test/systems/samba-ad.sh. It does not
// guard its administrators (no AdminSDHolder), and limits no page.
type Domain struct {
	URL      string // ldaps://; a simple sign-in on any other port is refused
	Address  string // loopback, where it listens for ldap, ldaps and Kerberos
	CA       string // path of the PEM file of the authority that signed the server's certificate
	Cert     string // of the server: PEM files, for a proxy in front of it
	Key      string
	BaseDN   string
	Realm    string
	Krb5Conf string
	AuditLog string // path of the log that holds every sign-in and every change, as JSON

	dir string

	AdminUPN, AdminPassword     string // of Domain Admins
	ServiceUPN, ServicePassword string // of Account Operators, and no more
}

// domain is shared by the tests of one binary that keep to a branch of their own. It ends with the process.
var domain = sync.OnceValues(func() (*held, error) { return holdDomain(DomainOptions{}) })

// SharedDomain returns a domain that the other tests of the binary use at the same time: 30 users, the recycle bin on,
// and Exchange's attribute. Whoever changes anything makes it first, under names of its own.
func SharedDomain(t testing.TB) *Domain {
	t.Helper()
	h, err := domain()
	if err != nil {
		refuse(t, "samba-ad", err)
	}
	return domainOf(h)
}

// ActiveDirectory starts a domain that nobody else uses, and ends it with the test. It skips or fails the test where
// there is none to be had.
func ActiveDirectory(t testing.TB, options DomainOptions) *Domain {
	t.Helper()
	h, err := holdDomain(options)
	return domainOf(lent(t, "samba-ad", h, err))
}

func holdDomain(o DomainOptions) (*held, error) {
	users := o.Users
	if users == 0 {
		users = 30
	}
	return holdOn("samba-ad", func() (place, error) { return reserveAddress(636) },
		strconv.Itoa(users), digit(!o.Plain), digit(!o.Plain))
}

func digit(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

func domainOf(h *held) *Domain {
	return &Domain{
		URL: h.endpoint["AD_LDAPS_URL"], Address: h.place.String(),
		CA: h.endpoint["AD_CA"], Cert: h.dir + "/tls/server.crt", Key: h.dir + "/tls/server.key",
		BaseDN: h.endpoint["AD_BASE"], Realm: h.endpoint["AD_REALM"], Krb5Conf: h.endpoint["AD_KRB5_CONFIG"],
		dir:      h.dir,
		AuditLog: h.dir + "/log.samba",
		AdminUPN: h.endpoint["AD_ADMIN_UPN"], AdminPassword: h.endpoint["AD_ADMIN_PW"],
		ServiceUPN: h.endpoint["AD_SVC_UPN"], ServicePassword: h.endpoint["AD_SVC_PW"],
	}
}

// UserDN returns the entry of a user of the seed, such as u0001.
func (d *Domain) UserDN(login string) string { return "CN=User " + login + ",OU=Staff," + d.BaseDN }

// UserPassword returns the password that a user of the seed was given.
func (d *Domain) UserPassword(login string) string { return "Pw-" + login + "!" }

// UPN returns the name by which an account of the domain signs in.
func (d *Domain) UPN(login string) string { return login + "@exeunt.test" }

// Connect makes a private connection on which nobody has signed in. The caller closes it.
func (d *Domain) Connect() (*ldap.Conn, error) {
	pem, err := os.ReadFile(d.CA)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(pem)
	return ldap.DialURL(d.URL, ldap.DialWithTLSConfig(&tls.Config{RootCAs: trusted}))
}

// Dial signs in over ldaps://. The caller closes the connection.
func (d *Domain) Dial(name, password string) (*ldap.Conn, error) {
	conn, err := d.Connect()
	if err != nil {
		return nil, err
	}
	if err := conn.Bind(name, password); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// Bind signs in and out again. The error is that of the server, with its data code.
func (d *Domain) Bind(name, password string) error {
	conn, err := d.Dial(name, password)
	if err != nil {
		return err
	}
	return conn.Close()
}

// Shell runs commands as root does on the domain controller, with NAME=VALUE pairs in their environment: samba-tool works
// on this domain and no other.
func (d *Domain) Shell(t testing.TB, commands string, env ...string) {
	t.Helper()
	const tool = `set -eu; samba-tool() { command samba-tool "$@" -H "$SAM" --configfile="$CONF"; }` + "\n"
	cmd := exec.CommandContext(t.Context(), "bash", "-c", tool+commands)
	cmd.Env = append(os.Environ(), "SAM="+d.dir+"/private/sam.ldb", "CONF="+d.dir+"/etc/smb.conf")
	cmd.Env = append(cmd.Env, env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, commands, out)
	}
}
