// Package directory is a part of setup (an edge): looks at a directory that speaks LDAP (RFC 4511), and proposes how to
// read it and what a suspension can be there.
//
// It only reads, and never the values of attributes that hold passwords, keys or pictures. What reads the directory
// afterwards is the ldap connector.
package directory

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// Directory is a directory that is signed in to. It is not safe for several goroutines.
type Directory struct {
	Product string // as it says itself, such as OpenLDAP; empty: it does not say
	Context string // the naming context in which people are looked for: the one of our own account, else the first

	conn     *goldap.Conn
	controls []string
	stop     func() bool
}

// timeout is how long one connection, or one request, can take.
const timeout = 30 * time.Second

// Open signs in as the settings say, with a password. Close ends it, and so does the end of the context.
func Open(ctx context.Context, s *config.Directory, password string) (*Directory, error) {
	conn, err := dial(s)
	if err != nil {
		return nil, err
	}
	d := &Directory{conn: conn, stop: context.AfterFunc(ctx, func() { _ = conn.Close() })}
	conn.SetTimeout(timeout)
	if err := conn.Bind(s.Bind, password); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("sign in as %s: %w", s.Bind, err)
	}
	if err := d.root(s.Bind); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// Close ends the connection.
func (d *Directory) Close() error {
	d.stop()
	return d.conn.Close()
}

// dial connects, and makes the connection private unless the settings ask for a plain one aloud.
func dial(s *config.Directory) (*goldap.Conn, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return nil, err
	}
	private := &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	if s.CA != "" {
		pem, err := os.ReadFile(s.CA)
		if err != nil {
			return nil, err
		}
		private.RootCAs = x509.NewCertPool()
		private.RootCAs.AppendCertsFromPEM(pem)
	}
	conn, err := goldap.DialURL(s.URL, goldap.DialWithTLSConfig(private), goldap.DialWithDialer(&net.Dialer{Timeout: timeout}))
	if err != nil || !s.StartTLS {
		return conn, err
	}
	if err := conn.StartTLS(private); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// root reads what the directory says of itself (RFC 4512, 5.1).
func (d *Directory) root(bind string) error {
	found, err := d.search("", goldap.ScopeBaseObject, "(objectClass=*)", 1, "namingContexts", "supportedControl", "vendorName", "objectClass", "forestFunctionality")
	if err != nil {
		return fmt.Errorf("read what the directory says of itself: %w", err)
	}
	if len(found) == 0 {
		return nil
	}
	e := found[0]
	d.controls = e.GetEqualFoldAttributeValues("supportedControl")
	d.Product = product(e)
	d.Context = contextOf(e.GetEqualFoldAttributeValues("namingContexts"), bind)
	return nil
}

func product(root *goldap.Entry) string {
	switch {
	case slices.Contains(root.GetEqualFoldAttributeValues("objectClass"), "OpenLDAProotDSE"):
		return "OpenLDAP"
	case root.GetEqualFoldAttributeValue("forestFunctionality") != "":
		return ActiveDirectory
	}
	return root.GetEqualFoldAttributeValue("vendorName")
}

// ActiveDirectory is the Product that the ldap connector does not suspend accounts on.
const ActiveDirectory = "Active Directory"

// contextOf chooses the naming context that holds our own account. Those of logs and schemas are none.
func contextOf(contexts []string, bind string) string {
	for _, nc := range contexts {
		if below(bind, nc) {
			return nc
		}
	}
	own := slices.IndexFunc(contexts, func(nc string) bool {
		return !slices.Contains([]string{"cn=accesslog", "cn=config", "cn=monitor", "cn=schema", "cn=changelog"}, strings.ToLower(nc))
	})
	if own < 0 {
		return ""
	}
	return contexts[own]
}

// below reports whether an entry is another one, or stands under it.
func below(dn, base string) bool {
	inner, err := goldap.ParseDN(dn)
	if err != nil {
		return false
	}
	outer, err := goldap.ParseDN(base)
	return err == nil && (outer.EqualFold(inner) || outer.AncestorOfFold(inner))
}

// offers reports whether the directory knows a control.
func (d *Directory) offers(oid string) bool { return slices.Contains(d.controls, oid) }

// search returns the first entries that a search finds, at most as many as asked for. What is not there, or may not be
// seen, is no error.
func (d *Directory) search(base string, scope int, filter string, most int, attributes ...string) ([]*goldap.Entry, error) {
	return d.find(goldap.NewSearchRequest(base, scope, goldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil), most)
}

// below returns the first entries under a base.
func (d *Directory) under(base, filter string, most int, attributes ...string) ([]*goldap.Entry, error) {
	return d.search(base, goldap.ScopeWholeSubtree, filter, most, attributes...)
}

func (d *Directory) find(request *goldap.SearchRequest, most int) (found []*goldap.Entry, err error) {
	const page = 500
	paging := goldap.NewControlPaging(uint32(min(most, page)))
	if request.Scope != goldap.ScopeBaseObject {
		request.Controls = append(request.Controls, paging)
	}
	for len(found) < most {
		result, err := d.conn.Search(request)
		switch {
		case goldap.IsErrorAnyOf(err, goldap.LDAPResultNoSuchObject, goldap.LDAPResultInsufficientAccessRights):
			return found, nil
		case err != nil:
			return nil, fmt.Errorf("list %s: %w", cmp.Or(request.BaseDN, "the root entry"), err)
		}
		found = append(found, result.Entries...)
		next, _ := goldap.FindControl(result.Controls, goldap.ControlTypePaging).(*goldap.ControlPaging)
		if next == nil || len(next.Cookie) == 0 {
			break
		}
		paging.SetCookie(next.Cookie)
	}
	return found[:min(len(found), most)], nil
}
