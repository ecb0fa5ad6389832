package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Exception is a decision to leave something as it is, with its history.
type Exception struct {
	plan.Exception
	Actor   string
	Created time.Time
	Ended   time.Time // zero: it runs until it expires
}

// AddException keeps a decision and returns it with its id.
func (s *Store) AddException(ctx context.Context, e plan.Exception, actor string, at time.Time) (plan.Exception, error) {
	err := s.write(ctx, "the exception", func(t *tx) error { return t.except(ctx, &e, actor, at) })
	return e, err
}

func (t *tx) except(ctx context.Context, e *plan.Exception, actor string, at time.Time) error {
	var number int64
	if err := t.row(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM exception`).Scan(&number); err != nil {
		return err
	}
	e.ID = fmt.Sprintf("x%d", number)
	_, err := t.exec(ctx, `INSERT INTO exception (number, system, key, person, owner, reason, actor, created_at, expires_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
		number, e.Account.System, e.Account.Key, string(e.Person), e.Owner, e.Reason, actor, micros(at), micros(e.Expires))
	if err != nil {
		return err
	}
	return t.note(ctx, at, "exception", actor, map[string]any{
		"exception": e.ID, "system": e.Account.System, "account": e.Account.Key, "person": e.Person, "owner": e.Owner, "reason": e.Reason,
		"expires": e.Expires.UTC().Format(time.RFC3339),
	})
}

// NoExceptionError says that no exception that still runs is called that.
type NoExceptionError struct{ ID string }

// Error says what to do.
func (e *NoExceptionError) Error() string {
	return fmt.Sprintf("no running exception is called %q: run `exeunt exceptions` for a list", e.ID)
}

// EndException ends a decision before its time.
func (s *Store) EndException(ctx context.Context, id, actor, reason string, at time.Time) error {
	number, err := strconv.ParseInt(strings.TrimPrefix(id, "x"), 10, 64)
	if err != nil {
		return &NoExceptionError{id}
	}
	return s.write(ctx, "the end of exception "+id, func(t *tx) error {
		ended, err := t.exec(ctx, `UPDATE exception SET ended_at = ? WHERE number = ? AND ended_at = 0`, micros(at), number)
		if err != nil {
			return err
		}
		if ended == 0 {
			return &NoExceptionError{id}
		}
		return t.note(ctx, at, "exception-end", actor, map[string]string{"exception": id, "reason": reason})
	})
}

// AllExceptions returns every exception, oldest first.
func (s *Store) AllExceptions(ctx context.Context) ([]Exception, error) {
	rows := s.query(ctx, `SELECT number, system, key, person, owner, reason, actor, created_at, expires_at, ended_at FROM exception ORDER BY number`)
	return list(rows, func(e *Exception) error {
		var number, created, expires, ended int64
		err := rows.Scan(&number, &e.Account.System, &e.Account.Key, &e.Person, &e.Owner, &e.Reason, &e.Actor, &created, &expires, &ended)
		e.ID = fmt.Sprintf("x%d", number)
		e.Created, e.Expires, e.Ended = instant(created), instant(expires), instant(ended)
		return err
	})
}

// Exceptions returns the decisions that have not been ended. Whether one has expired is for the plan's clock to say.
func (s *Store) Exceptions(ctx context.Context) ([]plan.Exception, error) {
	all, err := s.AllExceptions(ctx)
	var running []plan.Exception
	for _, e := range all {
		if e.Ended.IsZero() {
			running = append(running, e.Exception)
		}
	}
	return running, err
}
