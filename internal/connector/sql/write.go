package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// values are what every statement is given.
func (d *deed) values() map[string]*string {
	return map[string]*string{"key": &d.account.Ref.Key, "login": &d.account.Login, "reason": &d.op.Reason}
}

// then runs the statements of the verb.
func (d *deed) then(ctx context.Context, values map[string]*string, wrong func(is *identity.Account, open bool) string) error {
	return d.with(ctx, d.op.Verb, values, wrong)
}

// with runs the statements of a verb, and looks, in the same transaction, whether they did what they are for. Wrong says
// what is not as it should be; it is given no account when there is none any more. What goes wrong is rolled back by
// whoever began the transaction.
func (d *deed) with(ctx context.Context, verb identity.Verb, values map[string]*string, wrong func(is *identity.Account, open bool) string) error {
	for _, w := range d.write[verb] {
		if err := d.exec(ctx, &w, values); err != nil {
			return err
		}
	}
	is, err := d.find(ctx, d.tx, d.op.Account.Key)
	found := &is
	switch {
	case errors.Is(err, connector.ErrGone):
		found = nil
	case err != nil:
		return err
	}
	open, err := d.residual(ctx, d.tx, d.op.Account.Key)
	if err != nil {
		return err
	}
	if what := wrong(found, len(open) > 0); what != "" {
		return connector.Permanent(fmt.Errorf("write: %s was done and taken back, because afterwards %s: mend the statements or the queries of the settings", verb, what))
	}
	return nil
}

// exec runs one statement, which must change as many rows as the settings say.
func (d *deed) exec(ctx context.Context, w *write, values map[string]*string) error {
	text, args := w.text(d.kind, values)
	result, err := d.tx.ExecContext(ctx, text, args...)
	if err != nil {
		return d.explain(w.where, err)
	}
	if w.rows == AnyRows {
		return nil
	}
	changed, err := result.RowsAffected()
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", w.where, err)
	case changed != int64(w.rows):
		return connector.Permanent(fmt.Errorf("%s changed %d rows, and %d is expected: it was taken back; see to the statement, or to rows", w.where, changed, w.rows))
	}
	return nil
}
