package linux_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/linux"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// list is a sink that keeps what it is given.
type list struct{ accounts []identity.Account }

func (l *list) Accounts(batch []identity.Account) error {
	for i := range batch {
		l.accounts = append(l.accounts, batch[i].Clone())
	}
	return nil
}

func (*list) People([]identity.Person) error { return nil }

func TestSeveralHostsAreOneSystem(t *testing.T) {
	t.Parallel()
	one, two := newLab(t, 3), newLab(t, 3)
	two.Root(`printf '%s\n' "$1" >> /home/exeunt/.ssh/authorized_keys`, publicHalf(t, one.UserKey))
	c := connect(t, on(one.LinuxHost), func(cfg *linux.Config) {
		cfg.Hosts = append(cfg.Hosts, linux.Host{Name: "web2", Address: two.Address, HostKey: two.HostKey})
	})
	var all list
	reading, err := c.Read(t.Context(), &all)
	if err != nil || reading.Seen != len(all.accounts) {
		t.Fatalf("%+v: %v", reading, err)
	}
	hosts := map[string]int{}
	for _, a := range all.accounts {
		hosts[strings.SplitN(a.Ref.Key, ":", 2)[0]+" "+a.Login]++
	}
	for _, want := range []string{"web1 u0001", "web2 u0001", "web1 exeunt", "web2 u0003"} {
		if hosts[want] != 1 {
			t.Errorf("%s was read %d times", want, hosts[want])
		}
	}
	a, err := c.Lookup(t.Context(), "web2:"+two.uid("u0001"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Do(t.Context(), identity.Operation{Verb: identity.Suspend, Account: a.Ref, Login: a.Login}); err != nil {
		t.Fatal(err)
	}
	if one.tryIn(t.Context(), "u0001") != nil || two.tryIn(t.Context(), "u0001") == nil {
		t.Error("the account of the other host was suspended")
	}
}

func publicHalf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestOneHostThatCannotBeReadMakesTheReadingIncomplete(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	deaf, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := deaf.Addr().String()
	deaf.Close()
	for name, c := range map[string]struct {
		host linux.Host
		says string
	}{
		"not reachable":  {linux.Host{Name: "web2", Address: address, HostKey: l.HostKey}, "reach web2"},
		"an unknown key": {linux.Host{Name: "web2", Address: "localhost" + l.Address[strings.LastIndex(l.Address, ":"):]}, "known-hosts knows no key"},
		"another key":    {linux.Host{Name: "web2", Address: l.Address, HostKey: strangersKey}, "shows another key"},
		"no key at all":  {linux.Host{Name: "web2", Address: l.Address, HostKey: "ssh-ed25519 AAAA"}, "host-key of web2"},
		"it hangs up":    {linux.Host{Name: "web2", Address: hangsUp(t), HostKey: l.HostKey}, "web2"},
	} {
		reading := connect(t, on(l.LinuxHost), func(cfg *linux.Config) { cfg.Hosts = append(cfg.Hosts, c.host) })
		var all list
		_, err := reading.Read(t.Context(), &all)
		if err == nil || class(err) == "throttled" || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "1 of 2 hosts") {
			t.Errorf("%s: %s: %v", name, class(err), err)
		}
		if _, err := reading.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s, probed: %v", name, err)
		}
	}
}

// strangersKey is a public key that no host of the tests has.
const strangersKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOM7MRmsOS8JvXnHR5/CPSOUVNwsnCc5OTRSFrzpBYRj"

// hangsUp returns the address of something that ends every connection at once.
func hangsUp(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	t.Cleanup(func() { listener.Close(); <-done })
	return listener.Addr().String()
}

func TestAnAnswerThatIsNotWholeIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	a := l.account("u0001")
	l.Install("exeunt-host.real", linux.Program)
	for name, c := range map[string]struct{ script, says string }{
		"half a line":        {`exeunt-host.real | head -c 200`, "middle of a line"},
		"no end":             {`exeunt-host.real | grep -v ^end`, "before its end"},
		"a line too few":     {`exeunt-host.real | sed 2d`, "announces"},
		"more after its end": {`exeunt-host.real; echo user`, "goes on after its end"},
		"a banner":           {`echo Welcome; exeunt-host.real`, `begins with "Welcome"`},
		"nothing":            {`cat > /dev/null`, "stops after 0 lines"},
		"another version":    {`exeunt-host.real | sed '1s/1/2/'`, "not as exeunt-host of this version"},
		"it fails":           {`echo "no such thing" >&2; exit 3`, "exit 3: no such thing"},
		"no root among them": {`exeunt-host.real | awk -F'\t' -v OFS='\t' '/^user\troot\t/ { next } /^end/ { $2-- } { print }'`, "there is no root"},
		"short lines":        {`exeunt-host.real | sed 's/^\(user\tu0002\).*/\1/'`, "fields"},
	} {
		l.Install("exeunt-host", "#!/bin/sh\nPATH=/usr/local/sbin:/usr/bin:/bin\n"+c.script+"\n")
		_, err := l.Read(t.Context(), &list{})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "no root among them" || name == "short lines" || name == "a line too few" || name == "half a line" {
			continue // a write has no such lines
		}
		if err := l.try(identity.Suspend, &a); err == nil {
			t.Errorf("%s: a write was believed", name)
		}
	}
}

