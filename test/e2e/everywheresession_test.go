package e2e

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"
)

// session is something that somebody has open.
type session struct {
	of, kind string
	use      func() error // nil: it goes on
}

func (s session) hasEnded(t testing.TB) {
	t.Helper()
	if err := s.use(); err == nil {
		t.Errorf("%s of %s goes on", s.kind, s.of)
	}
}

func (s session) goesOn(t testing.TB) {
	t.Helper()
	if err := s.use(); err != nil {
		t.Errorf("%s of %s has ended: %v", s.kind, s.of, err)
	}
}

// sessions opens one session of each kind that can be ended, for each of some people, and sees that it works. A
// connection to a directory is not among them: no directory can end one, as the pages of the connectors say.
func (e *everywhere) sessions(people ...int) (all []session) {
	e.Helper()
	for _, n := range people {
		for kind, open := range map[string]func(int) (func() error, error){
			"a Kerberos ticket": e.ticket, "a session of PostgreSQL": e.holdPostgres, "a connection of MariaDB": e.holdMariaDB,
			"a session of SSH": e.holdSSH, "a session of the wiki": e.holdWiki,
		} {
			use, err := open(n)
			if err != nil {
				e.Fatalf("%s of %s: %v", kind, login(n), err)
			}
			s := session{login(n), kind, use}
			s.goesOn(e)
			all = append(all, s)
		}
	}
	return all
}

// ticket is used to get tickets for services, each time for another one: those that are there already go on.
func (e *everywhere) ticket(n int) (func() error, error) {
	cache := filepath.Join(e.dir, "ticket-"+login(n))
	services := []string{"ldap/dc1.exeunt.test", "host/dc1.exeunt.test"}
	return func() error {
		service := services[0]
		services = services[1:]
		return e.kerberos(cache, "", "kvno", service)
	}, e.kinit(n, cache)
}

func (e *everywhere) holdPostgres(n int) (func() error, error) {
	conn, err := e.postgres(n)
	if err != nil {
		return nil, err
	}
	e.Cleanup(func() { conn.Close(context.Background()) })
	return func() error {
		_, err := conn.Exec(e.Context(), "SELECT 1")
		return err
	}, nil
}

func (e *everywhere) holdMariaDB(n int) (func() error, error) {
	db, err := e.mariadb(n)
	if err != nil {
		return nil, err
	}
	e.Cleanup(func() { db.Close() })
	conn, err := db.Conn(e.Context())
	if err != nil {
		return nil, err
	}
	return func() error {
		_, err := conn.ExecContext(e.Context(), "DO 1")
		return err
	}, nil
}

func (e *everywhere) holdSSH(n int) (func() error, error) {
	client, err := e.ssh(n, e.key())
	if err != nil {
		return nil, err
	}
	e.Cleanup(func() { client.Close() })
	return func() error {
		shell, err := client.NewSession()
		if err != nil {
			return err
		}
		defer shell.Close()
		return shell.Run("true")
	}, nil
}

func (e *everywhere) holdWiki(n int) (func() error, error) {
	id, err := e.signIn(n)
	return func() error {
		var said any
		if err := e.ask("GET", e.wiki.App+"/whoami?session="+url.QueryEscape(id), nil, &said); err != nil {
			return fmt.Errorf("who am I: %w", err)
		}
		return nil
	}, err
}
