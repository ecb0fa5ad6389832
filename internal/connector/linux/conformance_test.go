package linux_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/linux"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// One host serves all the rules: each has users of its own, which no rule before it has touched.
func TestTheConnectorKeepsTheContract(t *testing.T) {
	t.Parallel()
	const each = 2
	l := newLab(t, 50, func(cfg *linux.Config) { cfg.Concurrency, cfg.SystemUsers = each, linux.SystemNone })
	count, err := strconv.Atoi(strings.TrimSpace(l.Root(`awk -F: '$3 >= 1000 && $3 <= 59999' /etc/passwd | wc -l`)))
	if err != nil {
		t.Fatal(err)
	}
	next := 1
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		var logins, keys []string
		for range each {
			login := l.Login(next)
			next++
			logins, keys = append(logins, login), append(keys, l.key(login))
		}
		l.Root(furnish, logins...)
		return connectortest.Lab{
			Connector: l.Connector, System: "servers", Accounts: count, Cut: keys, Unknown: "web1:54321",
			TryIn: l.tryIn, Faults: faults{l}, Witness: witness{l},
		}
	}})
}

// faults put another program in the place of exeunt-host, which misbehaves on the host itself.
type faults struct{ *lab }

var wrappers = map[connectortest.Fault]string{
	connectortest.DropListing: `exeunt-host.real | head -n 20; pkill -KILL -u exeunt sshd`,
	connectortest.Overstate:   `exeunt-host.real | sed 's/^end.*/end	99999/'`,
	connectortest.LoseAnswer:  `exeunt-host.real > /dev/null; pkill -KILL -u exeunt sshd`,
	connectortest.Busy:        `printf 'exeunt-host\t1\tx\nerror\tbusy\tcannot lock /etc/passwd; try again later.\nend\t2\n'`,
	connectortest.Refuse: `read -r request
case $request in v1\ suspend*) echo "sudo: a password is required" >&2; exit 1;; esac
printf '%s\n' "$request" | exeunt-host.real`,
	connectortest.Hang: `exec sleep 1000`,
}

func (f faults) Offers() (offers []connectortest.Fault) {
	for fault := range wrappers {
		offers = append(offers, fault)
	}
	return offers
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	f.Install("exeunt-host.real", linux.Program)
	f.Install("exeunt-host", "#!/bin/sh\nPATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin\n"+wrappers[fault]+"\n")
	return func() { f.Install("exeunt-host", linux.Program) }
}

// witness looks at the files of the host as root, by another way than SSH.
type witness struct{ *lab }

const look = `
u=$(getent passwd "$1" | cut -d: -f1)
[ -n "$u" ] || exit 0
getent shadow "$u"
id -Gn "$u" | tr ' ' '\n' | sort | tr '\n' ' '
echo
for f in /home/$u/.ssh/authorized_keys /var/lib/systemd/linger/$u; do
	[ ! -e $f ] || { stat -c '%n %U %G %a %Y' $f; cat $f; }
done
crontab -l -u "$u" 2>&1 || true
for job in $(atq | sort | awk -v u="$u" '$NF == u { print $1 }'); do at -c $job; done
cat /etc/sudoers.d/$u 2> /dev/null || true
`

func (w witness) Look(key string) (connectortest.Sight, error) {
	uid := strings.TrimPrefix(key, "web1:")
	seen := w.Root(look, uid)
	if seen == "" {
		return connectortest.Sight{}, connector.ErrGone
	}
	lines := strings.Split(seen, "\n")
	shadow := strings.Split(lines[0], ":")
	sight := connectortest.Sight{State: identity.Enabled, Exact: seen, Entitlements: []string{}}
	if shadow[7] == "1" && strings.HasPrefix(shadow[1], "!") && !strings.Contains(seen, "authorized_keys") {
		sight.State = identity.Suspended
	}
	for group := range strings.FieldsSeq(lines[1]) {
		if group != shadow[0] { // that is the primary one
			sight.Entitlements = append(sight.Entitlements, "web1:group:"+group)
		}
	}
	for _, line := range lines {
		if strings.HasPrefix(line, shadow[0]+" ALL=") {
			sum := sha256.Sum256([]byte("/etc/sudoers.d/" + shadow[0] + "\n" + line + "\n"))
			sight.Entitlements = append(sight.Entitlements, "web1:sudoers:"+hex.EncodeToString(sum[:])[:16])
		}
	}
	slices.Sort(sight.Entitlements)
	return sight, nil
}
