package store

import (
	"context"
	"database/sql"
	"strings"
)

// manyRows is how many rows one INSERT takes: enough that what a statement costs by itself is little beside its rows.
const manyRows = 100

// insert adds rows, many at once. Head is "INSERT INTO t (a, b) VALUES"; tail, such as an ON CONFLICT, may be empty.
// Every row has the same number of values.
func (t *tx) insert(ctx context.Context, head, tail string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	w := t.writer(head, tail, len(rows[0]))
	for _, row := range rows {
		if err := w.add(ctx, row...); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// writer adds rows of one kind, which may come one by one for as long as the transaction goes on.
type writer struct {
	t          *tx
	head, tail string
	columns    int
	last       []any     // the values that every row ends with
	many       *sql.Stmt // of manyRows rows; made when they are there
	args       []any
}

func (t *tx) writer(head, tail string, columns int) *writer {
	return &writer{t: t, head: head, tail: tail, columns: columns}
}

// add takes a row. The statement that it prepares ends with the transaction.
func (w *writer) add(ctx context.Context, row ...any) (err error) {
	if w.args = append(append(w.args, row...), w.last...); len(w.args) < manyRows*w.columns {
		return nil
	}
	if w.many == nil {
		w.many, err = w.t.whole.PrepareContext(ctx, w.t.dialect.rebind(w.head+values(manyRows, w.columns)+w.tail))
		if err != nil {
			return w.t.dialect.explain(err)
		}
	}
	_, err = w.many.ExecContext(ctx, clean(w.args)...)
	w.args = w.args[:0]
	return w.t.dialect.explain(err)
}

// flush writes the rows that are not written yet.
func (w *writer) flush(ctx context.Context) error {
	n := len(w.args) / w.columns
	if n == 0 {
		return nil
	}
	_, err := w.t.exec(ctx, w.head+values(n, w.columns)+w.tail, w.args...)
	w.args = w.args[:0]
	return err
}

// values returns n times (?, ?, ...).
func values(n, columns int) string {
	one := " (" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + "),"
	return strings.TrimSuffix(strings.Repeat(one, n), ",")
}
