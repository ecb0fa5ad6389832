package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

type sqliteFile struct{}

func (sqliteFile) name(path string) string { return path }

func (sqliteFile) migrations() string { return "migration/sqlite" }

func (sqliteFile) rebind(query string) string { return query }

// open opens the file. Committed means on the disk: an intent must survive the loss of the machine.
func (d sqliteFile) open(ctx context.Context, path string, _ Options) (*sql.DB, error) {
	if folder := filepath.Dir(path); !isFolder(folder) {
		return nil, fmt.Errorf("the folder %s is not there: make it, or name another place under `store:`", folder)
	}
	if err := addLower(); err != nil {
		return nil, err
	}
	made := !exists(path)
	pragmas := url.Values{"_pragma": {
		"busy_timeout(10000)", "synchronous(full)", "foreign_keys(1)",
		"cache_size(-16384)", "temp_store(memory)", "wal_autocheckpoint(4000)",
	}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(d.explain(err), db.Close())
	}
	if made {
		_ = os.Chmod(path, 0o600) // on a file system without modes there is nothing to close
	}
	return db, nil
}

// found lets readers and the one writer go on side by side. It is a property of the file, and stays.
func (d sqliteFile) found(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `PRAGMA journal_mode = wal`)
	return d.explain(err)
}

func (sqliteFile) sole(context.Context, *sql.Tx) error { return nil } // _txlock=immediate is

type fileHold struct {
	lock *flock.Flock
}

func (h fileHold) writer(db *sql.DB) beginner { return db }

func (h fileHold) release() error { return h.lock.Unlock() }

// take locks a file beside the store; the system lets go of it when the process ends, however it ends.
func (sqliteFile) take(_ context.Context, path string, o Options) (hold, error) {
	if folder := filepath.Dir(path); !isFolder(folder) {
		return nil, fmt.Errorf("open the store %s: the folder %s is not there: make it, or name another place under `store:`", path, folder)
	}
	lock := flock.New(path + ".lock")
	held, err := lock.TryLock()
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return nil, fmt.Errorf("lock the store %s: the disk is full: make room and run the same command again: %w", path, err)
	case err != nil:
		return nil, fmt.Errorf("lock the store %s: give this user the right to write its folder: %w", path, err)
	}
	if !held {
		by, _ := os.ReadFile(path + ".holder") // who it is, is a courtesy
		return nil, &HeldError{By: strings.TrimSpace(string(by))}
	}
	who := fmt.Sprintf("%s, process %d, since %s\n", o.Hold, os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	_ = os.WriteFile(path+".holder", []byte(who), 0o600)
	return fileHold{lock}, nil
}

func (sqliteFile) lost(error) bool { return false } // a file stays

func (sqliteFile) explain(err error) error {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return err
	}
	switch code := failed.Code(); {
	case code&0xff == sqlitelib.SQLITE_FULL, code == sqlitelib.SQLITE_IOERR_SHMSIZE:
		return fmt.Errorf("the disk is full, so this was not kept: make room and run the same command again: %w", err)
	case code&0xff == sqlitelib.SQLITE_READONLY, code&0xff == sqlitelib.SQLITE_CANTOPEN, code&0xff == sqlitelib.SQLITE_PERM:
		return fmt.Errorf("the store cannot be opened to write: give this user the right to write the file and its folder: %w", err)
	case code&0xff == sqlitelib.SQLITE_NOTADB, code&0xff == sqlitelib.SQLITE_CORRUPT:
		return fmt.Errorf("the file is no store of Exeunt, or is damaged: keep it as it is, and bring back a copy, or name another file under `store:`: %w", err)
	case code&0xff == sqlitelib.SQLITE_BUSY:
		return fmt.Errorf("another process is writing to the store: run the same command again: %w", err)
	case code&0xff == sqlitelib.SQLITE_IOERR:
		return fmt.Errorf("the disk of the store failed: see what the system's log says of it; then run the same command again: %w", err)
	}
	return err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (sqliteFile) tables() string {
	return `SELECT name FROM sqlite_schema WHERE type = 'table'`
}

// lower is a function of our own: that of SQLite knows the letters of ASCII alone.
func (sqliteFile) lower(column string) string { return "exeunt_lower(" + column + ")" }

var addLower = sync.OnceValue(func() error {
	return sqlite.RegisterDeterministicScalarFunction("exeunt_lower", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		if text, ok := args[0].(string); ok {
			return strings.ToLower(text), nil
		}
		return args[0], nil
	})
})

func (sqliteFile) snapshot() sql.IsolationLevel { return sql.LevelDefault }
