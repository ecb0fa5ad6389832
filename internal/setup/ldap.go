package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
	"github.com/exeunt-iam/exeunt/internal/setup/directory"
)

// ldapName is what the settings call the directory.
const ldapName = "directory"

// ldap is the directory, and how it is going to be read.
type ldap struct {
	config.Directory

	reference  string // to the password
	product    string
	sample     *directory.Sample
	seen       int // accounts
	attributes []directory.Attribute
	methods    []directory.Method
	doubt      string // about the methods
	admins     []directory.Group
	emergency  []string
}

// ldap finds out how to read the directory, if there is one.
func (s *session) ldap(ctx context.Context) error {
	var before ldap // what was said, where it did not open the door
	for {
		d, err := s.access(ctx, &before)
		if err != nil || d == nil {
			return err
		}
		found, err := s.signIn(ctx, d)
		if err == nil {
			defer func() { _ = found.Close() }() // it was only read
			return s.survey(ctx, d, found)
		}
		if ctx.Err() != nil || s.URL != "" {
			return err
		}
		s.doubt(err.Error())
		if err := s.forget(); err != nil {
			return err
		}
		before = *d
	}
}

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

// survey looks at the directory and shows what is proposed.
func (s *session) survey(ctx context.Context, d *ldap, found *directory.Directory) error {
	d.product = found.Product
	if err := s.bases(ctx, d, found); err != nil || d.PeopleBase == "" {
		return err
	}
	var err error
	if d.sample, err = found.Sample(d.PeopleBase); err != nil {
		return err
	}
	d.attributes = d.sample.Attributes(s.draft.known)
	for what, name := range s.said.under(ldapName, "attributes") {
		if err := d.say(what, name); err != nil {
			return misused(fmt.Sprintf("--set %s.attributes.%s: %v", ldapName, what, err))
		}
	}
	if d.seen, err = found.Accounts(d.PeopleBase); err != nil {
		return err
	}
	if err := s.methods(d, found); err != nil {
		return err
	}
	if err := d.guards(found); err != nil {
		return err
	}
	s.draft.ldap = d
	s.human.Show(d.part())
	return s.corrections(ctx, "employee=ATTRIBUTE", d.say)
}

// methods settles what a suspension is.
func (s *session) methods(d *ldap, found *directory.Directory) (err error) {
	said, ok := s.said.of(ldapName, "suspend-by")
	if !ok {
		d.methods, d.doubt, err = found.SuspendBy(d.sample)
		return err
	}
	for by := range strings.SplitSeq(strings.Trim(said, "[]"), ",") {
		by = strings.TrimSpace(by)
		if err := oneOf(config.ByPPolicy, config.ByShell, config.ByShadow, config.ByEndTime)(by); err != nil {
			return misused("--set " + ldapName + ".suspend-by: " + err.Error())
		}
		d.methods = append(d.methods, directory.Method{By: config.SuspendBy(by)})
	}
	return nil
}

// bases settles where accounts and groups are.
func (s *session) bases(ctx context.Context, d *ldap, found *directory.Directory) error {
	people, err := found.PeopleBase()
	if err != nil {
		return err
	}
	d.PeopleBase, err = s.ask(ctx, Question{
		Text: "Under which entry are the accounts?", Proposal: people.DN, Flag: "--people-base DN (the entry under which the accounts are; none was found)", need: true, check: isDN,
	}, s.PeopleBase)
	if err != nil || d.PeopleBase == "" {
		return err
	}
	groups, err := found.GroupsBase()
	if err != nil {
		return err
	}
	d.GroupsBase, err = s.ask(ctx, Question{
		Text: "Under which entry are the groups? Without one, groups are not touched", Proposal: groups.DN, Flag: "--groups-base DN", check: isDN,
	}, s.GroupsBase)
	return err
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

// guards finds who must never be cut.
func (d *ldap) guards(found *directory.Directory) (err error) {
	login := "uid"
	if c := d.attribute(config.AttributeLogin); c != nil {
		login = c.Name
	}
	if d.emergency, err = found.Emergency(d.PeopleBase, login); err != nil || d.GroupsBase == "" {
		return err
	}
	d.admins, err = found.Admins(d.GroupsBase, d.PeopleBase)
	return err
}

// attribute returns the attribute that holds something, or nil.
func (d *ldap) attribute(what config.Attribute) *column.Column {
	i := slices.IndexFunc(d.attributes, func(a directory.Attribute) bool { return a.What == what })
	if i < 0 {
		return nil
	}
	return d.attributes[i].Column
}

func (d *ldap) whats() (names []string) {
	for i := range d.attributes {
		names = append(names, string(d.attributes[i].What))
	}
	return names
}

// say gives something the attribute that a human names.
func (d *ldap) say(what, name string) error {
	c := d.sample.Attribute(name)
	i := slices.IndexFunc(d.attributes, func(a directory.Attribute) bool { return string(a.What) == what })
	switch {
	case i < 0:
		return fmt.Errorf("%q is none of %s", what, strings.Join(d.whats(), ", "))
	case c == nil:
		return fmt.Errorf("no entry that was looked at has the attribute %q", name)
	}
	d.attributes[i].Column = c
	d.attributes[i].Why = fmt.Sprintf("%d of %d entries", c.Filled, c.Rows)
	d.attributes[i].Sure = column.Said
	return nil
}
