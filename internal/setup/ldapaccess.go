package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/setup/directory"
)

// access asks where the directory is, and who we are there. Nil: there is none, or something is missing.
func (s *session) access(ctx context.Context, before *ldap) (*ldap, error) {
	d := &ldap{}
	var err error
	d.URL, err = s.ask(ctx, Question{
		Text: "Where does the LDAP directory listen? ldaps://HOST:PORT, or Enter when there is none", Proposal: before.URL, Flag: "--ldap URL", check: isURL,
	}, s.URL)
	if err != nil || d.URL == "" {
		return nil, err
	}
	d.StartTLS = strings.HasPrefix(strings.ToLower(d.URL), "ldap://")
	d.CA, err = s.ask(ctx, Question{
		Text: "The file of the authority that signed its certificate, or Enter when this machine knows it", Proposal: before.CA, Flag: "--ca FILE", check: isFile,
	}, s.CA)
	if err == nil {
		d.Bind, err = s.ask(ctx, Question{
			Text: "The account that Exeunt uses there (a DN); docs/connectors/ldap.md says which rights it needs", Proposal: before.Bind,
			Flag: "--bind DN (the account that Exeunt uses in the directory)", need: true, check: isDN,
		}, s.Bind)
	}
	if err != nil || d.Bind == "" {
		return nil, err
	}
	var password string
	d.reference, password, err = s.password(ctx, d.Bind, before.reference)
	if err != nil || password == "" {
		return nil, err
	}
	d.Password, err = config.ParseSecret(d.reference, s.draft.root)
	return d, err
}

func isFile(answer string) error {
	info, err := os.Stat(answer)
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", answer)
	}
	return err
}

// signIn connects. What keeps us out is told by the connector, which meets the same refusal and knows what to do about
// it.
func (s *session) signIn(ctx context.Context, d *ldap) (*directory.Directory, error) {
	probe := config.System{Name: ldapName, Kind: config.LDAP, LDAP: &config.Directory{
		URL: d.URL, CA: d.CA, StartTLS: d.StartTLS, Bind: d.Bind, Password: d.Password, PeopleBase: cmp.Or(s.PeopleBase, d.Bind),
	}}
	c, err := all.System(&probe)
	if err != nil {
		return nil, misused(err.Error())
	}
	if closer, ok := c.(io.Closer); ok {
		defer closer.Close()
	}
	password, err := d.Password.Reveal(ctx)
	if err != nil {
		return nil, err
	}
	found, err := directory.Open(ctx, probe.LDAP, password)
	if err == nil {
		return found, nil
	}
	if _, said := c.Lookup(ctx, "-"); said != nil && !errors.Is(said, connector.ErrGone) {
		return nil, said
	}
	return nil, err
}

func isDN(answer string) error {
	if _, err := goldap.ParseDN(answer); err != nil || !strings.Contains(answer, "=") {
		return fmt.Errorf("%q is no distinguished name: write one such as ou=people,dc=example,dc=com", answer)
	}
	return nil
}

// isURL takes what the settings take: a scheme and a host, and no password.
func isURL(answer string) error {
	u, err := url.Parse(answer)
	switch {
	case err == nil && u.User != nil:
		return errors.New("the URL names a user: --bind and --password say who we are there")
	case err != nil || u.Scheme != "ldap" && u.Scheme != "ldaps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "":
		return errors.New("that is no URL of a directory: write one such as ldaps://ldap.example.com")
	}
	return nil
}