func TestACorruptPasswdIsAnErrorAndNotFewerAccounts(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	for file, line := range map[string]string{"passwd": "u9:x:12", "group": "g9:x", "shadow": "u9:x"} {
		l.Root(`cp -p /etc/$1 /etc/$1.was; echo "$2" >> /etc/$1`, file, line)
		if _, err := l.Read(t.Context(), &list{}); class(err) != "plain" || !strings.Contains(err.Error(), "/etc/"+file+" line") {
			t.Errorf("%s: %s: %v", file, class(err), err)
		}
		l.Root(`mv /etc/$1.was /etc/$1`, file)
	}
}

func TestSystemAccountsAreReadAsTheSettingsSay(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	l.Root(`useradd -r -m robot; mkdir /home/robot/.ssh; cp /home/u0001/.ssh/authorized_keys /home/robot/.ssh/; useradd -r mute`)
	for users, want := range map[linux.SystemUsers]string{linux.SystemAll: "mute robot root", linux.SystemLogin: "robot", linux.SystemNone: ""} {
		var all list
		c := connect(t, on(l.LinuxHost), func(cfg *linux.Config) { cfg.SystemUsers = users })
		if _, err := c.Read(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, name := range []string{"mute", "robot", "root"} {
			for _, a := range all.accounts {
				if a.Login == name && a.Kind == identity.Service {
					found = append(found, name)
				}
			}
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s reads %q, want %q", users, got, want)
		}
	}
}

// What the check prints is run as it stands, and is enough.
func TestWhatIsMissingComesWithTheCommandsThatGrantIt(t *testing.T) {
	t.Parallel()
	host := systemtest.Linux(t, systemtest.LinuxOptions{Users: 2})
	host.Root("rm /etc/sudoers.d/exeunt")
	c := connect(t, on(host))
	rights, err := c.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var grant string
	for _, r := range rights {
		if r.Granted != connector.No {
			t.Errorf("%s is %s", r.What, r.Granted)
		}
		if r.Grant != "" {
			grant = r.Grant
		}
	}
	if !strings.Contains(grant, `exeunt ALL=(root) NOPASSWD: /usr/local/sbin/exeunt-host ""`) {
		t.Fatalf("the grant is\n%s", grant)
	}
	if _, err := c.Read(t.Context(), &list{}); class(err) != "permanent" || !strings.Contains(err.Error(), "exeunt check") {
		t.Errorf("a reading without the right: %v", err)
	}
	here, there, _ := strings.Cut(grant, "# then on web1")
	if !strings.Contains(here, "exeunt connector program linux > exeunt-host") {
		t.Errorf("the grant begins with\n%s", here)
	}
	host.Install("exeunt-host.copied", linux.Program)
	host.Root("cd /root; mv /usr/local/sbin/exeunt-host.copied exeunt-host\n#" + there)
	rights, err = c.Probe(t.Context())
	if err != nil || len(rights) != 6 {
		t.Fatalf("%v: %+v", err, rights)
	}
	for _, r := range rights {
		if r.Granted != connector.Yes {
			t.Errorf("%s is %s: %s", r.What, r.Granted, r.Why)
		}
	}
	host.Install("exeunt-host", linux.Program+"# changed\n")
	if rights, _ = c.Probe(t.Context()); rights[0].Granted != connector.No || !strings.Contains(rights[0].Why, "another one") {
		t.Errorf("a changed program: %+v", rights[0])
	}
	if out := host.Root(`setpriv --reuid exeunt --regid exeunt --init-groups sh -c 'sudo -n /usr/bin/id; sudo -n /usr/local/sbin/exeunt-host --help' 2>&1 || true`); strings.Contains(out, "uid=0") || !strings.Contains(out, "password is required") {
		t.Errorf("the rule allows more than it should: %s", out)
	}
}

func TestAKeyThatIsNoneAndASignInThatIsRefusedSayWhatToDo(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	stranger := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(stranger, []byte("hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*linux.Config)
		says   string
	}{
		"no key":        {func(cfg *linux.Config) { cfg.Key = file(stranger) }, "is no private key"},
		"another login": {func(cfg *linux.Config) { cfg.User = "u0001" }, "does not let u0001 in"},
	} {
		_, err := connect(t, on(l.LinuxHost), c.change).Probe(t.Context())
		if class(err) != "permanent" || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %s: %v", name, class(err), err)
		}
	}
}

// The commands of the page are run as they stand there, on a host that knows nothing of us.
func TestThePageIsFollowedWordForWord(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/connectors/linux.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "```sh\nexeunt connector program linux > exeunt-host\n")
	commands, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("the page has no such commands")
	}
	host := systemtest.Linux(t, systemtest.LinuxOptions{Users: 2})
	host.Install("copied", linux.Program)
	commands = strings.ReplaceAll(commands, "ssh-ed25519 AAAA...", strings.Join(strings.Fields(publicHalf(t, host.UserKey))[:2], " "))
	host.Root("userdel -r exeunt 2> /dev/null; rm /etc/sudoers.d/exeunt; cd /root; mv /usr/local/sbin/copied exeunt-host\n:" + "\nset -e\n" + commands)
	c := connect(t, on(host))
	if rights, err := c.Probe(t.Context()); err != nil || rights[0].Granted != connector.Yes {
		t.Fatalf("%+v: %v", rights, err)
	}
	var all list
	if _, err := c.Read(t.Context(), &all); err != nil || len(all.accounts) < 3 {
		t.Errorf("%d accounts: %v", len(all.accounts), err)
	}
}
