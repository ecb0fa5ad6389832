package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-ldap/ldap/v3"
	"golang.org/x/sync/errgroup"
)

// bare is a loop that does nothing but ask the directory.
type bare struct {
	s   *suspension
	tls *tls.Config
}

// run locks every account, or unlocks it, by as many connections as the settings allow; with look, each account is read
// before and after as much as must be known of it.
func (b *bare) run(ctx context.Context, lock, look bool) (time.Duration, error) {
	conns := make([]*ldap.Conn, connections)
	for i := range conns {
		conn, err := ldap.DialURL(b.s.env["LDAPS_URL"], ldap.DialWithTLSConfig(b.tls))
		if err != nil {
			return 0, err
		}
		defer func() { _ = conn.Close() }()
		if err := conn.Bind(b.s.env["LDAP_SVC_DN"], b.s.env["LDAP_SVC_PW"]); err != nil {
			return 0, err
		}
		conns[i] = conn
	}
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	began := time.Now()
	for _, conn := range conns {
		group.Go(func() error {
			for n := next.Add(1); n <= int64(b.s.accounts) && ctx.Err() == nil; n = next.Add(1) {
				if err := b.one(conn, uid(int(n)), lock, look); err != nil {
					return fmt.Errorf("the bare loop, at %s: %w", uid(int(n)), err)
				}
			}
			return ctx.Err()
		})
	}
	err := group.Wait()
	return time.Since(began), err
}

func (b *bare) one(conn *ldap.Conn, uid string, lock, look bool) error {
	dn := "uid=" + uid + ",ou=people," + b.s.env["LDAP_BASE"]
	if look {
		if err := b.look(conn, dn); err != nil {
			return err
		}
	}
	change := ldap.NewModifyRequest(dn, nil)
	if lock {
		change.Replace("pwdAccountLockedTime", []string{"000001010000Z"})
	} else {
		change.Delete("pwdAccountLockedTime", nil)
	}
	if err := conn.Modify(change); err != nil || !look {
		return err
	}
	return b.look(conn, dn)
}

func (b *bare) look(conn *ldap.Conn, dn string) error {
	_, err := conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{"*", "+"}, nil))
	return err
}
