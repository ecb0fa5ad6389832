package linux_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/linux"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a real host, a connector on it, and an administrator who looks at it by himself.
type lab struct {
	testing.TB
	*systemtest.LinuxHost
	*linux.Connector
}

// furnish gives users everything that a leaver may have beside a password and a key.
const furnish = `
getent group team > /dev/null || groupadd team
mkdir -p /var/lib/systemd/linger
for u in "$@"; do
	usermod -aG sudo,team $u
	echo "0 3 * * * /bin/true" | crontab -u $u -
	echo "$u ALL=(ALL) NOPASSWD: /bin/ls" > /etc/sudoers.d/$u
	chmod 440 /etc/sudoers.d/$u
	touch /var/lib/systemd/linger/$u
	setpriv --reuid $u --regid $u --init-groups sh -c 'cd /; echo true | at now + 3 days' 2> /dev/null
	chmod 640 /home/$u/.ssh/authorized_keys
	touch -d 2020-02-02 /home/$u/.ssh/authorized_keys
done
`

func newLab(t testing.TB, users int, change ...func(*linux.Config)) *lab {
	t.Helper()
	l := &lab{TB: t, LinuxHost: systemtest.Linux(t, systemtest.LinuxOptions{Users: users})}
	l.Install("exeunt-host", linux.Program)
	l.Root(furnish, "u0001")
	l.Connector = connect(t, append([]func(*linux.Config){on(l.LinuxHost)}, change...)...)
	return l
}

// on makes settings be those of one host, web1.
func on(h *systemtest.LinuxHost) func(*linux.Config) {
	return func(cfg *linux.Config) {
		cfg.Hosts, cfg.User = []linux.Host{{Name: "web1", Address: h.Address}}, h.User
		cfg.KnownHosts, cfg.Key = h.KnownHosts, file(h.UserKey)
	}
}

func connect(t testing.TB, change ...func(*linux.Config)) *linux.Connector {
	t.Helper()
	cfg := linux.Config{Name: "servers"}
	for _, f := range change {
		f(&cfg)
	}
	c, err := linux.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// file is a secret that is kept in a file, as the settings hand it over: without its last line break.
func file(path string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		text, err := os.ReadFile(path)
		return strings.TrimSpace(string(text)), err
	}
}

// uid returns the uid of a login as the host tells it.
func (l *lab) uid(login string) string { return strings.TrimSpace(l.Root(`id -u "$1"`, login)) }

func (l *lab) key(login string) string { return "web1:" + l.uid(login) }

func (l *lab) account(login string) identity.Account {
	l.Helper()
	a, err := l.Lookup(l.Context(), l.key(login))
	if err != nil {
		l.Fatalf("lookup of %s: %v", login, err)
	}
	return a
}

// try does a verb to an account as it was captured.
func (l *lab) try(verb identity.Verb, a *identity.Account, rights ...identity.Entitlement) error {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: rights, Reason: "test"}
	if verb == identity.Restore {
		op.Before = a
	}
	return l.Do(l.Context(), op)
}

func (l *lab) must(verb identity.Verb, a *identity.Account, rights ...identity.Entitlement) {
	l.Helper()
	if err := l.try(verb, a, rights...); err != nil {
		l.Fatal(err)
	}
}

// signIn opens a connection as a user.
func (l *lab) signIn(login string, by ssh.AuthMethod) (*ssh.Client, error) {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(l.HostKey))
	if err != nil {
		l.Fatal(err)
	}
	return ssh.Dial("tcp", l.Address, &ssh.ClientConfig{
		User: login, Auth: []ssh.AuthMethod{by}, HostKeyCallback: ssh.FixedHostKey(key), HostKeyAlgorithms: []string{key.Type()},
	})
}

func (l *lab) byKey() ssh.AuthMethod {
	signer, err := ssh.ParsePrivateKey(l.PrivateKey())
	if err != nil {
		l.Fatal(err)
	}
	return ssh.PublicKeys(signer)
}

func (l *lab) byPassword(login string) ssh.AuthMethod { return ssh.Password(l.Password(login)) }

// enters reports whether a sign-in opens a shell that runs.
func (l *lab) enters(login string, by ssh.AuthMethod) bool {
	client, err := l.signIn(login, by)
	if err != nil {
		return false
	}
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		return false
	}
	defer session.Close()
	return session.Run("true") == nil
}

// tryIn tries the password and the key, which must agree.
func (l *lab) tryIn(_ context.Context, login string) error {
	password, key := l.enters(login, l.byPassword(login)), l.enters(login, l.byKey())
	if password != key {
		l.Errorf("%s comes in by password: %v, by key: %v", login, password, key)
	}
	if !password && !key {
		return fmt.Errorf("%s does not come in", login)
	}
	return nil
}

// session is a shell of a user that runs until the host ends it.
type session struct {
	*ssh.Session
	client *ssh.Client
}

// open signs in as a user and leaves a process running; it is there when open returns.
func (l *lab) open(login, script string) *session {
	l.Helper()
	client, err := l.signIn(login, l.byKey())
	if err != nil {
		l.Fatal(err)
	}
	s := &session{client: client}
	l.Cleanup(func() { _ = client.Close(); _ = client.Wait() })
	if s.Session, err = client.NewSession(); err != nil {
		l.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		l.Fatal(err)
	}
	if err := s.Start(script); err != nil {
		l.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		l.Fatalf("the session of %s did not begin: %v", login, err)
	}
	return s
}

func names(list []identity.Residual) string {
	var all []string
	for _, r := range list {
		all = append(all, string(r.Kind)+" "+r.Name)
	}
	return strings.Join(all, "; ")
}

// class names the class of an error.
func class(err error) string {
	_, throttled := connector.IsThrottled(err)
	switch {
	case err == nil:
		return "none"
	case throttled:
		return "throttled"
	case connector.IsPermanent(err):
		return "permanent"
	case strings.Contains(err.Error(), connector.ErrGone.Error()):
		return "gone"
	}
	return "plain"
}
