package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// place is where files are put.
type place interface {
	// list returns the files of the place.
	list(ctx context.Context) ([]entry, error)
	// open reads one of them.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	close()
}

// entry is one file.
type entry struct {
	name    string
	size    int64 // -1: unknown
	written time.Time
}

// same reports whether a file is as it was seen before.
func (e entry) same(o entry) bool {
	return e.name == o.name && e.size == o.size && e.written.Equal(o.written) && !e.written.IsZero()
}

func (c *Config) place(ctx context.Context) (place, error) {
	switch c.scheme() {
	case "sftp":
		return c.dial(ctx)
	case "https":
		return c.website(ctx)
	}
	return folder(c.From), nil
}

// folder is a folder of this machine.
type folder string

func (f folder) list(context.Context) ([]entry, error) {
	found, err := os.ReadDir(string(f))
	if err != nil {
		return nil, fmt.Errorf("look into %s: %w: check from, and let the account that runs Exeunt read it", string(f), err)
	}
	var list []entry
	for _, d := range found {
		info, err := os.Stat(filepath.Join(string(f), d.Name()))
		switch {
		case errors.Is(err, os.ErrNotExist): // it was moved away meanwhile
		case err != nil:
			return nil, err
		case info.Mode().IsRegular():
			list = append(list, entry{d.Name(), info.Size(), info.ModTime()})
		}
	}
	return list, nil
}

func (f folder) open(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(string(f), name))
}

func (folder) close() {}
