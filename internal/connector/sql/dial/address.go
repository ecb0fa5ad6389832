// Package dial is a part of the connectors of databases (the floor): where a database is, and a private way to it.
package dial

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Address is where a database server listens.
type Address struct {
	Scheme   string
	Host     string
	Port     string
	Database string // empty: the URL names none
}

// Parse reads SCHEME://HOST[:PORT][/DATABASE] of one of the schemes. The user, the password and options have keys of
// their own in the settings: in the URL they are refused, and not shown.
func Parse(address, port string, schemes ...string) (Address, error) {
	expected := schemes[0] + "://HOST:" + port + "/DATABASE is expected"
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return Address{}, fmt.Errorf("url cannot be read: %s", expected)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return Address{}, fmt.Errorf("url holds more than a host, a port and a database: %s; user and password stand in keys of their own", expected)
	case !slices.Contains(schemes, u.Scheme) || u.Hostname() == "":
		return Address{}, fmt.Errorf("url %q: %s", address, expected)
	}
	a := Address{u.Scheme, u.Hostname(), u.Port(), strings.Trim(u.Path, "/")}
	if a.Port == "" {
		a.Port = port
	}
	return a, nil
}

// Listens returns HOST:PORT.
func (a Address) Listens() string { return net.JoinHostPort(a.Host, a.Port) }

// Loopback reports a server on this machine, whose traffic crosses no network.
func (a Address) Loopback() bool {
	ip := net.ParseIP(a.Host)
	return a.Host == "localhost" || ip != nil && ip.IsLoopback()
}

// CheckPlain says why a connection may not go unencrypted.
func (a Address) CheckPlain() error {
	if a.Loopback() {
		return nil
	}
	return fmt.Errorf("insecure is for a database on this machine only, and %s is another one: take insecure away, and name the authority of its certificate in ca", a.Host)
}
