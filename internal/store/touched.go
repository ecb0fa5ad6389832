package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// TouchedFilter says whose changes are wanted: exactly one field is set.
type TouchedFilter struct {
	Run     string // the id of a plan
	Person  string // an id
	Account string // SYSTEM/LOGIN or SYSTEM/KEY
}

// TouchedAccount is an account that a plan changed and that was not brought back since.
type TouchedAccount struct {
	Ref    identity.AccountRef
	Login  string
	Person identity.PersonID
	Plan   string
	Verbs  string // what was done, in words
	By     connector.By
	At     time.Time // the first change
}

// Touched returns the accounts that the newest plan that touched each changed and that were not brought back since.
func (s *Store) Touched(ctx context.Context, f TouchedFilter) ([]TouchedAccount, error) {
	where, args, err := f.where(s.dialect)
	if err != nil {
		return nil, err
	}
	rows := s.query(ctx, `SELECT a.system, a.key, a.login, a.person, a.plan, a.verb, a.state, a.concluded_at FROM action a
		WHERE a.state IN ('done', 'unknown', 'asked') AND a.verb IN ('suspend', 'sign-out', 'remove', 'release', 'transfer', 'delete')`+where+`
		AND NOT EXISTS (SELECT 1 FROM action r WHERE r.system = a.system AND r.key = a.key AND r.verb = 'restore'
			AND r.verdict = 'verified' AND r.concluded_at >= a.concluded_at)
		ORDER BY a.system, a.key, a.concluded_at DESC, a.verb`, args...)
	var touched []TouchedAccount
	err = each(rows, func() error {
		var t TouchedAccount
		var verb, state string
		var at int64
		err := rows.Scan(&t.Ref.System, &t.Ref.Key, &t.Login, &t.Person, &t.Plan, &verb, &state, &at)
		t.Verbs, t.At, t.By = verb, instant(at), connector.ByConnector
		if state == "asked" {
			t.By = connector.ByTask
		}
		touched = fold(touched, t)
		return err
	})
	return touched, err
}

// fold adds one change to the account's row; changes by older plans are left out.
func fold(touched []TouchedAccount, t TouchedAccount) []TouchedAccount {
	n := len(touched)
	if n == 0 || touched[n-1].Ref != t.Ref {
		return append(touched, t)
	}
	if last := &touched[n-1]; last.Plan == t.Plan {
		last.Verbs, last.At = t.Verbs+", "+last.Verbs, t.At
	}
	return touched
}

func (f *TouchedFilter) where(d dialect) (string, []any, error) {
	switch {
	case f.Run != "":
		return ` AND a.plan = ?`, []any{f.Run}, nil
	case f.Person != "":
		return ` AND a.person = ?`, []any{f.Person}, nil
	}
	system, name, ok := strings.Cut(f.Account, "/")
	if !ok {
		return "", nil, fmt.Errorf("%q does not name an account: write SYSTEM/LOGIN", f.Account)
	}
	low := strings.ToLower(name)
	return ` AND a.system = ? AND (a.key = ? OR ` + lower(d, "a.login", low) + ` = ?)`, []any{system, name, low}, nil
}
