package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// hostsLab is a folder with an HR file and settings, beside two real hosts.
type hostsLab struct {
	testing.TB
	dir   string
	hosts []*systemtest.LinuxHost
}

func newHostsLab(t testing.TB, people int, left ...int) *hostsLab {
	t.Helper()
	l := &hostsLab{TB: t, dir: t.TempDir()}
	program := string(want(t, 0, l.dir, "connector", "program", "linux").stdout)
	var hosts, known string
	for n := range 2 {
		h := systemtest.Linux(t, systemtest.LinuxOptions{Users: people})
		h.Install("exeunt-host", program)
		h.Root(`groupadd team; for u in $(seq -f 'u%04g' 1 "$1"); do usermod -aG team $u; done; usermod -aG sudo u0003
			echo "@daily true" | crontab -u u0003 -`, fmt.Sprint(people))
		h.Root(`printf '%s\n' "$1" > /home/exeunt/.ssh/authorized_keys`, l.public(t))
		l.hosts = append(l.hosts, h)
		hosts += fmt.Sprintf("      - {name: web%d, address: %s}\n", n+1, h.Address)
		known += fmt.Sprintf("[%s]:%s %s\n", "127.0.0.1", strings.TrimPrefix(h.Address, "127.0.0.1:"), h.HostKey)
	}
	feed := "id,given,family,login,start,end\n"
	for n := 1; n <= people; n++ {
		end := ""
		if slices.Contains(left, n) {
			end = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		}
		feed += fmt.Sprintf("E%02d,User,Number%02d,u%04d,2020-01-01,%s\n", n, n, n, end)
	}
	write(t, l.dir, "hr.csv", feed)
	write(t, l.dir, "known_hosts", known)
	write(t, l.dir, "exeunt.yaml", `store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, columns: {id: id, given: given, family: family, login: login, start: start, end: end}, complete: {min-people: 1}}
systems:
  - name: servers
    kind: linux
    hosts:
`+hosts+`    known-hosts: known_hosts
    user: exeunt
    key: file:id_ed25519
correlate: [{by: login}]
limits: {suspend: {max: 50, share: 50%, per-day: 100%, per-week: 100%}}
`)
	return l
}

// public makes a key of our own, once, and returns its public half.
func (l *hostsLab) public(t testing.TB) string {
	t.Helper()
	file := filepath.Join(l.dir, "id_ed25519")
	if _, err := os.Stat(file); err != nil {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	text, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func (l *hostsLab) signIn(h *systemtest.LinuxHost, login string, by ssh.AuthMethod) (*ssh.Client, error) {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(h.HostKey))
	if err != nil {
		l.Fatal(err)
	}
	return ssh.Dial("tcp", h.Address, &ssh.ClientConfig{User: login, Auth: []ssh.AuthMethod{by}, HostKeyCallback: ssh.FixedHostKey(key)})
}

// doors tries every user's password and key on every host.
func (l *hostsLab) doors(people int, shut ...int) {
	l.Helper()
	for _, h := range l.hosts {
		signer, err := ssh.ParsePrivateKey(h.PrivateKey())
		if err != nil {
			l.Fatal(err)
		}
		for n := 1; n <= people; n++ {
			login := h.Login(n)
			for name, by := range map[string]ssh.AuthMethod{"password": ssh.Password(h.Password(login)), "key": ssh.PublicKeys(signer)} {
				client, err := l.signIn(h, login, by)
				if err == nil {
					client.Close()
				}
				if open := !slices.Contains(shut, n); (err == nil) != open {
					l.Errorf("%s on %s by %s gets in: %v, want %v (%v)", login, h.Address, name, err == nil, open, err)
				}
			}
		}
	}
}

// state is everything of the hosts that Exeunt could touch.
func (l *hostsLab) state() string {
	l.Helper()
	var all string
	for _, h := range l.hosts {
		all += h.Root(`cat /etc/passwd /etc/shadow; sed 's/.*://' /etc/group | tr ',' '\n' | sort
			for f in /home/*/.ssh/authorized_keys /var/spool/cron/crontabs/*; do stat -c '%n %U %G %a %Y' $f; cat $f; done`)
	}
	return all
}

// Somebody leaves who has a session open on a host: the accounts on both hosts are shut, the session and its processes
// ended, keys, jobs and groups gone; and all of it comes back.
func TestALeaverLosesAccountsOnAllHosts(t *testing.T) {
	t.Parallel()
	const people = 6
	l := newHostsLab(t, people, 3)
	check := string(want(t, 0, l.dir, "check").stdout)
	if !strings.Contains(check, "sign-out") || !strings.Contains(check, "servers") {
		t.Errorf("check says\n%s", check)
	}
	before := l.state()
	l.doors(people)
	signer, err := ssh.ParsePrivateKey(l.hosts[1].PrivateKey())
	if err != nil {
		t.Fatal(err)
	}
	client, err := l.signIn(l.hosts[1], "u0003", ssh.PublicKeys(signer))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()

	p := want(t, 3, l.dir, "plan", "--json").plan(t)
	counts := map[string]int{}
	for _, a := range p.Actions {
		counts[a.Verb+" "+a.Login]++
	}
	if counts["suspend u0003"] != 2 || counts["sign-out u0003"] != 2 || counts["remove u0003"] != 2 || len(p.Actions) != 6 {
		t.Fatalf("planned: %v", counts)
	}
	out := string(want(t, 0, l.dir, "apply", p.ID, "--yes").stdout)
	if err := client.Wait(); err == nil {
		t.Error("the open session ended as if by itself")
	}
	l.doors(people, 3)
	for _, h := range l.hosts {
		if left := h.Root("pgrep -u u0003 || true; id -Gn u0003"); left != "u0003\n" {
			t.Errorf("left on %s: %q (%s)", h.Address, left, out)
		}
	}
	want(t, 0, l.dir, "plan", "--json") // nothing is left to do
	want(t, 0, l.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	l.doors(people)
	if after := l.state(); after != before {
		t.Errorf("the hosts were\n%s\nand are\n%s", before, after)
	}
}
