package store

import (
	"context"
	"strings"
)

// manyRows is how many rows one INSERT takes; with the widest table it stays under the databases' count of parameters.
const manyRows = 400

// insert adds rows, many at once. Head is "INSERT INTO t (a, b) VALUES"; tail, such as an ON CONFLICT, may be empty.
// Every row has the same number of values.
func (t *tx) insert(ctx context.Context, head, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(manyRows, len(rows))
		args := make([]any, 0, n*len(rows[0]))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if _, err := t.exec(ctx, head+values(n, len(rows[0]))+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// values returns n times (?, ?, ...).
func values(n, columns int) string {
	one := " (" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + "),"
	return strings.TrimSuffix(strings.Repeat(one, n), ",")
}
