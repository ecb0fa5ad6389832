package systemtest

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// LinuxHost is a host of its own with OpenSSH: its own users, its own processes, its own /etc, /var and /home. It is made
// by test/systems/linux-host.sh and needs root.
type LinuxHost struct {
	Address    string // 127.0.0.1:PORT
	KnownHosts string // a known_hosts file that knows it and nobody else
	HostKey    string // its public key

	User    string // the account of the connector, which may run one program as root
	UserKey string // the private key of that account, a file

	Users int

	t    testing.TB
	held *held
}

// LinuxOptions say who lives on a host.
type LinuxOptions struct {
	Users int // how many of u0001, u0002, ...; 0 means 10
}

// Linux starts a host that nobody else uses, and ends it with the test. It skips or fails the test where there is none to
// be had.
func Linux(t testing.TB, options LinuxOptions) *LinuxHost {
	t.Helper()
	users := cmp.Or(options.Users, 10)
	h := start(t, "linux-host", 1, strconv.Itoa(users))
	l := &LinuxHost{
		Address: h.endpoint["SSH_ADDR"], KnownHosts: h.endpoint["SSH_KNOWN_HOSTS"],
		User: h.endpoint["SSH_ADMIN_USER"], UserKey: h.endpoint["SSH_ADMIN_KEY"],
		Users: users, t: t, held: h,
	}
	known := strings.SplitN(l.read(l.KnownHosts), " ", 2)
	l.HostKey = strings.TrimSpace(known[1])
	return l
}

// Login returns the login of the user with that number, counted from 1.
func (l *LinuxHost) Login(number int) string { return fmt.Sprintf("u%04d", number) }

// Password returns the password that a user was given.
func (l *LinuxHost) Password(login string) string { return "pw-" + login }

// PrivateKey returns the private key that opens every user's account.
func (l *LinuxHost) PrivateKey() []byte { return []byte(l.read(l.held.endpoint["SSH_USER_KEY"])) }

// Install puts a program into /usr/local/sbin of the host.
func (l *LinuxHost) Install(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.held.dir, "sbin", name)
	part := path + ".part" // a script that runs meanwhile reads the old one to its end
	if err := os.WriteFile(part, []byte(text), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.Rename(part, path); err != nil {
		l.t.Fatal(err)
	}
}

// Root runs a shell script on the host as root, by another way than SSH, and returns what it printed.
func (l *LinuxHost) Root(script string, args ...string) string {
	l.t.Helper()
	out, err := l.TryRoot(script, args...)
	if err != nil {
		l.t.Fatalf("on the host: %s %q: %v", script, args, err)
	}
	return out
}

// TryRoot is Root for a script that may fail.
func (l *LinuxHost) TryRoot(script string, args ...string) (string, error) {
	var errs bytes.Buffer
	cmd := exec.Command("nsenter", append([]string{
		"-t", l.held.endpoint["SSH_PID"], "-m", "-p", "-u", "sh", "-euc", script, "sh",
	}, args...)...)
	cmd.Stderr, cmd.Env = &errs, []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root"}
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, errs.String())
	}
	return string(out), nil
}

func (l *LinuxHost) read(path string) string {
	l.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		l.t.Fatal(err)
	}
	return string(text)
}
