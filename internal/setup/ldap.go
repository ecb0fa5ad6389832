package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
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

// survey looks at the directory and shows what is proposed.
func (s *session) survey(ctx context.Context, d *ldap, found *directory.Directory) error {
	d.product = found.Product
	if err := s.bases(ctx, d, found); err != nil || d.PeopleBase == "" {
		return err
	}
	d.attributes = d.sample.Attributes(s.draft.known)
	for what, name := range s.said.under(ldapName, "attributes") {
		if err := d.say(what, name); err != nil {
			return misused(fmt.Sprintf("--set %s.attributes.%s: %v", ldapName, what, err))
		}
	}
	var err error
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
		if err := oneOf(config.ByPPolicy, config.ByAccountLock, config.ByShell, config.ByShadow, config.ByEndTime)(by); err != nil {
			return misused("--set " + ldapName + ".suspend-by: " + err.Error())
		}
		d.methods = append(d.methods, directory.Method{By: config.SuspendBy(by)})
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
