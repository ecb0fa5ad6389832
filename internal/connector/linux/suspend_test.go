package linux_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// What administrators do by hand leaves a way in; these are the ways that our suspension must close.
func TestWhatIsDoneByHandLeavesAWayIn(t *testing.T) {
	t.Parallel()
	l := newLab(t, 4)
	l.Root("passwd -l u0001")
	if l.enters("u0001", l.byPassword("u0001")) || !l.enters("u0001", l.byKey()) {
		t.Error("passwd -l alone: the password is expected to be refused, and the key to open")
	}
	l.Root("usermod -s /usr/sbin/nologin u0002")
	if l.enters("u0002", l.byKey()) || !l.sftp("u0002") {
		t.Error("nologin alone: a shell is expected to be refused, and SFTP to open")
	}
	for _, login := range []string{"u0001", "u0002"} {
		a := l.account(login)
		if a.State != identity.Enabled {
			t.Errorf("%s is %s, and somebody can still come in", login, a.State)
		}
		l.must(identity.Suspend, &a)
		if now := l.account(login); now.State != identity.Suspended || l.enters(login, l.byKey()) || l.sftp(login) {
			t.Errorf("%s is %s and comes in all the same", login, now.State)
		}
		l.must(identity.Restore, &a)
	}
	if l.enters("u0001", l.byPassword("u0001")) || !l.enters("u0001", l.byKey()) {
		t.Error("the restore opened a password that somebody else had locked, or did not bring the key back")
	}
}

// sftp reports whether a user gets SFTP.
func (l *lab) sftp(login string) bool {
	client, err := l.signIn(login, l.byKey())
	if err != nil {
		return false
	}
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		return false
	}
	defer session.Close()
	in, err1 := session.StdinPipe()
	out, err2 := session.StdoutPipe()
	if errors.Join(err1, err2, session.RequestSubsystem("sftp")) != nil {
		return false
	}
	if _, err := in.Write([]byte{0, 0, 0, 5, 1, 0, 0, 0, 3}); err != nil { // SSH_FXP_INIT, version 3
		return false
	}
	answer := make([]byte, 9)
	_, err = io.ReadFull(out, answer)
	return err == nil && answer[4] == 2 // SSH_FXP_VERSION
}

func TestAnOpenSessionGoesOnUntilItIsSignedOut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3)
	shell := l.open("u0001", "echo .; trap '' HUP TERM; while :; do sleep 1; done")
	a := l.account("u0001")
	l.must(identity.Suspend, &a)
	suspended := l.account("u0001")
	if open := suspended.Open(identity.OpenSession); len(open) == 0 {
		t.Fatal("a session is open, and none is shown")
	}
	if rest := append(suspended.Open(identity.SignInKey), suspended.Open(identity.TimedJob)...); len(rest) > 0 {
		t.Errorf("after a suspension: %s", names(rest))
	}
	other := l.open("u0002", "echo .; exec sleep 1000")
	l.must(identity.SignOut, &a)
	var lost *ssh.ExitMissingError
	var exit *ssh.ExitError
	if err := shell.Wait(); !errors.As(err, &lost) && !errors.As(err, &exit) {
		t.Errorf("the session ended with %v", err)
	}
	out := l.account("u0001")
	if left := l.Root("pgrep -u u0001 || true"); left != "" || len(out.Residual) > 0 {
		t.Errorf("left after a sign-out: processes %q, %s", left, names(out.Residual))
	}
	if alive := l.Root("pgrep -u u0002 || true"); alive == "" {
		t.Error("the session of somebody else was ended")
	}
	_ = other.Close()
}

// A root shell that was opened with sudo is no process of the account, and yet it is the leaver who sits there.
func TestARootShellEndsWithItsAccount(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3)
	l.Root(`echo "u0001 ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/all; chmod 440 /etc/sudoers.d/all`)
	l.open("u0001", "echo .; sudo setsid script -qc 'sleep 4321' /dev/null > /dev/null 2>&1 < /dev/null & exec sleep 4322")
	for pid := ""; pid == ""; pid = l.Root("pgrep -f '^sleep 4321' || true") { // until it has begun
	}
	login := strings.TrimSpace(l.Root(`cat /proc/$(pgrep -f '^sleep 4321')/loginuid`))
	if login != l.uid("u0001") {
		t.Skipf("the kernel does not keep who signed in for a process (loginuid %s)", login)
	}
	a := l.account("u0001")
	if open := names(a.Open(identity.OpenSession)); !strings.Contains(open, "sleep on pts/") {
		t.Errorf("shown: %s", open)
	}
	l.must(identity.SignOut, &a)
	if left := l.Root("pgrep -f '^sleep 432' || true"); left != "" {
		t.Errorf("processes go on: %s", left)
	}
}

