package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// querier asks a store, or asks in a transaction.
type querier interface {
	query(ctx context.Context, query string, args ...any) *rows
	row(ctx context.Context, query string, args ...any) row
}

// asker asks a database, a connection or a transaction in the words of its dialect, and explains what it says.
type asker struct {
	dialect dialect
	conn    interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
}

func (a asker) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := a.conn.ExecContext(ctx, a.dialect.rebind(query), clean(args)...)
	if err != nil {
		return 0, a.dialect.explain(err)
	}
	return result.RowsAffected()
}

func (a asker) query(ctx context.Context, query string, args ...any) *rows {
	return &rows{dialect: a.dialect, ask: func() (*sql.Rows, error) {
		return a.conn.QueryContext(ctx, a.dialect.rebind(query), clean(args)...)
	}}
}

func (a asker) row(ctx context.Context, query string, args ...any) row {
	return row{a.conn.QueryRowContext(ctx, a.dialect.rebind(query), clean(args)...), a.dialect}
}

// rows are the rows of a query. It is asked by each and by list, which close them: nobody else can.
type rows struct {
	dialect dialect
	ask     func() (*sql.Rows, error)
	scan    func(into ...any) error
}

// Scan reads the row that each or list has come to.
func (r *rows) Scan(into ...any) error { return r.scan(into...) }

// row is the one row of a query.
type row struct {
	*sql.Row
	dialect dialect
}

// Scan reads the row; sql.ErrNoRows when there is none.
func (r row) Scan(into ...any) error { return r.dialect.explain(r.Row.Scan(into...)) }

// each asks, and calls f for every row.
func each(r *rows, f func() error) error {
	found, err := r.ask()
	if err != nil {
		return r.dialect.explain(err)
	}
	defer func() { _ = found.Close() }() // only read: nothing can be lost
	r.scan = found.Scan
	for found.Next() {
		if err := f(); err != nil {
			return err
		}
	}
	return r.dialect.explain(found.Err())
}

// list scans every row into a list.
func list[T any](r *rows, scan func(*T) error) ([]T, error) {
	var all []T
	err := each(r, func() error {
		var one T
		err := scan(&one)
		all = append(all, one)
		return err
	})
	return all, err
}

// marks returns n placeholders.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = list[i]
	}
	return out
}

// clean makes texts of a kind that every database can hold, in place: PostgreSQL knows no NUL, and nothing that is not
// UTF-8. Such a byte becomes U+FFFD and its two digits, so that different texts stay different.
func clean(args []any) []any {
	for i, arg := range args {
		if text, ok := arg.(string); ok && !isClean(text) {
			args[i] = cleanText(text)
		}
	}
	return args
}

func isClean(text string) bool { return strings.IndexByte(text, 0) < 0 && utf8.ValidString(text) }

// cleaned returns a text of that kind.
func cleaned(text string) string {
	if isClean(text) {
		return text
	}
	return cleanText(text)
}

func cleanText(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		if r == 0 || r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%c%02x", utf8.RuneError, text[0])
		} else {
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return b.String()
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
