// Package linux is a connector (the floor): the local accounts of Linux hosts, over SSH.
//
//   - name: servers
//     kind: linux
//     hosts:
//   - {name: web1, address: web1.example.com}
//   - {name: web2, address: "192.0.2.7:2222", host-key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI...}
//     known-hosts: known_hosts
//     user: exeunt
//     key: file:/etc/exeunt/id_ed25519
//
// All hosts are one system; an account is one login on one host, with the key HOST:UID. On each host one program runs
// as root, exeunt-host, by one sudo rule: it does what the verbs do and nothing else, so that whoever steals our key
// cannot do more. See docs/connectors/linux.md.
package linux

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is a number of hosts. It keeps connections open between calls; Close ends them.
type Connector struct {
	cfg   Config
	hosts []*host
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem at once,
// one a line.
func New(cfg Config) (*Connector, error) {
	cfg.fill()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	c := &Connector{cfg: cfg}
	for _, h := range cfg.Hosts {
		d := &dialer{cfg: &c.cfg, host: h}
		c.hosts = append(c.hosts, &host{Host: h, cfg: &c.cfg, pool: newPool(cfg.Concurrency, d.dial)})
	}
	return c, nil
}

// Close ends the idle connections; those in use end when their call returns. A call after Close is an error.
func (c *Connector) Close() error {
	for _, h := range c.hosts {
		h.pool.close()
	}
	return nil
}

// Lookup returns one account as it is now, system account or not, with its processes, keys and jobs.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	k, err := parseKey(key)
	if err != nil {
		return identity.Account{}, err
	}
	h, err := c.host(k.host)
	if err != nil {
		return identity.Account{}, err
	}
	said, err := h.ask(ctx, "show", k.uid)
	if err != nil {
		return identity.Account{}, fmt.Errorf("look at %s: %w", key, err)
	}
	r, err := c.reading(h.Name, said)
	if err != nil {
		return identity.Account{}, fmt.Errorf("look at %s: %w", key, err)
	}
	for i := range r.accounts {
		if r.accounts[i].Ref.Key == key {
			return r.accounts[i], nil
		}
	}
	if k.login == "" {
		return identity.Account{}, fmt.Errorf("several accounts of %s share the uid %s now: give each of them its own", k.host, k.uid)
	}
	return identity.Account{}, fmt.Errorf("no account of %s has the uid %s and the login %s: %w", k.host, k.uid, k.login, connector.ErrGone)
}

// host returns the host of a key. One that the settings do not name cannot be asked, so nothing is known of it.
func (c *Connector) host(name string) (*host, error) {
	for _, h := range c.hosts {
		if h.Name == name {
			return h, nil
		}
	}
	return nil, connector.Permanent(fmt.Errorf("the settings name no host %s any more: put it back, or decide about its accounts by hand", name))
}
