package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
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

func (postgres) open(ctx context.Context, address string, o Options) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the postgres:// URL cannot be read: postgres://user@host:5432/database is expected")
	}
	if o.Password != "" {
		cfg.Password = o.Password
	}
	db := stdlib.OpenDB(*cfg)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
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

func (h sessionHold) release() error { return errors.Join(h.conn.Close(), h.db.Close()) }

// take holds an advisory lock in a session of its own; the server lets go of it when the session ends. The name of the
// session says who holds it.
func (p postgres) take(ctx context.Context, address string, o Options) (hold, error) {
	db, err := p.open(ctx, address, o)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", p.name(address), p.explain(err))
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	h := sessionHold{db, conn}
	var held bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, int64(holdKey)).Scan(&held); err != nil {
		return nil, errors.Join(err, h.release())
	}
	if !held {
		return nil, errors.Join(&HeldError{By: p.holder(ctx, conn)}, h.release())
	}
	host, _ := os.Hostname()
	who := fmt.Sprintf("exeunt %s on %.20s, process %d", o.Hold, host, os.Getpid())
	_, err = conn.ExecContext(ctx, `SELECT set_config('application_name', $1, false)`, who)
	if err != nil {
		return nil, errors.Join(err, h.release())
	}
	return h, nil
}

func (postgres) holder(ctx context.Context, conn *sql.Conn) string {
	var who string
	var since time.Time
	err := conn.QueryRowContext(ctx, `SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2 LIMIT 1`,
		int64(holdKey)>>32, int64(holdKey)&0xffffffff).Scan(&who, &since)
	if err != nil {
		return "who it is, the server does not say"
	}
	return who + ", since " + since.UTC().Format(time.RFC3339)
}

func (postgres) explain(err error) error {
	var refused *pgconn.PgError
	var unreachable *pgconn.ConnectError
	switch {
	case errors.As(err, &refused) && refused.Code == "53100":
		return fmt.Errorf("the disk of the database server is full, so this was not kept: make room and run the same command again: %w", err)
	case errors.As(err, &refused) && strings.HasPrefix(refused.Code, "28"):
		return fmt.Errorf("the database server refused the sign-in: check the user in `store:` and the password in `store-password:`: %w", err)
	case errors.As(err, &refused) && refused.Code == "25006":
		return fmt.Errorf("the database is read only: name the primary server under `store:`: %w", err)
	case errors.As(err, &unreachable):
		return fmt.Errorf("the database server does not answer: check the address in `store:`: %w", err)
	}
	return err
}

func (postgres) hasMeta() string {
	return `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'meta'`
}

func (postgres) snapshot() sql.IsolationLevel { return sql.LevelRepeatableRead }
