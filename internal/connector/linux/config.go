package linux

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"time"
)

// Config is a system of one or more hosts, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name  string // of the system in the settings; required
	Hosts []Host // at least one

	User       string                                    // whom we sign in as; required
	Key        func(ctx context.Context) (string, error) // the private key (OpenSSH or PEM), asked for at each new connection; required
	Passphrase func(ctx context.Context) (string, error) // of the key; nil: it has none
	KnownHosts string                                    // the path of a known_hosts file; needed by hosts without a key of their own

	Program string // where exeunt-host is on the hosts; /usr/local/sbin/exeunt-host
	NoSudo  bool   // User may run Program as it is: it is root

	UIDMin      int // below it an account is a system account; 1000
	UIDMax      int // and above it; 59999
	SystemUsers SystemUsers

	Concurrency int           // calls at once; 8
	Timeout     time.Duration // of one call on one host; 60 s

	Owner string // who does by hand what we do not: a mail address
}

// Host is one host of the system.
type Host struct {
	Name    string // part of every key: it must not change; required
	Address string // host or host:port; empty: Name
	HostKey string // its public key ("ssh-ed25519 AAAA..."); empty: Config.KnownHosts knows it
}

// SystemUsers says which accounts outside of UIDMin to UIDMax are read.
type SystemUsers string

// The choices.
const (
	SystemLogin SystemUsers = "login" // those with a password or a key: somebody could sign in
	SystemAll   SystemUsers = "all"
	SystemNone  SystemUsers = "none"
)

func (c *Config) fill() {
	c.Program = cmp.Or(c.Program, "/usr/local/sbin/exeunt-host")
	c.UIDMin = cmp.Or(c.UIDMin, 1000)
	c.UIDMax = cmp.Or(c.UIDMax, 59999)
	c.SystemUsers = cmp.Or(c.SystemUsers, SystemLogin)
	c.Concurrency = cmp.Or(c.Concurrency, 8)
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
}

var (
	hostPattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	programPattern = regexp.MustCompile(`^(/[A-Za-z0-9._-]+)+$`)
	loginPattern   = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}$`)
)

// check returns every problem of the settings, joined.
func (c *Config) check() error {
	var problems []error
	say := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	say(c.Name == "", "name is missing: name the system in the settings")
	say(len(c.Hosts) == 0, "hosts is empty: name at least one host")
	say(!loginPattern.MatchString(c.User), "user %q: the login that Exeunt has on the hosts is expected", c.User)
	say(c.Key == nil, "key is missing: name where the private key is kept")
	say(!programPattern.MatchString(c.Program), "program %q: an absolute path of letters, digits, . _ - is expected", c.Program)
	say(c.UIDMin < 1 || c.UIDMax < c.UIDMin, "uid-min %d and uid-max %d: the first must be 1 or more and not above the second", c.UIDMin, c.UIDMax)
	say(c.Concurrency < 1, "concurrency %d: 1 or more is expected", c.Concurrency)
	say(c.Timeout <= 0, "timeout %s: more than nothing is expected", c.Timeout)
	problems = append(problems, checkWord(c.SystemUsers), c.checkHosts())
	return errors.Join(problems...)
}

func checkWord(u SystemUsers) error {
	switch u {
	case SystemLogin, SystemAll, SystemNone:
		return nil
	}
	return fmt.Errorf("system-users %q: one of login, all, none is expected", u)
}

func (c *Config) checkHosts() (err error) {
	seen := map[string]bool{}
	for _, h := range c.Hosts {
		switch {
		case !hostPattern.MatchString(h.Name):
			err = errors.Join(err, fmt.Errorf("the host %q: a name of letters, digits, . _ - is expected", h.Name))
		case seen[h.Name]:
			err = errors.Join(err, fmt.Errorf("the host %s is named twice", h.Name))
		case h.HostKey == "" && c.KnownHosts == "":
			err = errors.Join(err, fmt.Errorf("nothing says which key %s has: give it a host-key, or the system a known-hosts file; it is never taken on trust", h.Name))
		}
		seen[h.Name] = true
	}
	return err
}

// address returns host:port.
func (h *Host) address() string {
	address := cmp.Or(h.Address, h.Name)
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, "22")
}
