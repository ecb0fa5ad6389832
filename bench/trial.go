package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // reads the store, to see that the pass found what was planted
)

// trial is one size of company, measured.
type trial struct {
	company *company
	folder  string
	program string // exeunt
	rival   *rival // nil: there is none here
	repeat  int
	say     func(format string, args ...any)

	want  expected
	lines []line
}

// line is one measurement of the table.
type line struct {
	what  string
	took  measured
	rival measured // of the same files in the same run; zero: not run
	rows  int
	store int64
}

// run measures, in this order: the first pass, the list of everything that it stored, passes with nothing changed, and
// passes with one account of a hundred changed. The rival runs beside each kind.
func (t *trial) run(ctx context.Context) error {
	if err := t.generate(ctx, 0); err != nil {
		return err
	}
	settings := filepath.Join(t.folder, "exeunt.yaml")
	if err := os.WriteFile(settings, []byte(t.company.settings()), 0o600); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{t.first, t.list, t.unchanged, t.changed} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) generate(ctx context.Context, generation int) (err error) {
	t.want, err = t.company.write(ctx, t.folder, generation)
	return err
}

// pass runs `exeunt plan`, and sees that it linked what there is to link.
func (t *trial) pass(ctx context.Context) (measured, error) {
	return command{folder: t.folder, program: t.program, args: []string{"plan"}, codes: []int{3, 4}}.measure(ctx)
}

func (t *trial) first(ctx context.Context) error {
	took, err := t.pass(ctx)
	if err != nil {
		return err
	}
	if err := t.check(ctx); err != nil {
		return err
	}
	return t.add(ctx, "first pass, everything stored", []measured{took})
}

func (t *trial) list(ctx context.Context) error {
	took, err := command{folder: t.folder, program: t.program, args: []string{"accounts", "--json"}, discard: true}.measure(ctx)
	if err != nil {
		return err
	}
	t.put(line{what: "everything listed (`accounts --json`)", took: took})
	return nil
}

func (t *trial) unchanged(ctx context.Context) error {
	var runs []measured
	for range t.repeat {
		took, err := t.pass(ctx)
		if err != nil {
			return err
		}
		runs = append(runs, took)
	}
	return t.add(ctx, "pass with nothing changed", runs)
}

func (t *trial) changed(ctx context.Context) error {
	var runs []measured
	for generation := range t.repeat {
		if err := t.generate(ctx, generation+1); err != nil {
			return err
		}
		took, err := t.pass(ctx)
		if err != nil {
			return err
		}
		runs = append(runs, took)
	}
	if err := t.check(ctx); err != nil {
		return err
	}
	return t.add(ctx, "pass with 1 % changed", runs)
}

// add puts the median of the runs into the table, beside as many runs of the rival.
func (t *trial) add(ctx context.Context, what string, runs []measured) error {
	l := line{what: what, took: median(runs)}
	if t.rival != nil {
		var others []measured
		for range t.repeat {
			other, err := t.rival.join(ctx, t.company, t.folder, t.want)
			if err != nil {
				return err
			}
			others = append(others, other)
		}
		l.rival = median(others)
	}
	t.put(l)
	return nil
}

func (t *trial) put(l line) {
	l.rows, l.store = t.want.accounts, sizeOf(filepath.Join(t.folder, "exeunt.db*"))
	t.lines = append(t.lines, l)
	t.say("  %-40s %6.2f s  %6.2f s of CPU  %5d MiB  (DuckDB %.2f s, %.2f s, %d MiB)", l.what, l.took.wall.Seconds(), l.took.busy.Seconds(),
		l.took.peak>>20, l.rival.wall.Seconds(), l.rival.busy.Seconds(), l.rival.peak>>20)
}

// check compares what the store remembers with what was generated.
func (t *trial) check(ctx context.Context) error {
	db, err := sql.Open("sqlite", filepath.Join(t.folder, "exeunt.db"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // only read: nothing can be lost
	var got expected
	err = db.QueryRowContext(ctx, `SELECT sum(size), sum(linked) FROM account_block`).Scan(&got.accounts, &got.linked)
	if err != nil {
		return err
	}
	if got != t.want {
		return fmt.Errorf("the store holds %+v, and the files hold %+v", got, t.want)
	}
	return nil
}
