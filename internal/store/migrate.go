package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migration
var migrations embed.FS

// ErrNewer says that a newer program wrote the store.
var ErrNewer = errors.New("a newer exeunt wrote this store: use that one, or a newer one; nothing was changed")

// migrate brings the schema up to this program, forward only, each migration in one transaction.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.ReadDir(migrations, s.dialect.migrations())
	if err != nil {
		return err
	}
	have, err := s.schema(ctx)
	if err != nil {
		return err
	}
	if have > len(files) {
		return ErrNewer
	}
	for number := have + 1; number <= len(files); number++ {
		if err := s.step(ctx, number, files[number-1].Name()); err != nil {
			return fmt.Errorf("migration %s: %w", files[number-1].Name(), err)
		}
	}
	return nil
}

// schema returns the number of the last migration that the store has seen; 0 for a new one.
func (s *Store) schema(ctx context.Context) (int, error) {
	var tables int
	err := s.row(ctx, s.dialect.hasMeta()).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var value string
	switch err := s.row(ctx, `SELECT value FROM meta WHERE name = 'schema'`).Scan(&value); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	}
	return strconv.Atoi(value)
}

func (s *Store) step(ctx context.Context, number int, file string) error {
	text, err := fs.ReadFile(migrations, s.dialect.migrations()+"/"+file)
	if err != nil {
		return err
	}
	t, err := s.begin(ctx)
	if err != nil {
		return err
	}
	for statement := range strings.SplitSeq(string(text), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := t.exec(ctx, statement); err != nil {
			return errors.Join(err, s.rollback(t))
		}
	}
	_, err = t.exec(ctx, `INSERT INTO meta (name, value) VALUES ('schema', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, strconv.Itoa(number))
	if err != nil {
		return errors.Join(err, s.rollback(t))
	}
	return s.commit(t)
}
