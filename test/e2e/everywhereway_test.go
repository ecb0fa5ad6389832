package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	driver "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/ssh"
	"golang.org/x/sync/errgroup"
)

// way is one way in: it is tried as its owner would, with a credential that is right.
type way struct {
	name    string
	try     func(n int) error // nil: the door opened
	refused string            // what the answer says when the door was shut, and by nothing else
	spare   int               // of those who stay, odd (1) or even (2) numbers are not tried: a sign-in over SSH is dear
}

func (w *way) spares(n int) bool { return w.spare != 0 && n%2 == w.spare%2 }

func (e *everywhere) ways() []way {
	return []way{
		{"a sign-in to AD", func(n int) error { return e.ad.Bind(e.ad.UPN(login(n)), e.ad.UserPassword(login(n))) }, "data 533", 0},
		{"kinit", func(n int) error { return e.kinit(n, filepath.Join(e.dir, "try-"+login(n))) }, "revoked", 0},
		{"a sign-in to OpenLDAP", func(n int) error { return e.open.Bind(e.open.UserDN(login(n)), e.open.UserPassword(login(n))) }, "Invalid Credentials", 0},
		{"a sign-in to 389 DS", func(n int) error { return e.ds.Bind(e.ds.UserDN(login(n)), e.ds.UserPassword(login(n))) }, "Account inactivated", 0},
		{"PostgreSQL", tried(e.postgres, func(c *pgx.Conn) error { return c.Close(context.Background()) }), "SQLSTATE 28000", 0},
		{"MariaDB", tried(e.mariadb, (*sql.DB).Close), "Error 4151", 0},
		{"SSH by password", tried(func(n int) (*ssh.Client, error) { return e.ssh(n, ssh.Password(e.host.Password(login(n)))) }, (*ssh.Client).Close), "unable to authenticate", 1},
		{"SSH by key", tried(func(n int) (*ssh.Client, error) { return e.ssh(n, e.key()) }, (*ssh.Client).Close), "unable to authenticate", 2},
		{"a sign-in to the wiki", func(n int) error { _, err := e.signIn(n); return err }, "403", 0},
		{"SCIM", e.active, "inactive", 0},
	}
}

// tried makes a try of what opens something.
func tried[T any](open func(int) (T, error), shut func(T) error) func(int) error {
	return func(n int) error {
		c, err := open(n)
		if err != nil {
			return err
		}
		return shut(c)
	}
}

// getsIn demands of people that each of their ways in is open.
func (e *everywhere) getsIn(people ...int) {
	e.Helper()
	e.each(people, func(n int, w way, err error) {
		if err != nil {
			e.Errorf("%s of %s is shut: %v", w.name, login(n), err)
		}
	})
}

// shutOut demands of people that each of their ways in is refused, and not merely broken.
func (e *everywhere) shutOut(people ...int) {
	e.Helper()
	e.each(people, func(n int, w way, err error) {
		if err == nil || !strings.Contains(err.Error(), w.refused) {
			e.Errorf("%s of %s: %v, want %q", w.name, login(n), err, w.refused)
		}
	})
}

func (e *everywhere) each(people []int, judge func(int, way, error)) {
	e.Helper()
	var tries errgroup.Group
	tries.SetLimit(8)
	for _, w := range e.ways() {
		for _, n := range people {
			if w.spares(n) && slices.Contains(e.stayers, n) {
				continue
			}
			tries.Go(func() error { judge(n, w, w.try(n)); return nil })
		}
	}
	_ = tries.Wait()
}

// kinit signs in to Kerberos with the program that users have, and keeps the ticket in a file.
func (e *everywhere) kinit(n int, cache string) error {
	return e.kerberos(cache, e.ad.UserPassword(login(n))+"\n", "kinit", login(n)+"@"+e.ad.Realm)
}

func (e *everywhere) kerberos(cache, input, program string, args ...string) error {
	cmd := exec.CommandContext(e.Context(), program, args...)
	cmd.Env = append(os.Environ(), "KRB5_CONFIG="+e.ad.Krb5Conf, "KRB5CCNAME=FILE:"+cache, "LC_ALL=C")
	cmd.Stdin = strings.NewReader(input)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, said)
	}
	return nil
}

func (e *everywhere) postgres(n int) (*pgx.Conn, error) {
	u := url.URL{Scheme: "postgres", Host: e.warehouse.Listens, Path: "/target", User: url.UserPassword(login(n), "pw-"+login(n))}
	return pgx.Connect(e.Context(), u.String())
}

// mariadb returns one connection.
func (e *everywhere) mariadb(n int) (*sql.DB, error) {
	cfg := driver.NewConfig()
	cfg.Net, cfg.Addr, cfg.User, cfg.Passwd, cfg.DBName = "tcp", e.shop.Listens, login(n), "pw-"+login(n), "target"
	cfg.Logger = &driver.NopLogger{} // that a connection was ended is what the test is about
	dialer, err := driver.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(dialer)
	db.SetMaxOpenConns(1)
	if err := db.PingContext(e.Context()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (e *everywhere) ssh(n int, by ssh.AuthMethod) (*ssh.Client, error) {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(e.host.HostKey))
	if err != nil {
		return nil, err
	}
	return ssh.Dial("tcp", e.host.Address, &ssh.ClientConfig{User: login(n), Auth: []ssh.AuthMethod{by}, HostKeyCallback: ssh.FixedHostKey(key)})
}

func (e *everywhere) key() ssh.AuthMethod {
	return ssh.PublicKeysCallback(func() ([]ssh.Signer, error) {
		signer, err := ssh.ParsePrivateKey(e.host.PrivateKey())
		return []ssh.Signer{signer}, err
	})
}

// signIn opens a session of the wiki.
func (e *everywhere) signIn(n int) (session string, err error) {
	mail := login(n) + "@exeunt.test"
	var said struct{ Session string }
	err = e.ask(http.MethodPost, e.wiki.App+"/login", map[string]string{"login": mail, "password": "pw-" + mail}, &said)
	return said.Session, err
}

// active asks the SCIM interface of the wiki whether an account is active.
func (e *everywhere) active(n int) error {
	var said struct{ Resources []struct{ Active bool } }
	filter := url.QueryEscape(fmt.Sprintf("userName eq %q", login(n)+"@exeunt.test"))
	if err := e.ask(http.MethodGet, e.wiki.URL+"/Users?filter="+filter, nil, &said); err != nil {
		return err
	}
	if len(said.Resources) != 1 || !said.Resources[0].Active {
		return fmt.Errorf("inactive: %+v", said)
	}
	return nil
}

// ask asks the wiki, past Exeunt.
func (e *everywhere) ask(method, address string, body, answer any) error {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(e.Context(), method, address, &text)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+e.wiki.Token)
	request.Header.Set("Content-Type", "application/json")
	said, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer said.Body.Close()
	if said.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, address, said.Status)
	}
	return json.NewDecoder(said.Body).Decode(answer)
}
