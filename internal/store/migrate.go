package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

//go:embed migration
var migrations embed.FS

// ErrForeign says that the database holds the tables of another program.
var ErrForeign = errors.New("its tables are not those of Exeunt: name a file or a database of its own under `store:`; nothing was changed")

// ErrNewer says that a newer program wrote the store.
var ErrNewer = errors.New("a newer exeunt wrote this store: use that one, or a newer one; nothing was changed")

// migrate brings the schema up to this program, forward only, each migration in one transaction.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.ReadDir(migrations, s.dialect.migrations())
	if err != nil {
		return err
	}
	return s.migrateBy(ctx, files)
}

func (s *Store) migrateBy(ctx context.Context, files []fs.DirEntry) error {
	have, err := s.schema(ctx)
	if err != nil {
		return err
	}
	if have > len(files) {
		return ErrNewer
	}
	if have == 0 {
		if err := s.dialect.found(ctx, s.db); err != nil {
			return err
		}
	}
	for number := have + 1; number <= len(files); number++ {
		if err := s.step(ctx, number, files[number-1].Name()); err != nil {
			return fmt.Errorf("migration %s: %w", files[number-1].Name(), err)
		}
	}
	return nil
}

// schema returns the number of the last migration that the store has seen; 0 for an empty database. A database that
// holds something else is ErrForeign.
func (a asker) schema(ctx context.Context) (int, error) {
	rows := a.query(ctx, a.dialect.tables())
	tables, err := list(rows, func(name *string) error { return rows.Scan(name) })
	switch {
	case err != nil || len(tables) == 0:
		return 0, err
	case !slices.Contains(tables, "meta") || !slices.Contains(tables, "ledger_entry"):
		return 0, ErrForeign
	}
	var value string
	if err := a.row(ctx, `SELECT value FROM meta WHERE name = 'schema'`).Scan(&value); err != nil {
		return 0, err
	}
	return strconv.Atoi(value)
}

// step takes one migration, unless another process was faster.
func (s *Store) step(ctx context.Context, number int, file string) error {
	text, err := fs.ReadFile(migrations, s.dialect.migrations()+"/"+file)
	if err != nil {
		return err
	}
	return s.write(ctx, "its tables", func(t *tx) error {
		if have, err := t.schema(ctx); err != nil || have >= number {
			return err
		}
		for statement := range strings.SplitSeq(string(text), ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if _, err := t.exec(ctx, statement); err != nil {
				return err
			}
		}
		if move := moves[number]; move != nil {
			if err := move(ctx, t); err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, `INSERT INTO meta (name, value) VALUES ('schema', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, strconv.Itoa(number))
		return err
	})
}
