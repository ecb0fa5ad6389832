package mysql

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// idleLimit is how long a connection may lie unused: servers and firewalls forget connections without a word.
const idleLimit = time.Minute

// open makes a pool of connections, of which none is opened yet.
func open(cfg Config, address dial.Address) (*sql.DB, error) {
	server := dial.Server{Address: address, CA: cfg.CA, Insecure: cfg.Insecure, User: cfg.User, Password: cfg.Password, Timeout: cfg.Timeout}
	to, err := server.MySQL(map[string]string{"sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'", "sql_quote_show_create": "1"})
	if err != nil {
		return nil, err
	}
	dialer, err := driver.NewConnector(to)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(dialer)
	db.SetMaxOpenConns(cfg.Concurrency)
	db.SetMaxIdleConns(cfg.Concurrency)
	db.SetConnMaxIdleTime(idleLimit)
	return db, nil
}

// session is one connection, while one call uses it.
type session struct {
	*Connector
	conn *sql.Conn
	self name // the account that the server took us for
	dialect
}

// use runs f on a connection, for no longer than the time of the settings.
func (c *Connector) use(ctx context.Context, f func(context.Context, *session) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, dial.TimeoutError{After: c.cfg.Timeout})
	defer cancel()
	return c.on(limited, f)
}

// on runs f on a connection. What it returns when ctx has ended is why.
func (c *Connector) on(ctx context.Context, f func(context.Context, *session) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return ended(ctx, c.explainConnect(err))
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool, which sees whether it still stands
	s := &session{Connector: c, conn: conn}
	if err := s.greet(ctx); err != nil {
		return ended(ctx, err)
	}
	return ended(ctx, f(ctx, s))
}

// ended puts the end of ctx in the place of an error that came of it.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// greet asks what the server is, and whom it takes us for.
func (s *session) greet(ctx context.Context) error {
	var version, self string
	if err := s.conn.QueryRowContext(ctx, `SELECT VERSION(), CURRENT_USER()`).Scan(&version, &self); err != nil {
		return explain(err)
	}
	s.dialect = mySQL
	if strings.Contains(version, "MariaDB") {
		s.dialect = mariaDB
	}
	s.self, _ = parseName(self)
	return nil
}

// each hands every row of a query to f, which scans it.
func (s *session) each(ctx context.Context, query string, args []any, f func(scan func(...any) error) error) error {
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err says how they ended
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// number returns the server's own code of an error; zero when the error is none of it.
func number(err error) uint16 {
	if e, ok := errors.AsType[*driver.MySQLError](err); ok {
		return e.Number
	}
	return 0
}
