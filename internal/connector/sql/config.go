package sql

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Dialect is what a database speaks.
type Dialect string

// The dialects.
const (
	Postgres Dialect = "postgres"
	MySQL    Dialect = "mysql" // and MariaDB
	SQLite   Dialect = "sqlite"
)

// Database is where a database is, and who we are there. The zero value of a field means its default.
type Database struct {
	Name string // of the system or source in the settings; required

	URL      string                                    // postgres://HOST[:PORT]/DATABASE, mysql://..., mariadb://..., or sqlite:FILE; required
	CA       string                                    // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	Insecure bool                                      // no TLS, on a loopback address only
	User     string                                    // required, but for a file
	Password func(ctx context.Context) (string, error) // asked for at each new connection; nil: none is asked for

	Read  string // the query of all records; required
	Count string // a query of one number: how many records there are; empty: nothing is compared

	Concurrency int           // connections at once; 4, and 1 for a file
	Timeout     time.Duration // of one connection attempt, one lookup, one verb, or one batch of a reading; 30 s
}

func (d *Database) dialect() Dialect {
	scheme, _, _ := strings.Cut(d.URL, ":")
	switch scheme {
	case "postgres", "postgresql":
		return Postgres
	case "mysql", "mariadb":
		return MySQL
	case "sqlite":
		return SQLite
	}
	return ""
}

func (d *Database) fill() {
	d.Timeout = cmp.Or(d.Timeout, 30*time.Second)
	d.Concurrency = cmp.Or(d.Concurrency, 4)
	if d.dialect() == SQLite {
		d.Concurrency = 1 // it has one writer
	}
}

// check returns every problem of the settings, joined.
func (d *Database) check() (server dial.Server, err error) {
	server = dial.Server{CA: d.CA, Insecure: d.Insecure, User: d.User, Password: d.Password, Timeout: d.Timeout}
	problems := []error{required("name", d.Name), d.checkNumbers()}
	switch d.dialect() {
	case Postgres:
		server.Address, err = dial.Parse(d.URL, "5432", "postgres", "postgresql")
	case MySQL:
		server.Address, err = dial.Parse(d.URL, "3306", "mysql", "mariadb")
	case SQLite:
		return server, errors.Join(append(problems, required("url: the file behind sqlite:", strings.TrimPrefix(d.URL, "sqlite:")))...)
	default:
		err = errors.New("url: postgres://HOST/DATABASE, mysql://HOST/DATABASE, mariadb://HOST/DATABASE or sqlite:FILE is expected")
	}
	switch {
	case err == nil && server.Database == "":
		err = errors.New("url names no database: write it behind the host, " + d.URL + "/DATABASE")
	case err == nil && d.Insecure:
		err = server.CheckPlain()
	}
	return server, errors.Join(append(problems, required("user", d.User), err)...)
}

func required(key, value string) error {
	if value == "" {
		return fmt.Errorf("%s is missing: name it in the settings", key)
	}
	return nil
}

func (d *Database) checkNumbers() error {
	switch {
	case d.Concurrency < 1 || d.Concurrency > 64:
		return fmt.Errorf("concurrency %d: 1 to 64 is expected", d.Concurrency)
	case d.Timeout < 0:
		return fmt.Errorf("timeout %s: more than nothing is expected", d.Timeout)
	}
	return nil
}

// query takes a query of the settings apart. Only those for one account may hold parameters.
func (d *Database) query(where, text string, may ...string) (statement, error) {
	s, err := parse(where, text, d.dialect())
	switch {
	case err != nil:
		return s, err
	case s.first() != "select" && s.first() != "with":
		return s, fmt.Errorf("%s begins with %s: SELECT or WITH is expected", where, strings.ToUpper(s.first()))
	}
	return s, s.checkNames(may)
}

// checkNames refuses a parameter that the statement is not given.
func (s *statement) checkNames(may []string) error {
	for _, name := range s.names {
		before, isBefore := strings.CutPrefix(name, "before_")
		switch {
		case slices.Contains(may, name), isBefore && before != "" && slices.Contains(may, "before_..."):
		case len(may) == 0:
			return fmt.Errorf("%s: there is no :%s: this query takes no parameters", s.where, name)
		default:
			return fmt.Errorf("%s: there is no :%s: one of :%s is expected", s.where, name, strings.Join(may, ", :"))
		}
	}
	return nil
}

// Statement is one statement that writes.
type Statement struct {
	SQL  string
	Rows int // how many rows it must change; AnyRows: no matter how many
}

// AnyRows lets a statement change as many rows as it likes.
const AnyRows = -1

// Config is a table of accounts, as the settings describe it.
type Config struct {
	Database

	Entitlements string // a query of account, key, name and kind; empty: none are read
	Sessions     string // a query of account, name and origin; empty: none are shown
	Lookup       string // the query of one account, by :key; empty: made from Read

	Write map[identity.Verb][]Statement

	Zone        *time.Location // of times that carry no offset; nil: UTC
	StatusWords map[identity.AccountState][]string
	KindWords   map[identity.AccountKind][]string

	Owner    string // who does by hand what no statement is written for: a mail address
	TaskTime time.Duration
}

// parameters are what the statements of a verb are given.
func parameters(verb identity.Verb) []string {
	common := []string{"key", "login", "reason"}
	switch verb {
	case identity.Remove, identity.Release, identity.Add:
		return append(common, "entitlement", "entitlement_name")
	case identity.Restore:
		return append(common, "before_...")
	case identity.Transfer:
		return append(common, "heir")
	case identity.Suspend, identity.SignOut, identity.Delete, identity.Notify, identity.Task:
	}
	return common
}

// PeopleConfig is a table of people, as the settings describe it.
type PeopleConfig struct {
	Database

	Zone        *time.Location // of dates and people that name none; required
	EndsAt      identity.Clock // when access ends on a last day that has no time; zero: 24:00
	Prefix      string         // put before every id, also those of managers
	StatusWords map[identity.Status][]string
}
