package ldap

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"
)

// check returns every problem of the settings, joined.
func (c *Config) check() error {
	return errors.Join(
		required("name", c.Name), required("bind", c.Bind), required("people-base", c.PeopleBase),
		c.checkURL(), c.checkPassword(),
		checkDN("bind", c.Bind), checkDN("people-base", c.PeopleBase), checkDN("groups-base", c.GroupsBase), checkDN("policy", c.Policy),
		checkFilter(c.Filter),
		checkWord("groups-by", c.GroupsBy, Member, MemberOf), c.checkSuspendBy(),
		c.Attributes.check(),
		c.checkNumbers(),
	)
}

func required(key, value string) error {
	if value == "" {
		return fmt.Errorf("%s is missing: name it in the settings of the directory", key)
	}
	return nil
}

func (c *Config) checkPassword() error {
	if c.Password == nil {
		return errors.New("password is missing: name where it is kept")
	}
	return nil
}

// checkURL sees to it that no password and no answer ever crosses a network in clear.
//
//	scheme   start-tls   plaintext   host       it is
//	ldaps    no          any         any        accepted
//	ldaps    yes         any         any        refused: TLS inside TLS
//	ldap     yes         any         any        accepted
//	ldap     no          yes         loopback   accepted
//	ldap     no          otherwise              refused
func (c *Config) checkURL() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Hostname() == "":
		return fmt.Errorf("url %q: ldaps://HOST or ldaps://HOST:PORT is expected", c.URL)
	case u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "":
		return fmt.Errorf("url %q: only a host and a port are expected; bind, password and people-base stand in keys of their own", u.Redacted())
	case u.Scheme == "ldaps" && c.StartTLS:
		return fmt.Errorf("url %q: ldaps already means TLS: take start-tls away, or write ldap://", c.URL)
	case u.Scheme == "ldaps" || u.Scheme == "ldap" && c.StartTLS:
		return nil
	case u.Scheme != "ldap":
		return fmt.Errorf("url %q: ldaps:// is expected, or ldap:// with start-tls", c.URL)
	case !c.Plaintext:
		return fmt.Errorf("url %q sends the password in clear: write ldaps://, or add start-tls: true", c.URL)
	case !loopback(u.Hostname()):
		return fmt.Errorf("url %q: plaintext is for a directory on this machine only: write ldaps://, or add start-tls: true", c.URL)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func checkDN(key, dn string) error {
	if _, err := goldap.ParseDN(dn); err != nil {
		return fmt.Errorf("%s %q is no distinguished name: %w", key, dn, err)
	}
	return nil
}

func checkFilter(filter string) error {
	if _, err := goldap.CompileFilter(filter); err != nil {
		return fmt.Errorf("filter %q is not as RFC 4515 wants it, such as (objectClass=person): %w", filter, err)
	}
	return nil
}

func checkWord[W ~string](key string, word W, known ...W) error {
	if !slices.Contains(known, word) {
		return fmt.Errorf("%s %q: one of %q is expected", key, word, known)
	}
	return nil
}

func (c *Config) checkSuspendBy() (err error) {
	for _, m := range c.SuspendBy {
		err = errors.Join(err, checkWord("suspend-by", m, Ppolicy, EndTime, Shell, Shadow, AccountLock))
	}
	if c.uses(Ppolicy) && c.uses(EndTime) {
		err = errors.Join(err, errors.New("suspend-by: ppolicy takes pwdEndTime by itself where it must: name one of ppolicy and end-time"))
	}
	if c.uses(AccountLock) && c.shutsDoor() {
		err = errors.Join(err, errors.New("suspend-by: a directory that looks at nsAccountLock knows neither pwdAccountLockedTime nor pwdEndTime: name nsaccountlock or "+string(c.door())))
	}
	return err
}

var attributeName = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*|[0-9]+(\.[0-9]+)+)(;[A-Za-z0-9-]+)*$`)

func (a *Attributes) check() (err error) {
	for _, f := range []struct{ key, name string }{
		{"key", a.Key},
		{"login", a.Login},
		{"email", a.Email},
		{"employee", a.Employee},
		{"given", a.Given},
		{"family", a.Family},
		{"display", a.Display},
		{"owner", a.Owner},
		{"kind", a.Kind},
		{"last-seen", a.LastSeen},
		{"created", a.Created},
		{"shell", a.Shell},
		{"member", a.Member},
		{"member-of", a.MemberOf},
		{"group-key", a.GroupKey},
		{"group-name", a.GroupName},
	} {
		if f.name != "" && !attributeName.MatchString(f.name) {
			err = errors.Join(err, fmt.Errorf("attributes: %s %q is no name of an attribute", f.key, f.name))
		}
	}
	return err
}

func (c *Config) checkNumbers() error {
	switch {
	case c.PageSize < 1 || c.PageSize > 100_000:
		return fmt.Errorf("page-size %d: 1 to 100000 is expected", c.PageSize)
	case c.Concurrency < 1 || c.Concurrency > 256:
		return fmt.Errorf("concurrency %d: 1 to 256 is expected", c.Concurrency)
	case c.Timeout < 0:
		return fmt.Errorf("timeout %s: more than nothing is expected", c.Timeout)
	}
	return nil
}
