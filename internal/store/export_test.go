package store

import (
	"context"
	"io/fs"
)

// MakeEarlier makes a store as programs made it before a migration, with what the statements put into it.
func MakeEarlier(ctx context.Context, url string, migration int, statements ...string) (err error) {
	s := &Store{asker: asker{dialect: dialectOf(url)}, writing: make(chan struct{}, 1)}
	if s.db, err = s.dialect.open(ctx, url, Options{}); err != nil {
		return err
	}
	s.conn, s.writer = s.db, s.db
	files, err := fs.ReadDir(migrations, s.dialect.migrations())
	if err != nil {
		return err
	}
	if err := s.migrateBy(ctx, files[:migration-1]); err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := s.exec(ctx, statement); err != nil {
			return err
		}
	}
	return s.Close()
}
