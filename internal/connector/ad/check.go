package ad

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

func (c *Config) check() error {
	err := errors.Join(c.checkNeeded(), c.checkURL(), c.checkPlaces(), c.Attributes.check(), c.checkNumbers())
	if err != nil {
		return fmt.Errorf("%s: %w", c.Name, err)
	}
	return nil
}

func (c *Config) checkNeeded() (err error) {
	for _, n := range []struct {
		missing bool
		what    string
	}{
		{c.Name == "", "name: the domain needs a name in the settings"},
		{c.Bind == "", "bind: the account that Exeunt signs in with is missing, such as svc-exeunt@corp.example.com"},
		{c.Password == nil && (c.Kerberos == nil || c.Kerberos.Keytab == ""), "password: the password of bind is missing"},
		{c.Kerberos != nil && !strings.Contains(c.Bind, "@"), "bind: NAME@DOMAIN is expected to sign in by Kerberos"},
	} {
		if n.missing {
			err = errors.Join(err, errors.New(n.what))
		}
	}
	return err
}

// checkURL lets nothing through that would send a password in clear, or read a part of the forest for the whole domain.
func (c *Config) checkURL() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Hostname() == "":
		return fmt.Errorf("url %q: ldaps://HOST or ldaps://HOST:PORT is expected", c.URL)
	case u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "":
		return fmt.Errorf("url %q: only a host and a port are expected; bind, password and base stand in keys of their own", u.Redacted())
	case u.Port() == "3268" || u.Port() == "3269":
		return fmt.Errorf("url %q is the global catalogue, which holds a part of each account and takes no change: leave the port away", c.URL)
	case u.Scheme == "ldaps" && c.StartTLS:
		return fmt.Errorf("url %q: ldaps already means TLS: take start-tls away, or write ldap://", c.URL)
	case u.Scheme == "ldaps" || u.Scheme == "ldap" && c.StartTLS:
		return nil
	}
	return fmt.Errorf("url %q: ldaps:// is expected, or ldap:// with start-tls: a domain takes no password over an open connection", c.URL)
}

func (c *Config) checkPlaces() (err error) {
	for key, dn := range map[string]string{"base": c.Base, "move-to": c.MoveTo} {
		if _, bad := goldap.ParseDN(dn); bad != nil {
			err = errors.Join(err, fmt.Errorf("%s %q is no distinguished name: %w", key, dn, bad))
		}
	}
	if c.Base != "" && c.MoveTo != "" && !wire.Below(c.MoveTo, c.Base) {
		err = errors.Join(err, fmt.Errorf("move-to %q is not below base %q: who is moved there would no longer be read: widen base", c.MoveTo, c.Base))
	}
	if c.Filter != "" {
		if _, bad := goldap.CompileFilter(c.Filter); bad != nil {
			err = errors.Join(err, fmt.Errorf("filter %q is not as RFC 4515 wants it, such as (department=*): %w", c.Filter, bad))
		}
	}
	return err
}

var attributeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

func (a *Attributes) check() (err error) {
	for _, f := range []struct{ key, name string }{
		{"login", a.Login}, {"email", a.Email}, {"employee", a.Employee}, {"owner", a.Owner},
	} {
		if f.name != "" && !attributeName.MatchString(f.name) {
			err = errors.Join(err, fmt.Errorf("attributes: %s %q is no name of an attribute", f.key, f.name))
		}
	}
	return err
}

func (c *Config) checkNumbers() error {
	switch {
	case c.PageSize < 1 || c.PageSize > 1000:
		return fmt.Errorf("page-size %d: 1 to 1000 is expected, which is as much as a domain controller gives at once", c.PageSize)
	case c.Concurrency < 1 || c.Concurrency > 256:
		return fmt.Errorf("concurrency %d: 1 to 256 is expected", c.Concurrency)
	case c.Timeout < 0:
		return fmt.Errorf("timeout %s: more than nothing is expected", c.Timeout)
	case c.TicketAge < 0:
		return fmt.Errorf("max-ticket-age %s: more than nothing is expected", c.TicketAge)
	}
	return nil
}
