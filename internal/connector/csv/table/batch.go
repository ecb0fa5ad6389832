package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Batches reads the rows behind the header, in the order of the file; it can be ranged over once. A batch, and the
// Fields of its rows, are the table's again when the next one is asked for. The strings may be kept, but each keeps
// the block that it came from in memory, a quarter of a megabyte: clone what must outlive the batch.
//
// An error ends it: what the context says, or a *Problems. Only when it ends without one was the table read whole.
// Rows are handed out also after a row that is wrong, so that the caller can find its own problems too (Report).
func (t *Table) Batches(ctx context.Context) iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		if t.started {
			yield(nil, errors.New("the table was read before: open it again"))
			return
		}
		t.started = true
		for {
			rows, err := t.next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(rows, err) || err != nil {
				return
			}
		}
	}
}

// next returns the next rows, or why there are no more: io.EOF when the table was read whole.
func (t *Table) next(ctx context.Context) ([]Row, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("read %s: %w", t.findings.file, context.Cause(ctx))
		}
		if t.findings.full() {
			t.findings.stopped = true
			return nil, t.ended(nil)
		}
		rows, damage := t.cut()
		if damage != nil {
			return nil, t.ended(damage)
		}
		if len(rows) > 0 {
			t.rows += len(rows)
			return rows, nil
		}
		if t.source.end {
			return nil, t.ended(nil)
		}
		if problem := t.fill(); problem != nil {
			return nil, t.ended(problem)
		}
	}
}

// cut cuts what is read so far.
func (t *Table) cut() ([]Row, *Problem) {
	text := t.source.text()
	used, damage := t.cutter.cut(text, t.source.end)
	if used == 0 && damage == nil && len(text) > MaxRow {
		damage = t.endless(text)
	}
	t.source.consume(used)
	return t.cutter.rows, damage
}

// endless says why a row does not end: as if the file ended here, it is a quote that is never closed.
func (t *Table) endless(text string) *Problem {
	if _, damage := t.cutter.cut(text, true); damage != nil {
		return damage
	}
	return &Problem{Line: t.cutter.line, What: fmt.Sprintf("the row is longer than %d MiB", MaxRow>>20), Todo: "check that this is a CSV file"}
}

// ended says how the reading ended. A file that changed says why, whatever else was found.
func (t *Table) ended(damage *Problem) error {
	if changed := t.source.changed(); changed != nil {
		t.findings.list, damage = nil, changed
	}
	if damage != nil {
		t.findings.damage(damage)
	}
	if err := t.findings.err(); err != nil {
		return err
	}
	t.whole = true
	return io.EOF
}

// fill reads one more block.
func (t *Table) fill() *Problem {
	wrong := t.source.fill()
	if wrong == nil {
		return nil
	}
	if wrong.at >= 0 {
		wrong.problem.Line = t.cutter.line + countLines(string(t.source.buf[:wrong.at]))
	}
	return &wrong.problem
}
