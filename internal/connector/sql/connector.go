// Package sql is a connector (the floor): any table of accounts or of people in PostgreSQL, MariaDB, MySQL or SQLite.
//
//   - name: crm
//     kind: sql
//     url: postgres://db.example.com/crm
//     user: exeunt
//     password: env:CRM_PASSWORD
//     read: SELECT id, login, mail AS email, CASE WHEN active THEN 'active' ELSE 'blocked' END AS status FROM users
//     write:
//     suspend:
//   - {do: UPDATE users SET active = false WHERE id = :key}
//
// The queries say what is an account, and statements of the settings write. A verb is one transaction: each statement
// must change as many rows as the settings say, and the account, looked up before the commit, must be what the verb
// makes of it. Else nothing was changed. See docs/connectors/sql.md.
package sql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const kind = "sql"

// Connector is one table of accounts.
type Connector struct {
	*client
	cfg Config

	read, lookup             statement
	entitlements, sessions   *statement
	oneEntitled, oneSessions *statement // of one account
	count                    *statement
	write                    map[identity.Verb][]write

	status vocabulary[identity.AccountState]
	kinds  vocabulary[identity.AccountKind]
}

// write is one statement that writes, and how many rows it must change.
type write struct {
	statement
	rows int
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings. It does no I/O. The error names every problem at once, one a line.
func New(cfg Config) (*Connector, error) {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	c := &Connector{cfg: cfg, write: map[identity.Verb][]write{}}
	problems := c.queries()
	var err error
	if c.status, err = newVocabulary("status-values", cfg.StatusWords); err != nil {
		problems = append(problems, err)
	}
	if c.kinds, err = newVocabulary("kind-values", cfg.KindWords); err != nil {
		problems = append(problems, err)
	}
	for _, verb := range slices.Sorted(maps.Keys(cfg.Write)) {
		problems = append(problems, c.writing(verb)...)
	}
	if c.client, err = open(cfg.Database, len(cfg.Write) > 0, problems...); err != nil {
		return nil, err
	}
	return c, nil
}

// queries takes the queries apart. Those for one account are made of those for all.
func (c *Connector) queries() (problems []error) {
	note := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	var err error
	c.read, err = c.cfg.query("read", c.cfg.Read)
	note(err)
	c.count, err = c.cfg.counting()
	note(err)
	if c.cfg.Lookup != "" {
		c.lookup, err = c.cfg.query("lookup", c.cfg.Lookup, "key")
		note(err)
	} else if len(problems) == 0 {
		c.lookup = c.read.within("id", "key")
		c.lookup.where = "the lookup made of read"
	}
	for _, q := range []struct {
		key, text string
		all, one  **statement
	}{
		{"entitlements", c.cfg.Entitlements, &c.entitlements, &c.oneEntitled},
		{"sessions", c.cfg.Sessions, &c.sessions, &c.oneSessions},
	} {
		if q.text == "" {
			continue
		}
		all, err := c.cfg.query(q.key, q.text)
		note(err)
		if err == nil {
			one := all.within("account", "key")
			*q.all, *q.one = &all, &one
		}
	}
	return problems
}

// writing takes the statements of a verb apart.
func (c *Connector) writing(verb identity.Verb) (problems []error) {
	for i, s := range c.cfg.Write[verb] {
		where := fmt.Sprintf("write: %s", verb)
		if len(c.cfg.Write[verb]) > 1 {
			where += fmt.Sprintf(", statement %d", i+1)
		}
		parsed, err := parse(where, s.SQL, c.cfg.dialect())
		if err == nil {
			err = parsed.checkNames(parameters(verb))
		}
		if err == nil && !slices.Contains(parsed.names, "key") && !slices.Contains(parsed.names, "login") {
			err = fmt.Errorf("%s: neither :key nor :login stands in it: it would change the same whoever the account is", where)
		}
		if err != nil {
			problems = append(problems, err)
		}
		c.write[verb] = append(c.write[verb], write{parsed, s.Rows})
	}
	switch {
	case (verb == identity.Remove || verb == identity.Add || verb == identity.Release) && c.cfg.Entitlements == "":
		problems = append(problems, fmt.Errorf("write: %s is written without entitlements: what is to be taken and given must be read first", verb))
	case verb == identity.Suspend && !c.read.has("status") && len(c.read.words) > 0:
		problems = append(problems, errors.New("write: suspend is written, and read gives no column status: name one so (... AS status), so that a suspension can be seen"))
	}
	return problems
}

// Lookup returns one account as it is now, with its sessions where the settings say how they are read.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var found identity.Account
	err := c.limited(ctx, func(ctx context.Context) error {
		return c.look(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
			if found, err = c.find(ctx, tx, key); err != nil {
				return err
			}
			found.Residual, err = c.residual(ctx, tx, key)
			return err
		})
	})
	return found, err
}

// find returns the account of a key without its sessions, or connector.ErrGone when there is none.
func (c *Connector) find(ctx context.Context, tx *sql.Tx, key string) (identity.Account, error) {
	if key == "" || strings.ContainsRune(key, 0) {
		return identity.Account{}, gone(key)
	}
	rights, err := c.rights(ctx, tx, c.oneEntitled, &key)
	if err != nil {
		return identity.Account{}, err
	}
	var found []identity.Account
	err = c.accounts(ctx, tx, &c.lookup, &key, rights, func(a identity.Account) error { found = append(found, a); return nil })
	switch {
	case err != nil:
		return identity.Account{}, err
	case len(found) == 0:
		return identity.Account{}, c.missing(ctx, tx, key)
	case len(found) > 1:
		return identity.Account{}, fmt.Errorf("%s gives %d rows for the id %s: each account must have an id of its own", c.lookup.where, len(found), key)
	case found[0].Ref.Key != key:
		return identity.Account{}, fmt.Errorf("%s was asked for the id %q and gives %q", c.lookup.where, key, found[0].Ref.Key)
	}
	return found[0], nil
}

// missing makes sure that an account that the lookup does not find is gone: a lookup that is written wrong, or compares
// a number with a text, must not make a leaver look as if there were nothing to do.
func (c *Connector) missing(ctx context.Context, tx *sql.Tx, key string) error {
	there := false
	err := c.records(ctx, tx, &c.read, nil, accountColumns, []string{"id"}, func(r *record) error {
		there = there || r.cell("id") == key
		return nil
	})
	switch {
	case err != nil:
		return err
	case there:
		return fmt.Errorf("%s does not find the id %s, which read gives: write a lookup that does, by :key", c.lookup.where, key)
	}
	return gone(key)
}

func gone(key string) error { return fmt.Errorf("no row has the id %s: %w", key, connector.ErrGone) }

func (c *Connector) residual(ctx context.Context, tx *sql.Tx, key string) (open []identity.Residual, err error) {
	if c.oneSessions == nil {
		return nil, nil
	}
	err = c.records(ctx, tx, c.oneSessions, map[string]*string{"key": &key}, []string{"account", "name", "origin"}, []string{"account", "name"}, func(r *record) error {
		open = append(open, identity.Residual{Kind: identity.OpenSession, Name: r.cell("name"), From: r.cell("origin")})
		return nil
	})
	return open, err
}
