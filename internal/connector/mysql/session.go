package mysql

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// process is one connection to the server.
type process struct {
	id       int64
	from     string // without the port
	database string
}

// residual lists what still lets somebody in by an account: its sessions, and what runs in its name by the clock.
func (s *session) residual(ctx context.Context, key string) ([]identity.Residual, error) {
	who, _ := parseName(key)
	var open []identity.Residual
	running, err := s.processes(ctx, who)
	for _, p := range running {
		name := fmt.Sprintf("connection %d", p.id)
		if p.database != "" {
			name += " on " + p.database
		}
		open = append(open, identity.Residual{Kind: identity.OpenSession, Name: name, From: p.from})
	}
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, s.jobs, []any{key}, func(scan func(...any) error) error {
		var job, database string
		err := scan(&job, &database)
		open = append(open, identity.Residual{Kind: identity.TimedJob, Name: "event " + job, From: database})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the events: %w", explain(err))
	}
	return open, nil
}

// processes lists the connections of an account. The server shows by which user, not by which account, a connection came
// in: where one user has several accounts, it is the one whose host fits most closely. A connection that seems to fit
// none of them counts for all.
func (s *session) processes(ctx context.Context, who name) ([]process, error) {
	if err := s.seesAll(ctx); err != nil {
		return nil, err
	}
	accounts, err := s.rows(ctx, allOfUser, who)
	if err != nil {
		return nil, err
	}
	var hosts []string
	for _, a := range accounts {
		hosts = append(hosts, a.host)
	}
	var running []process
	const all = `SELECT ID, HOST, COALESCE(DB, '') FROM information_schema.PROCESSLIST WHERE USER = ? AND ID <> CONNECTION_ID() ORDER BY ID`
	err = s.each(ctx, all, []any{who.user}, func(scan func(...any) error) error {
		var p process
		if err := scan(&p.id, &p.from, &p.database); err != nil {
			return err
		}
		if at := strings.LastIndexByte(p.from, ':'); at >= 0 {
			p.from = p.from[:at]
		}
		if host, known := closest(hosts, p.from); !known || host == who.host {
			running = append(running, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the connections: %w", explain(err))
	}
	return running, nil
}

// seesAll makes sure that we are shown the connections of others. Without PROCESS the server shows only our own and says
// nothing, and this table is one that it refuses aloud.
func (s *session) seesAll(ctx context.Context) error {
	var n int
	err := s.conn.QueryRowContext(ctx, `SELECT COUNT(*) FROM information_schema.INNODB_TRX`).Scan(&n)
	if err != nil {
		return fmt.Errorf("see the connections of others: %w", explain(err))
	}
	return nil
}

// signOut ends the connections of an account and waits until they are gone.
func (s *session) signOut(ctx context.Context, who name) error {
	for {
		running, err := s.processes(ctx, who)
		if err != nil || len(running) == 0 {
			return err
		}
		for _, p := range running {
			if err := s.kill(ctx, p.id); err != nil {
				return err
			}
		}
		// The server waits, not we: it lets go of a connection only when its thread has noticed.
		if _, err := s.conn.ExecContext(ctx, `DO SLEEP(0.02)`); err != nil {
			return fmt.Errorf("wait for the end of connection %d of %s: %w", running[0].id, who, err)
		}
	}
}

func (s *session) kill(ctx context.Context, id int64) error {
	const noSuchThread, mayNotKill = 1094, 1095
	_, err := s.conn.ExecContext(ctx, "KILL CONNECTION "+strconv.FormatInt(id, 10))
	switch number(err) {
	case noSuchThread:
		return nil
	case mayNotKill:
		return connector.Permanent(errors.New("the account of the settings (user) may not end the connections of others: exeunt check names the command that lets it"))
	}
	return explain(err)
}
