package mysql

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// Config is one server, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name string // of the system in the settings; required

	URL      string                                    // mysql://HOST[:PORT] or mariadb://HOST[:PORT]; required
	CA       string                                    // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	Insecure bool                                      // no TLS, on a loopback address only
	User     string                                    // the account we sign in as; required
	Password func(ctx context.Context) (string, error) // asked for at each new connection; nil: the server asks for none

	Concurrency int           // connections at once; 4
	Timeout     time.Duration // of one connection attempt, one lookup, one verb, or one batch of a reading; 30 s

	Owner string // whom to ask about this server: a mail address
}

func (c *Config) fill() {
	c.Concurrency = cmp.Or(c.Concurrency, 4)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
}

// check returns every problem of the settings, joined.
func (c *Config) check() (dial.Address, error) {
	address, err := dial.Parse(c.URL, "3306", "mysql", "mariadb")
	switch {
	case err == nil && address.Database != "":
		err = fmt.Errorf("url names the database %s: accounts belong to the whole server; take it away", address.Database)
	case err == nil && c.Insecure:
		err = address.CheckPlain()
	}
	return address, errors.Join(required("name", c.Name), required("user", c.User), err, c.checkNumbers())
}

func required(key, value string) error {
	if value == "" {
		return fmt.Errorf("%s is missing: name it in the settings of the server", key)
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
