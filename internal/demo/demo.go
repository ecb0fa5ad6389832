// Package demo is an edge: a made-up company of 500 people for somebody who has nothing installed: an HR file, an LDAP
// directory in this process, and the export of an application that only a human can change.
//
// Everything goes the ordinary way: the ordinary connectors read the ordinary files and speak to the directory over a
// socket. Only the company is made up.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

// Company is the demo company in its folder, with its directory running.
type Company struct {
	Settings  string // the path of the settings file
	Address   string // where the directory listens
	directory *directory.Directory
}

// Account is the account of Exeunt in the directory; the file directory.password holds its password.
const Account = directory.ServiceDN

const password = "demo-service-password"

// Options are how the company is made.
type Options struct {
	Dir string
	// Bare leaves the settings file out: somebody wants to write it by hand, or with init.
	Bare bool
	// Now is around when dates are laid when the company is made.
	Now time.Time
}

// usual is where the directory listens when nothing says otherwise and nobody else does.
const usual = "127.0.0.1:6360"

// Open makes the company in the folder, or takes the one that is there, and starts its directory. Close it.
func Open(_ context.Context, o Options) (*Company, error) {
	dir, now := o.Dir, o.Now
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of the demo: %w", err)
	}
	c := &Company{Settings: filepath.Join(dir, "exeunt.yaml")}
	people := invent(now)
	d, err := directory.Open(filepath.Join(dir, "directory.ldif"), entries(people))
	if err != nil {
		return nil, fmt.Errorf("open the demo's directory: %w", err)
	}
	c.directory = d
	if c.Address, err = serve(d, c.Settings); err == nil {
		err = o.writeFiles(c.Address, people)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return c, nil
}

// Close stops the directory and keeps its state.
func (c *Company) Close() error { return c.directory.Close() }

// serve listens where the settings file says, so that it stays as it is; else on any free port.
func serve(d *directory.Directory, settings string) (string, error) {
	text, err := os.ReadFile(settings)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if _, after, found := strings.Cut(string(text), "url: ldaps://"); found {
		address, _, _ := strings.Cut(after, "\n")
		if url, err := d.Serve(strings.TrimSpace(address)); err == nil {
			return host(url), nil
		}
	}
	url, err := d.Serve(usual)
	if err != nil {
		url, err = d.Serve("127.0.0.1:0")
	}
	if err != nil {
		return "", fmt.Errorf("start the demo's directory: %w", err)
	}
	return host(url), nil
}

func host(url string) string {
	_, address, _ := strings.Cut(url, "://")
	if h, port, err := net.SplitHostPort(strings.TrimSuffix(address, "/")); err == nil {
		return net.JoinHostPort(h, port)
	}
	return address
}

// writeFiles writes what is not there yet. The settings file follows the directory's address.
func (o *Options) writeFiles(address string, people []person) error {
	err := errors.Join(
		once(filepath.Join(o.Dir, "directory.password"), 0o600, []byte(password+"\n")),
		once(filepath.Join(o.Dir, "hr.csv"), 0o644, hrFile(people)),
		once(filepath.Join(o.Dir, "crm-users.csv"), 0o644, crmFile(people, o.Now)),
	)
	if err != nil || o.Bare {
		return err
	}
	settings := filepath.Join(o.Dir, "exeunt.yaml")
	if have, err := os.ReadFile(settings); err == nil && strings.Contains(string(have), "ldaps://"+address+"\n") {
		return nil
	}
	return os.WriteFile(settings, []byte(strings.ReplaceAll(settingsFile, "ADDRESS", address)), 0o644)
}

func once(path string, mode fs.FileMode, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
