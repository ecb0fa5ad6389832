// Package directory is part of the demo, outside the way: an LDAP directory in the process, on a loopback socket.
//
// `exeunt demo` starts it so that somebody with nothing installed sees the ordinary ldap connector at work. It speaks the
// protocol (RFC 4511) over TLS, and where the connector can tell a difference it answers as OpenLDAP 2.5 with ppolicy,
// memberof and lastbind does; its tests run against both. It is no substitute for OpenLDAP in a test of anything else,
// and not a server to use.
//
// Who may do what is fixed: anybody reads the root DSE and the schema; who has signed in reads everything but
// passwords, 500 entries at most; the service account reads and writes everything, and pages by 500 at most.
package directory

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"time"
)

// Entry is one entry of the directory, in LDIF's own terms.
type Entry struct {
	DN         string
	Attributes []Attribute
}

// Attribute is the values of one attribute; at least one. A userPassword may come in clear, and is kept hashed.
type Attribute struct {
	Name   string
	Values []string
}

// Directory is a running directory. Its methods may be called from several goroutines at once.
type Directory struct {
	authority *authority
	server    server

	lock    sync.RWMutex // of tree and version
	tree    *tree
	version int // grows with each change

	saving sync.Mutex // of saved
	file   string
	saved  int // the version that the file holds
}

// Open makes the directory whose state is kept in the LDIF file at path: what the file holds when it is there, else the
// seed, parents before children (see Skeleton). A seed may bring operational attributes such as entryUUID, pwdLastSuccess
// or pwdAccountLockedTime; memberOf follows from the groups. Beside the file stand ca.crt and ca.key, made once: a client
// that trusts ca.crt goes on trusting the directory on later runs. One process at a time may open a file.
func Open(path string, seed []Entry) (*Directory, error) {
	d := &Directory{file: path, tree: newTree(), saved: -1}
	kept, err := readFile(path)
	switch {
	case err == nil:
		seed, d.saved = kept, 0
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := d.plant(seed); err != nil {
		return nil, fmt.Errorf("directory %s: %w", path, err)
	}
	if d.authority, err = openAuthority(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return d, d.save(0)
}

func (d *Directory) plant(entries []Entry) error {
	by := author{dn: ServiceDN, at: time.Now()}
	for _, e := range entries {
		if err := d.tree.plant(by, e); err != nil {
			return fmt.Errorf("entry %q: %w", e.DN, err)
		}
	}
	return nil
}

// CA returns the certificate, in PEM, that a client has to trust: the content of ca.crt.
func (d *Directory) CA() []byte { return d.authority.pem }

// Serve listens on a loopback address such as "127.0.0.1:6360" (port 0: any free one) until Close, and returns the URL to
// give to a client. It returns at once.
func (d *Directory) Serve(addr string) (url string, err error) {
	config, err := d.authority.serverConfig(time.Now())
	if err != nil {
		return "", err
	}
	bound, err := d.server.listen(addr, config, d.serve)
	if err != nil {
		return "", fmt.Errorf("serve the demo's directory on %s: %w", addr, err)
	}
	return "ldaps://" + bound.String(), nil
}

// Close ends every connection, waits until their requests are done, and saves what the file does not hold yet.
func (d *Directory) Close() error {
	d.server.close()
	d.lock.RLock()
	version := d.version
	d.lock.RUnlock()
	return d.save(version)
}

// change does one change to the tree and returns when the file holds it. An error that is a *result left everything as
// it was; after any other one the change is made, and the file will hold it when a later save succeeds.
func (d *Directory) change(do func(*tree) error) error {
	d.lock.Lock()
	err := do(d.tree)
	if err == nil {
		d.version++
	}
	version := d.version
	d.lock.Unlock()
	if err != nil {
		return err
	}
	return d.save(version)
}

// note does a change that need not be on disk before anybody is answered: a sign-in.
func (d *Directory) note(do func(*tree)) {
	d.lock.Lock()
	defer d.lock.Unlock()
	do(d.tree)
	d.version++
}

// look reads the tree, which does not change meanwhile.
func (d *Directory) look(read func(*tree)) {
	d.lock.RLock()
	defer d.lock.RUnlock()
	read(d.tree)
}
