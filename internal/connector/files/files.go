// Package files is a connector (the floor): exports of HR and of applications, picked up where they are put.
//
//   - name: hr
//     kind: files
//     from: sftp://hr.example.com/outgoing
//     pattern: "hr-*.xlsx.age"
//     user: exeunt
//     key: file:/etc/exeunt/id_ed25519
//     known-hosts: known_hosts
//     marker: .done
//     decrypt: file:/etc/exeunt/age.key
//     zone: Europe/Paris
//     columns: {id: employee_id, given: first_name, family: last_name, end: termination_date}
//
// A Source takes the newest file that is complete, keeps it as it came under its hash, decrypts it, and turns it into
// the lines of columns that the csv connector reads: what those mean is said there. What could be read in two ways is
// refused with its cell. See docs/connectors/files.md.
package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Config is one place and what lies there, as the settings describe it.
type Config struct {
	Name    string // of the source or system in the settings; required
	From    string // a folder, sftp://HOST[:PORT]/FOLDER, or https://HOST/FILE; required
	Pattern string // which files of a folder, as path.Match has it; the newest is taken

	User       string // of SFTP, or of HTTPS with Password
	Key        secret // the private key for SFTP
	Passphrase secret
	KnownHosts string
	HostKey    string
	Password   secret
	Token      secret // a bearer token for HTTPS
	CA         string // the file of the authority that signed the server's certificate; empty: those of this machine

	Marker   string        // the file counts when one of its name and this suffix is there; empty: no such rule
	Checksum string        // a file of its name and this suffix holds its SHA-256; empty: no such rule
	Trailer  string        // a pattern of the last line, whose group is the number of rows before it; empty: no such rule
	Stable   time.Duration // how long the file must have been left alone; 10 s

	Evidence string // the folder in which every file that was read is kept; required
	Decrypt  secret // an age identity; nil: the file is not encrypted

	Format   Format
	Encoding string  // of fixed: utf-8 (or nothing), windows-1252
	Sheet    string  // of XLSX; empty: it has one
	Fields   []Field // of fixed
	Columns  []string

	Timeout time.Duration // of one fetch; 2 min
}

type secret = func(context.Context) (string, error)

// Format is how a file is written.
type Format string

// The formats. Empty: by the end of the name.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSON  Format = "json"  // a list of objects, or an object a line
	Fixed Format = "fixed" // columns of a fixed width
)

// Field is one column of a file of fixed width.
type Field struct {
	Name  string
	Width int // in characters
}

// Source is one place. It may be used by several goroutines at once.
type Source struct {
	cfg     Config
	trailer *regexp.Regexp
	wait    func(context.Context, time.Duration) error
	now     func() time.Time

	mu   sync.Mutex
	last kept // the file that was fetched last
}

// kept is a file that lies among the evidence.
type kept struct {
	entry
	path string
}

// New checks the settings. It does no I/O. The error names every problem at once, one a line.
func New(cfg Config) (*Source, error) {
	cfg.fill()
	s := &Source{cfg: cfg, wait: pause, now: time.Now}
	err := cfg.check()
	if cfg.Trailer != "" {
		var bad error
		if s.trailer, bad = regexp.Compile(cfg.Trailer); bad != nil || s.trailer.NumSubexp() != 1 {
			err = errors.Join(err, fmt.Errorf("trailer %q: a pattern with one group, the number of rows, is expected, such as ^TRAILER;([0-9]+)$", cfg.Trailer))
		}
	}
	return s, err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Fetched is a file on this machine, as the csv connector reads it.
type Fetched struct {
	Path string
	Made bool   // it was made from something else, as comma-separated UTF-8; else it is the CSV that was there
	Done func() // called when it was read: what had to be made of the file is removed then
}

// Fetch brings the newest complete file to this machine.
func (s *Source) Fetch(ctx context.Context) (Fetched, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.cfg.Timeout, timeoutError{s.cfg.From, s.cfg.Timeout})
	defer cancel()
	file, err := s.fetch(ctx)
	if err != nil {
		return Fetched{}, causeOf(ctx, err)
	}
	made, err := s.made(ctx, file)
	if err != nil {
		return Fetched{}, fmt.Errorf("%s (kept as %s): %w", file.name, file.path, err)
	}
	return made, nil
}

// fetch returns the newest complete file among the evidence. A file that has not changed since is not fetched again.
func (s *Source) fetch(ctx context.Context) (kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.cfg.place(ctx)
	if err != nil {
		return kept{}, err
	}
	defer p.close()
	found, err := s.newest(ctx, p)
	if err != nil {
		return kept{}, err
	}
	if _, gone := os.Stat(s.last.path); s.last.path != "" && gone == nil && found.same(s.last.entry) {
		return s.last, nil
	}
	path, err := s.keep(ctx, p, found)
	if err != nil {
		return kept{}, err
	}
	s.last = kept{found, path}
	return s.last, nil
}

// made turns the kept file into what the csv connector reads.
func (s *Source) made(ctx context.Context, file kept) (Fetched, error) {
	format := s.cfg.formatOf(file.name)
	if s.cfg.Decrypt == nil && format == CSV && s.trailer == nil {
		return Fetched{Path: file.path, Done: func() {}}, nil
	}
	dir, err := os.MkdirTemp("", "exeunt-files-")
	if err != nil {
		return Fetched{}, err
	}
	done := func() { _ = os.RemoveAll(dir) }
	path, err := s.convert(ctx, file, format, dir)
	if err != nil {
		done()
		return Fetched{}, err
	}
	return Fetched{path, format != CSV, done}, nil
}

func (c *Config) formatOf(name string) Format {
	if c.Format != "" {
		return c.Format
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".age")
	switch filepath.Ext(name) {
	case ".xlsx", ".xlsm":
		return XLSX
	case ".json", ".jsonl", ".ndjson":
		return JSON
	}
	return CSV
}

// timeoutError says that a file was not fetched in time.
type timeoutError struct {
	from  string
	after time.Duration
}

func (e timeoutError) Error() string {
	return fmt.Sprintf("%s was not read within %s: see whether it answers, or give it more time with timeout in the settings", e.from, e.after)
}

func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
