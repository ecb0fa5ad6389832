package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

type postgres struct{}

// name returns the URL without its password.
func (postgres) name(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://..."
	}
	return u.Redacted()
}

func (postgres) migrations() string { return "migration/postgres" }

// rebind turns ? into $1, $2, ... No query of ours holds a question mark otherwise.
func (postgres) rebind(query string) string {
	var out strings.Builder
	n := 0
	for _, part := range strings.SplitAfter(query, "?") {
		before, asked := strings.CutSuffix(part, "?")
		out.WriteString(before)
		if asked {
			n++
			out.WriteString("$" + strconv.Itoa(n))
		}
	}
	return out.String()
}

func (p postgres) open(ctx context.Context, address string, o Options) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the postgres:// URL cannot be read: postgres://user@host:5432/database is expected")
	}
	if o.Password != "" {
		cfg.Password = o.Password
	}
	cfg.RuntimeParams["application_name"] = sessionName(o)
	db := stdlib.OpenDB(*cfg)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(p.explain(err), db.Close())
	}
	return db, nil
}

// sessionName tells whoever looks at the server, or is refused, who this is. The server keeps 63 bytes of it.
func sessionName(o Options) string {
	host, _ := os.Hostname()
	return strings.Join(strings.Fields(fmt.Sprintf("exeunt %s on %.20s, process %d", o.Hold, host, os.Getpid())), " ")
}

// holdKey is the advisory lock of the one holder, writeKey that of the one writer. Any two numbers of our own do.
const (
	holdKey  = 0x6578_6575_6e74_0001
	writeKey = 0x6578_6575_6e74_0002
)

// sole takes the writers' lock until the transaction ends.
func (postgres) sole(ctx context.Context, t *sql.Tx) error {
	_, err := t.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(writeKey))
	return err
}

type sessionHold struct {
	db   *sql.DB
	conn *sql.Conn
}

// writer is the very session that holds the lock: when the server ends it, and others may take the store, nothing can be
// written any more.
func (h sessionHold) writer(*sql.DB) beginner { return h.conn }

func (h sessionHold) release() error {
	return errors.Join(h.conn.Close(), h.db.Close())
}

// take holds an advisory lock in a session of its own; the server lets go of it when the session ends. The name of the
// session says who holds it.
func (p postgres) take(ctx context.Context, address string, o Options) (hold, error) {
	db, err := p.open(ctx, address, o)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", p.name(address), err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(p.explain(err), db.Close())
	}
	h := sessionHold{db, conn}
	switch err := lock(ctx, conn); {
	case isRefusal(err, "55P03"): // lock_not_available
		return nil, errors.Join(&HeldError{By: holder(ctx, conn)}, h.release())
	case err != nil:
		return nil, errors.Join(p.explain(err), h.release())
	}
	return h, nil
}

// lock takes the lock of the one holder. A holder that was just killed may have it for another moment; one whose machine is
// gone loses it within half a minute, when the server misses its answers.
func lock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
		set_config('tcp_keepalives_count', '3', false), set_config('lock_timeout', '1s', false)`)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(holdKey)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `SELECT set_config('lock_timeout', '0', false)`) // writers wait for their turn
	return err
}

func isRefusal(err error, code string) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == code
}

func holder(ctx context.Context, conn *sql.Conn) string {
	var who string
	var since time.Time
	err := conn.QueryRowContext(ctx, `SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND l.classid = $1 AND l.objid = $2 LIMIT 1`,
		int64(holdKey)>>32, int64(holdKey)&0xffffffff).Scan(&who, &since)
	if err != nil {
		return "who it is, the server does not say"
	}
	return who + ", since " + since.UTC().Format(time.RFC3339)
}

func (p postgres) explain(err error) error {
	var refused *pgconn.PgError
	var unreachable *pgconn.ConnectError
	code := ""
	if errors.As(err, &refused) {
		code = refused.Code
	}
	switch {
	case code == "53100":
		return fmt.Errorf("the disk of the database server is full, so this was not kept: make room and run the same command again: %w", err)
	case strings.HasPrefix(code, "28"):
		return fmt.Errorf("the database server refused the sign-in: check the user in `store:` and the password in `store-password:`: %w", err)
	case code == "25006":
		return fmt.Errorf("the database is read only: name the primary server under `store:`: %w", err)
	case code == "42501":
		return fmt.Errorf("the user in `store:` lacks a right: let it own the database, or its schema: %w", err)
	case code == "3D000":
		return fmt.Errorf("there is no such database: make it, or check the name in `store:`: %w", err)
	case code == "" && errors.As(err, &unreachable):
		return fmt.Errorf("the database server does not answer: check the address in `store:`, and that the server runs; then run the same command again: %w", err)
	case strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "08"), p.lost(err):
		return fmt.Errorf("the connection to the database server was lost: run the same command again once the server answers: %w", err)
	}
	return err
}

func (postgres) lost(err error) bool {
	ends := []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, driver.ErrBadConn, sql.ErrConnDone, pgconn.ErrConnClosed}
	if slices.ContainsFunc(ends, func(end error) bool { return errors.Is(err, end) }) {
		return true
	}
	var network *net.OpError
	return errors.As(err, &network)
}

func (postgres) found(context.Context, *sql.DB) error { return nil }

func (postgres) tables() string {
	return `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
}

// lower is by the language of the database: the columns have none, and know the letters of ASCII alone.
func (postgres) lower(column string) string { return `lower(` + column + ` COLLATE "default")` }

func (postgres) snapshot() sql.IsolationLevel { return sql.LevelRepeatableRead }
