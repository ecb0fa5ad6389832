package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// AccountRow is one account as the last complete reading saw it.
type AccountRow struct {
	Place        int64 // in the order of a list: where the next page begins
	Ref          identity.AccountRef
	Login        string
	Email        string
	Employee     string
	Name         string
	Kind         identity.AccountKind
	State        identity.AccountState
	LastSeen     time.Time
	Entitlements []string
	Link         correlate.Status
	Person       identity.PersonID
	By           correlate.Rule
}

// AccountFilter says which accounts are wanted; the zero value wants all.
type AccountFilter struct {
	System string
	Key    string // exactly
	Name   string // the login or key, exactly, whatever the case
	Text   string // somewhere in login, mail, name, employee number or key, whatever the case
	Link   correlate.Status
	State  identity.AccountState
	Person identity.PersonID
	After  int64 // only those behind this place
	Limit  int   // 0: no limit
}

// Accounts returns accounts, by system and in the order in which they first came.
func (s *Store) Accounts(ctx context.Context, f AccountFilter) iter.Seq2[AccountRow, error] {
	where, args := f.where(s.dialect)
	query := `SELECT account.id, system.name, key, login, email, employee, account.name, kind, state, last_seen, entitlements, link, person, by_rule
		FROM account JOIN system ON system.number = account.id / 4294967296` + where + ` ORDER BY account.id`
	if f.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	return stream(ctx, s, query, args, func(rows *rows, a *AccountRow) error {
		var seen int64
		var entitlements string
		err := rows.Scan(&a.Place, &a.Ref.System, &a.Ref.Key, &a.Login, &a.Email, &a.Employee, &a.Name, &a.Kind, &a.State, &seen, &entitlements, &a.Link, &a.Person, &a.By)
		if err != nil {
			return err
		}
		a.LastSeen = instant(seen)
		return json.Unmarshal([]byte(entitlements), &a.Entitlements)
	})
}

func (f *AccountFilter) where(d dialect) (string, []any) {
	var terms []string
	var args []any
	add := func(wanted bool, term string, values ...any) {
		if wanted {
			terms, args = append(terms, term), append(args, values...)
		}
	}
	name, text := strings.ToLower(f.Name), "%"+like(f.Text)+"%"
	add(f.System != "", `system.name = ?`, f.System)
	add(f.Name != "", `(`+lower(d, "login", name)+` = ? OR key = ?)`, name, f.Name)
	add(f.Key != "", `key = ?`, f.Key)
	add(f.Link != "", `link = ?`, string(f.Link))
	add(f.State != "", `state = ?`, string(f.State))
	add(f.Person != "", `person = ?`, string(f.Person))
	add(f.After > 0, `account.id > ?`, f.After)
	var somewhere []string
	for _, column := range []string{"login", "email", "account.name", "employee", "key"} {
		somewhere = append(somewhere, lower(d, column, text)+` LIKE ? ESCAPE '\'`)
	}
	add(f.Text != "", `(`+strings.Join(somewhere, " OR ")+`)`, text, text, text, text, text)
	if len(terms) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(terms, " AND "), args
}

// lower is a column in lower case, to be compared with text in lower case. Every database can do that to the letters of
// ASCII, and at once; it takes longer to do it to all, and only text that has others needs it.
func lower(d dialect, column, text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		return d.lower(column)
	}
	return "lower(" + column + ")"
}

// like returns text in lower case with the signs that LIKE understands taken for themselves.
func like(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text))
}

// errEnough says that whoever reads a stream wants no more of it.
var errEnough = errors.New("enough")

// stream yields rows one by one; the last pair carries an error, if there was one.
func stream[T any](ctx context.Context, s *Store, query string, args []any, scan func(*rows, *T) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows := s.query(ctx, query, args...)
		err := each(rows, func() error {
			var one T
			if err := scan(rows, &one); err != nil {
				return err
			}
			if !yield(one, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(zero, err)
		}
	}
}

// Account returns one account as the last complete reading saw it; there is false when it was not in it.
func (s *Store) Account(ctx context.Context, ref identity.AccountRef) (row AccountRow, there bool, err error) {
	for row, err := range s.Accounts(ctx, AccountFilter{System: ref.System, Key: ref.Key, Limit: 1}) {
		return row, err == nil, err
	}
	return row, false, nil
}
