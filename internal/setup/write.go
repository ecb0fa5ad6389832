package setup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// mayWrite returns why a settings file cannot be written. It is asked first, so that nobody answers questions in vain.
func mayWrite(path string, force bool) error {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return misused(path + " is a folder: name a file with --config FILE")
	case err == nil && !force:
		return misused(path + " is there already and was left as it is: --config FILE names another one, --force writes it anew and keeps the old one beside it")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return misused(err.Error())
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return misused("the folder " + filepath.Dir(path) + " of the settings file is not there: make it first")
	}
	return nil
}

// write tries the settings, and writes them when they can be loaded.
func (s *session) write(ctx context.Context) (*Result, error) {
	r := &Result{File: s.File, Typed: s.typed}
	if s.Schema {
		r.Schema = strings.TrimSuffix(s.File, filepath.Ext(s.File)) + ".schema.json"
	}
	l := s.draft.yaml(r.Schema)
	r.Checks = l.checks
	text := []byte(l.text.String())
	var err error
	if r.Readings, err = s.tryText(ctx, text); err != nil {
		return nil, err
	}
	if r.Schema != "" {
		if err := writeSchema(r.Schema, s.Force); err != nil {
			return nil, err
		}
	}
	if s.Force {
		if r.Kept, err = putAside(s.File); err != nil {
			return nil, err
		}
	}
	return r, create(s.File, text)
}

// tryText loads the settings as every command does, from a file beside the one that is going to be written, and reads
// everything once.
func (s *session) tryText(ctx context.Context, text []byte) ([]Reading, error) {
	f, err := os.CreateTemp(s.draft.root, ".exeunt-init-*.yaml")
	if err != nil {
		return nil, fmt.Errorf("write beside %s: %w", s.File, err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("write beside %s: %w", s.File, err), os.Remove(f.Name()))
	}
	settings, err := config.Load(f.Name())
	if lost := os.Remove(f.Name()); lost != nil {
		return nil, lost
	}
	if invalid, ok := errors.AsType[*config.InvalidError](err); ok {
		return nil, refused(invalid)
	}
	if err != nil {
		return nil, err
	}
	return s.try(ctx, settings)
}

// refused says what the settings do not take. The file in which it stood is not there any more.
func refused(invalid *config.InvalidError) error {
	u := &UsageError{}
	for _, p := range invalid.Problems {
		u.Problems = append(u.Problems, p.What+", and "+p.Expected+" is expected")
	}
	return u
}

// create writes a file that is not there.
func create(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return misused(path + " has come into being meanwhile and was left as it is: --force writes it anew")
	}
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the settings: %w", err), os.Remove(path))
	}
	return nil
}

// writeSchema writes the JSON Schema of the settings. Another file of that name is not touched.
func writeSchema(path string, force bool) error {
	have, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(have, config.Schema()):
		return nil
	case err == nil && !force:
		return misused(path + " is there already and says something else: --force writes it anew")
	case err == nil:
		return os.WriteFile(path, config.Schema(), 0o644)
	}
	return create(path, config.Schema())
}

// putAside keeps a file under another name, and returns that. Empty: there was none.
func putAside(path string) (kept string, err error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	for n := 1; ; n++ {
		kept = path + ".old"
		if n > 1 {
			kept += fmt.Sprint(n)
		}
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			return kept, os.Rename(path, kept)
		}
	}
}
