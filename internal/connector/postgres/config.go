package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// Config is one server, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name string // of the system in the settings; required

	URL      string                                    // postgres://HOST[:PORT][/DATABASE]; required
	CA       string                                    // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	Insecure bool                                      // no TLS, on a loopback address only
	User     string                                    // the role we sign in as; required
	Password func(ctx context.Context) (string, error) // asked for at each new connection; nil: the server asks for none

	// Comment finds in the comment of a role whose it is: its groups named employee, name, email and owner.
	Comment *regexp.Regexp
	// Logins are the names of roles that are accounts even while they may not log in and carry no mark of ours.
	Logins *regexp.Regexp

	Concurrency int           // connections at once to one database; 4
	Timeout     time.Duration // of one connection attempt, one lookup, one verb, or one batch of a reading; 30 s

	Owner string // whom to ask about this server: a mail address
}

func (c *Config) fill() {
	c.Concurrency = cmp.Or(c.Concurrency, 4)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
}

// CommentGroups are the names that a group of Config.Comment can have.
func CommentGroups() []string { return []string{"employee", "name", "email", "owner"} }

// check returns every problem of the settings, joined.
func (c *Config) check() (dial.Address, error) {
	address, err := dial.Parse(c.URL, "5432", "postgres", "postgresql")
	if err == nil && c.Insecure {
		err = address.CheckPlain()
	}
	return address, errors.Join(required("name", c.Name), required("user", c.User), err, c.checkComment(), c.checkNumbers())
}

func required(key, value string) error {
	if value == "" {
		return fmt.Errorf("%s is missing: name it in the settings of the server", key)
	}
	return nil
}

func (c *Config) checkComment() error {
	if c.Comment == nil {
		return nil
	}
	named := slices.DeleteFunc(slices.Clone(c.Comment.SubexpNames()), func(name string) bool { return name == "" })
	for _, name := range named {
		if !slices.Contains(CommentGroups(), name) {
			return fmt.Errorf("comment: the group %q is none of %q", name, CommentGroups())
		}
	}
	if len(named) == 0 {
		return fmt.Errorf("comment: no group is named, such as (?P<employee>E[0-9]+): one of %q is expected", CommentGroups())
	}
	return nil
}

func (c *Config) checkNumbers() error {
	switch {
	case c.Concurrency < 1 || c.Concurrency > 64:
		return fmt.Errorf("concurrency %d: 1 to 64 is expected", c.Concurrency)
	case c.Timeout < 0:
		return fmt.Errorf("timeout %s: more than nothing is expected", c.Timeout)
	}
	return nil
}
