package linux_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// everything is what no refused verb may change.
const everything = `cat /etc/passwd /etc/shadow /etc/group /etc/sudoers /etc/sudoers.d/*
for f in /home/*/.ssh/authorized_keys /root/.ssh/authorized_keys; do [ ! -e "$f" ] || { stat -c '%n %U %a %i' "$f"; cat "$f"; }; done
find /var/spool/cron /var/lib/systemd/linger -type f | sort; pgrep -u u0001,u0002 || true`

func TestWhoMustNotBeTouchedIsRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t, 6)
	l.Root(`echo u0002 > /etc/exeunt-host.never
useradd -o -u $(id -u u0003) -M alias
useradd -r -m daemonic; echo "daemonic:secret" | chpasswd
usermod -l renamed u0004
printf '%s\n' 'x;touch /pwned:x:5001:5001::/home/x:/bin/sh' '-rf:x:5002:5002::/home/x:/bin/sh' 'a b:x:5003:5003::/home/x:/bin/sh' >> /etc/passwd
printf '%s\n' 'x;touch /pwned:x:1:0:9:7:::' >> /etc/shadow`)
	l.open("u0002", "echo .; exec sleep 1000")
	before := l.Root(everything)
	shared := l.uid("u0003")
	cases := map[string]struct{ key, login, says string }{
		"root":             {"web1:0", "root", "system account"},
		"a system account": {l.key("daemonic"), "daemonic", "system account"},
		"ourselves":        {l.key("exeunt"), "exeunt", "itself signs in with"},
		"protected there":  {l.key("u0002"), "u0002", "/etc/exeunt-host.never"},
		"a shared uid":     {"web1:" + shared + ":alias", "alias", "share the uid"},
		"a uid given anew": {l.key("u0005"), "smith", "no longer of smith"},
		"renamed since":    {l.key("renamed"), "u0004", "is of renamed now"},
		"a shell in it":    {"web1:5001", "x;touch /pwned", "none that can be passed on safely"},
		"an option":        {"web1:5002", "-rf", "none that can be passed on safely"},
		"a blank":          {"web1:5003", "a b", "none that can be passed on safely"},
		"two lines":        {l.key("u0001"), "u0001\nv1 suspend 0 root", "none that can be passed on safely"},
		"another host":     {"web9:1002", "u0001", "name no host web9"},
	}
	for name, c := range cases {
		for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut, identity.Remove, identity.Restore} {
			op := identity.Operation{
				Verb: verb, Account: identity.AccountRef{System: "servers", Key: c.key}, Login: c.login,
				Entitlements: []identity.Entitlement{{Key: "web1:group:team"}},
				Before:       &identity.Account{Attributes: []identity.Attribute{{Name: "expire"}, {Name: "password", Values: []string{"set"}}}},
			}
			err := l.Do(t.Context(), op)
			if class(err) != "permanent" || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %s is %s: %v", name, verb, class(err), err)
			}
		}
	}
	if after := l.Root(everything); after != before {
		t.Errorf("refused verbs changed the host (-before +after):\n%s", cmp.Diff(before, after))
	}
	if _, err := l.TryRoot("test -e /pwned"); err == nil {
		t.Error("a login was run as a command")
	}
}

// Whoever owns a home can put links into it. Root follows none of them to the files of somebody else.
func TestLinksLeadNobodyAstray(t *testing.T) {
	t.Parallel()
	l := newLab(t, 8)
	l.Root(`mkdir -m 700 -p /root/.ssh; cp /home/u0008/.ssh/authorized_keys /root/.ssh/
cd /home
rm -r u0001/.ssh; ln -s /home/u0008/.ssh u0001/.ssh
rm -r u0002/.ssh; ln -s /root/.ssh u0002/.ssh
rm u0003/.ssh/authorized_keys; ln -s /home/u0008/.ssh/authorized_keys u0003/.ssh/authorized_keys
rm u0004/.ssh/authorized_keys; ln -s /etc/shadow u0004/.ssh/authorized_keys
usermod -d /root u0005
usermod -d /home/u0008 u0006
chown root: u0007/.ssh`)
	others := `cat /root/.ssh/authorized_keys /home/u0008/.ssh/authorized_keys | sha256sum`
	before := l.Root(others)
	for _, login := range []string{"u0001", "u0002", "u0003", "u0004", "u0005", "u0006", "u0007"} {
		a := l.account(login)
		if strings.Contains(names(a.Residual), "$") {
			t.Errorf("%s shows what is in another file: %s", login, names(a.Residual))
		}
		l.must(identity.Suspend, &a)
		if now := l.account(login); now.State != identity.Suspended || l.tryIn(t.Context(), login) == nil {
			t.Errorf("%s is %s, or comes in", login, now.State)
		}
		if after := l.Root(others); after != before {
			t.Fatalf("the suspension of %s changed somebody else's keys", login)
		}
		l.must(identity.Restore, &a)
	}
	if now := l.Root("readlink /home/u0003/.ssh/authorized_keys /home/u0004/.ssh/authorized_keys; ls /home/u0007/.ssh"); now !=
		"/home/u0008/.ssh/authorized_keys\n/etc/shadow\nauthorized_keys\n" {
		t.Errorf("the links came back as %q", now)
	}
}
