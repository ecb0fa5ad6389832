package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Operator is somebody who works with the program.
type Operator struct {
	Number   int64
	Login    string // in lower case; what they sign in with, usually a mail address
	Name     string
	Roles    []string
	Password string // a hash with its parameters; empty: they cannot sign in with one
	Subject  string // whom an identity provider says they are; empty: they do not sign in by one
	Person   string // the id of the person who they are; empty: unknown
	Language string // empty: that of their browser
	Created  time.Time
	Disabled time.Time // zero: they may sign in
}

const operatorColumns = `number, login, name, roles, password, subject, person, language, created_at, disabled_at`

// NoOperatorError says that no operator is called that.
type NoOperatorError struct{ Name string }

// Error says who is not there.
func (e *NoOperatorError) Error() string { return fmt.Sprintf("no operator is called %q", e.Name) }

// Operators returns every operator, also those who may not sign in any more, oldest first.
func (s *Store) Operators(ctx context.Context) ([]Operator, error) {
	rows := s.query(ctx, `SELECT `+operatorColumns+` FROM operator ORDER BY number`)
	return list(rows, func(o *Operator) error { return scanOperator(rows.Scan, o) })
}

// Operator returns the operator with the number.
func (s *Store) Operator(ctx context.Context, number int64) (Operator, error) {
	return s.operator(ctx, number)
}

func (a asker) operator(ctx context.Context, number int64) (Operator, error) {
	return a.findOperator(ctx, fmt.Sprint(number), `number = ?`, number)
}

// OperatorByLogin returns the operator with the login, whatever its case.
func (s *Store) OperatorByLogin(ctx context.Context, login string) (Operator, error) {
	return s.findOperator(ctx, login, `login = ?`, strings.ToLower(login))
}

// OperatorBySubject returns the operator whom an identity provider calls so.
func (s *Store) OperatorBySubject(ctx context.Context, subject string) (Operator, error) {
	return s.findOperator(ctx, subject, `subject = ?`, subject)
}

func (a asker) findOperator(ctx context.Context, name, where string, arg any) (o Operator, err error) {
	err = scanOperator(a.row(ctx, `SELECT `+operatorColumns+` FROM operator WHERE `+where, arg).Scan, &o)
	if errors.Is(err, sql.ErrNoRows) {
		return o, &NoOperatorError{name}
	}
	return o, err
}

func scanOperator(scan func(...any) error, o *Operator) error {
	var roles string
	var created, disabled int64
	err := scan(&o.Number, &o.Login, &o.Name, &roles, &o.Password, &o.Subject, &o.Person, &o.Language, &created, &disabled)
	o.Roles, o.Created, o.Disabled = words(roles), instant(created), instant(disabled)
	return err
}

// words returns what was joined by blanks.
func words(s string) []string { return strings.Fields(s) }

// AddOperator keeps a new operator and returns it with its number. The first one may be added only while there is none:
// first says so, and a second first one is refused.
func (s *Store) AddOperator(ctx context.Context, o Operator, first bool, by By, at time.Time) (Operator, error) {
	o.Login, o.Created = strings.ToLower(o.Login), at.UTC()
	err := s.write(ctx, "operator "+o.Login, func(t *tx) error {
		if err := t.row(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM operator`).Scan(&o.Number); err != nil {
			return err
		}
		if first && o.Number != 1 {
			return ErrTaken
		}
		added, err := t.exec(ctx, `INSERT INTO operator (`+operatorColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
			o.Number, o.Login, o.Name, strings.Join(o.Roles, " "), o.Password, o.Subject, o.Person, o.Language, micros(at))
		if err != nil {
			return err
		}
		if added == 0 {
			return ErrTaken
		}
		return t.note(ctx, at, "operator", by.Actor, by.says(map[string]any{"operator": o.Login, "roles": o.Roles, "person": o.Person}))
	})
	return o, err
}

// ErrTaken says that somebody else was first: the name, or the place, is taken.
var ErrTaken = errors.New("it is taken already")

// ChangeOperator lets change decide, in one transaction, what is different of an operator, from all that there are and the
// numbers of those who have a passkey. It returns in words what was changed, for the ledger, which never holds a password;
// nothing was changed when it is empty. End says that every session of theirs ends and every browser is a stranger, as it
// is when they may sign in no more.
func (s *Store) ChangeOperator(ctx context.Context, number int64, change func(o *Operator, all Everybody) (what string, end bool, err error), by By, at time.Time) (o Operator, err error) {
	err = s.write(ctx, "a change of an operator", func(t *tx) error {
		if o, err = t.operator(ctx, number); err != nil {
			return err
		}
		all, err := t.everybody(ctx)
		if err != nil {
			return err
		}
		what, end, err := change(&o, all)
		if err != nil || what == "" {
			return err
		}
		return t.changeOperator(ctx, o, what, end || !o.Disabled.IsZero(), by, at)
	})
	return o, err
}

// Everybody is all operators, and the numbers of those who have a passkey.
type Everybody struct {
	Operators []Operator
	Passkeys  map[int64]bool
}

func (t *tx) everybody(ctx context.Context) (all Everybody, err error) {
	rows := t.query(ctx, `SELECT `+operatorColumns+` FROM operator ORDER BY number`)
	if all.Operators, err = list(rows, func(o *Operator) error { return scanOperator(rows.Scan, o) }); err != nil {
		return all, err
	}
	all.Passkeys, err = t.passkeyHolders(ctx)
	return all, err
}

// PasskeyHolders returns the numbers of the operators who have a passkey.
func (s *Store) PasskeyHolders(ctx context.Context) (map[int64]bool, error) {
	return s.passkeyHolders(ctx)
}

func (a asker) passkeyHolders(ctx context.Context) (map[int64]bool, error) {
	holders := map[int64]bool{}
	rows := a.query(ctx, `SELECT DISTINCT operator FROM passkey`)
	err := each(rows, func() error {
		var number int64
		err := rows.Scan(&number)
		holders[number] = true
		return err
	})
	return holders, err
}

func (t *tx) changeOperator(ctx context.Context, o Operator, what string, end bool, by By, at time.Time) error {
	_, err := t.exec(ctx, `UPDATE operator SET name = ?, roles = ?, password = ?, subject = ?, person = ?, language = ?, disabled_at = ? WHERE number = ?`,
		o.Name, strings.Join(o.Roles, " "), o.Password, o.Subject, o.Person, o.Language, micros(o.Disabled), o.Number)
	if err != nil {
		return err
	}
	if end {
		if err := errors.Join(t.endSessions(ctx, o.Number), t.forgetBrowsers(ctx, o.Number)); err != nil {
			return err
		}
	}
	body := by.says(map[string]any{"operator": o.Login, "what": what, "roles": o.Roles, "person": o.Person})
	return t.note(ctx, at, "operator-change", by.Actor, body)
}
