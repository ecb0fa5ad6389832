package e2e

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// domainLab is a folder with an HR file and settings, beside a real Active Directory domain.
type domainLab struct {
	*systemtest.Domain
	testing.TB
	dir   string
	admin *ldap.Conn
}

func newDomainLab(t testing.TB, scramble bool, left ...int) *domainLab {
	t.Helper()
	l := &domainLab{Domain: systemtest.ActiveDirectory(t, systemtest.DomainOptions{}), TB: t, dir: t.TempDir()}
	var err error
	if l.admin, err = l.Dial(l.AdminUPN, l.AdminPassword); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.admin.Close() })
	write(t, l.dir, "hr.csv", feedOf(30, left))
	write(t, l.dir, "ad.pass", l.ServicePassword+"\n")
	write(t, l.dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: UTC, columns: {id: id, given: given, family: family, email: email, start: start, end: end}}
systems:
  - name: ad
    kind: ad
    url: %s
    ca: %s
    bind: %s
    password: file:ad.pass
    move-to: OU=Leavers,%s
    scramble-password: %v
    expire: true
    stamp-description: true
    hide-from-address-lists: true
    classify: [{kind: service, logins: [svc-*, dns-*]}]
policies:
  leaver: {suspend: end, remove: end+1d}
limits:
  suspend: {per-day: 20%%}
  remove: {per-day: 20%%}
`, l.URL, l.CA, l.ServiceUPN, l.BaseDN, scramble))
	return l
}

// doors tries users with the passwords that they know: an empty code means that the door opens.
func (l *domainLab) doors(code string, users ...int) {
	l.Helper()
	for _, n := range users {
		login := fmt.Sprintf("u%04d", n)
		err := l.Bind(l.UPN(login), l.UserPassword(login))
		if (err == nil) != (code == "") || err != nil && !strings.Contains(err.Error(), code) {
			l.Errorf("the door of %s: %v, want %q", login, err, code)
		}
	}
}

// entry returns the entry of a user as an administrator sees it.
func (l *domainLab) entry(n int) *ldap.Entry {
	l.Helper()
	found, err := l.admin.Search(ldap.NewSearchRequest(l.BaseDN, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		fmt.Sprintf("(sAMAccountName=u%04d)", n), nil, nil))
	if err != nil || len(found.Entries) != 1 {
		l.Fatalf("u%04d: %v", n, err)
	}
	return found.Entries[0]
}

// helpdesk gives a user the password again that the user knows.
func (l *domainLab) helpdesk(n int) {
	l.Helper()
	var password []byte
	for _, u := range utf16.Encode([]rune(`"` + l.UserPassword(fmt.Sprintf("u%04d", n)) + `"`)) {
		password = append(password, byte(u), byte(u>>8))
	}
	change := ldap.NewModifyRequest(l.entry(n).DN, nil)
	change.Replace("unicodePwd", []string{string(password)})
	if err := l.admin.Modify(change); err != nil {
		l.Fatal(err)
	}
}

// Two have left: they are shut out, an open connection goes on and is shown, the others work, and all of it is taken back.
func TestLeaversOfADomainAreShutOutAndComeBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scramble     bool
		shut, undone string
	}{
		"with a password that nobody knows": {true, "data 52e", "data 52e"},
		"with the password kept":            {false, "data 533", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newDomainLab(t, c.scramble, 3, 7)
			l.doors("", 3, 7, 4)
			before := l.entry(3)

			p := want(t, 3, l.dir, "plan", "--json").plan(t)
			counts := map[string]int{}
			for _, a := range p.Actions {
				counts[a.Verb]++
			}
			if len(p.Actions) != 4 || counts["suspend"] != 2 || counts["remove"] != 2 {
				t.Fatalf("the plan has %v: %+v", counts, p.Actions)
			}
			if said := string(want(t, 3, l.dir, "plan").stdout); strings.Contains(said, "everything back but the password") != c.scramble {
				t.Errorf("what the plan says of the password:\n%s", said)
			}
			want(t, 0, l.dir, "apply", p.ID, "--yes")
			l.doors(c.shut, 3, 7)
			l.doors("", 1, 2, 4, 5, 6, 8, 30)
			l.closed(3)
			want(t, 0, l.dir, "plan", "--json")
			want(t, 0, l.dir, "ledger", "verify")

			want(t, 0, l.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
			l.doors(c.undone, 3, 7)
			if c.scramble {
				l.helpdesk(3)
				l.doors("", 3)
			}
			l.back(before, l.entry(3))
		})
	}
}

// closed demands what the settings ask for.
func (l *domainLab) closed(n int) {
	l.Helper()
	e := l.entry(n)
	about := e.GetAttributeValue("description")
	if e.GetAttributeValue("userAccountControl") != "514" || e.GetAttributeValue("msExchHideFromAddressLists") != "TRUE" ||
		len(e.GetAttributeValues("memberOf")) != 0 || !strings.Contains(about, "Exeunt (svc-exeunt@exeunt.test)") ||
		!strings.HasSuffix(e.DN, "OU=Leavers,"+l.BaseDN) {
		l.Errorf("it was closed to %s %+v", e.DN, e.Attributes)
	}
}

// back demands that an entry is as it was, in all that Exeunt may touch.
func (l *domainLab) back(was, is *ldap.Entry) {
	l.Helper()
	for _, name := range []string{"userAccountControl", "accountExpires", "description", "msExchHideFromAddressLists", "memberOf"} {
		if a, b := fmt.Sprint(was.GetAttributeValues(name)), fmt.Sprint(is.GetAttributeValues(name)); a != b {
			l.Errorf("%s is %s, and was %s", name, b, a)
		}
	}
	if was.DN != is.DN {
		l.Errorf("it stands at %s, and stood at %s", is.DN, was.DN)
	}
}

func TestCheckSaysWhatMayBeDoneInADomain(t *testing.T) {
	t.Parallel()
	l := newDomainLab(t, true)
	said := string(want(t, 0, l.dir, "check").stdout)
	for _, words := range []string{"read accounts", "disable accounts", "replace passwords", "move accounts to OU=Leavers", "which no restore brings back"} {
		if !strings.Contains(said, words) {
			t.Errorf("check does not say %q:\n%s", words, said)
		}
	}
	write(t, l.dir, "ad.pass", "wrong\n")
	refused := exeunt(t, l.dir, "check")
	if refused.code == 0 || !strings.Contains(string(refused.stdout)+refused.stderr, "data 52e") {
		t.Errorf("with a wrong password, check exits %d:\n%s\n%s", refused.code, refused.stdout, refused.stderr)
	}
}