func TestEverythingThatASuspensionLeavesOpenIsShown(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	a := l.account("u0001")
	want := []string{"key SHA256:", "job at", "job crontab", "job linger"}
	for _, w := range want {
		if !strings.Contains(names(a.Residual), w) {
			t.Errorf("%q is not shown: %s", w, names(a.Residual))
		}
	}
	l.Root("echo '* * * * * u0001 /bin/true' > /etc/cron.d/theirs")
	l.must(identity.Suspend, &a)
	if a := l.account("u0001"); names(a.Residual) != "job system crontab" {
		t.Errorf("after a suspension: %s", names(a.Residual))
	}
}

func TestARestoreTakesNothingThatCameSince(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	a := l.account("u0001")
	l.must(identity.Suspend, &a)
	l.must(identity.Remove, &a, a.Entitlements...)
	l.Root(`echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOM7MRmsOS8JvXnHR5/CPSOUVNwsnCc5OTRSFrzpBYRk new" > /home/u0001/.ssh/authorized_keys
chown u0001: /home/u0001/.ssh/authorized_keys
groupadd later; usermod -aG later u0001`)
	l.must(identity.Restore, &a)
	keys := l.Root("cat /home/u0001/.ssh/authorized_keys")
	if !strings.Contains(keys, "some-user\n") || !strings.Contains(keys, " new\n") {
		t.Errorf("the keys are\n%s", keys)
	}
	now := l.account("u0001")
	for _, e := range append([]identity.Entitlement{{Key: "web1:group:later"}}, a.Entitlements...) {
		if !now.Holds(e.Key) {
			t.Errorf("%s is not held", e.Key)
		}
	}
	if _, err := l.TryRoot("find /var/lib/exeunt -mindepth 1 ! -name .lock | grep ."); err == nil {
		t.Error("something is left aside")
	}
}

// A right that we did not take here is not ours to give: whoever steals our key must not become an administrator.
func TestOnlyWhatWasTakenHereIsGivenBack(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3)
	a := l.account("u0002")
	for _, key := range []string{"web1:group:sudo", "web1:group:nosuch", "web1:sudoers:0123456789abcdef", "web1:group:a;b", "web2:group:sudo", "web1:what:ever"} {
		err := l.try(identity.Add, &a, identity.Entitlement{Key: key, Name: key})
		if class(err) != "permanent" {
			t.Errorf("%s is %s: %v", key, class(err), err)
		}
	}
	if now := l.account("u0002"); !slices.Equal(now.Entitlements, a.Entitlements) {
		t.Errorf("it holds %v now", now.Entitlements)
	}
}

func TestARefusedRightDoesNotKeepTheOthers(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	a := l.account("u0001")
	rights := append([]identity.Entitlement{{Key: "web1:what:ever", Name: "strange"}}, a.Entitlements...)
	err := l.try(identity.Remove, &a, rights...)
	if class(err) != "plain" || !strings.Contains(err.Error(), "done in part") || !strings.Contains(err.Error(), "what:ever") {
		t.Errorf("%s: %v", class(err), err)
	}
	if now := l.account("u0001"); len(now.Entitlements) > 0 {
		t.Errorf("it still holds %v", now.Entitlements)
	}
	if err := l.try(identity.Remove, &a, rights...); class(err) != "permanent" {
		t.Errorf("when nothing is left to do: %s: %v", class(err), err)
	}
}

func TestExpiryAndPasswordComeBackExactly(t *testing.T) {
	t.Parallel()
	l := newLab(t, 5)
	l.Root(`usermod -e 30000 u0001; usermod -L u0002; chage -E 0 u0003; passwd -d u0004`)
	for _, login := range []string{"u0001", "u0002", "u0003", "u0004", "u0005"} {
		before := l.Root(`getent shadow "$1"`, login)
		a := l.account(login)
		if a.State != identity.Enabled {
			t.Errorf("%s is %s: 0 is no expiry that all programs understand", login, a.State)
		}
		l.must(identity.Suspend, &a)
		if line := strings.Split(l.Root(`getent shadow "$1"`, login), ":"); line[7] != "1" || !strings.HasPrefix(line[1], "!") {
			t.Errorf("%s suspended: %v", login, line)
		}
		l.must(identity.Restore, &a)
		if after := l.Root(`getent shadow "$1"`, login); after != before {
			t.Errorf("%s was\n%sand is\n%s", login, before, after)
		}
	}
}
