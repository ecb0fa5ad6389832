package ad_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// page returns the commands of docs/connectors/ad.md that make the account, for the branch of the lab: those that make it,
// and those that give it each right.
func (l *lab) page() (account string, rights []string) {
	l.Helper()
	found := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(file(l, "../../../docs/connectors/ad.md"))
	if found == nil {
		l.Fatal("the page has no commands")
	}
	text := strings.NewReplacer("OU=Company,DC=corp,DC=example,DC=com", l.base, "svc-exeunt", l.name+"-svc").Replace(found[1])
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "samba-tool dsacl") {
			rights = append(rights, line)
			continue
		}
		account += line
	}
	if len(rights) != 3 {
		l.Fatalf("the page gives %d rights", len(rights))
	}
	return account, rights
}

func granted(rights []connector.Right, verb identity.Verb, what string) connector.Right {
	at := slices.IndexFunc(rights, func(r connector.Right) bool { return r.Verb == verb && strings.HasPrefix(r.What, what) })
	if at < 0 {
		return connector.Right{}
	}
	return rights[at]
}

// The account of the documentation can do what it must, and no more; and a probe knows it at each step.
func TestTheAccountOfTheDocumentationIsEnoughAndTheProbeKnows(t *testing.T) {
	t.Parallel()
	l := newLab(t, 4)
	l.group("g", l.dn(1), l.dn(2))
	account, rights := l.page()
	const password = "Of-The-Page-1!"
	l.Shell(t, account, "NEW_PASSWORD="+password)
	l.Connector = l.connect(as(l.UPN(l.name+"-svc"), password), everything, func(cfg *ad.Config) { cfg.Hide, cfg.Now = false, nil })

	asks := []struct {
		verb identity.Verb
		what string
		step int // the right of the page that gives it
	}{
		{"", "read accounts", 0},
		{"", "read groups", 0},
		{identity.Suspend, "disable", 1},
		{identity.Suspend, "replace passwords", 1},
		{identity.Suspend, "let accounts expire", 1},
		{identity.Suspend, "write descriptions", 1},
		{identity.Restore, "undo", 3},
		{identity.Remove, "take", 2},
		{identity.Add, "put", 2},
		{identity.Suspend, "move", 3},
		{identity.Delete, "delete", 3},
	}
	for step := 0; ; step++ {
		probe, err := l.Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, ask := range asks {
			r := granted(probe, ask.verb, ask.what)
			want := map[bool]connector.Granted{true: connector.Yes, false: connector.No}[step >= ask.step]
			if r.Granted != want {
				t.Errorf("with %d rights of the page, %s %s: %+v, want %s", step, ask.verb, ask.what, r, want)
			}
			if want == connector.No && !strings.HasPrefix(r.Grant, "dsacls \"OU=") {
				t.Errorf("what would grant it: %q", r.Grant)
			}
		}
		if step == len(rights) {
			break
		}
		sid := `SID=$(samba-tool user show ` + l.name + `-svc --attributes=objectSid | sed -n 's/^objectSid: //p')` + "\n"
		l.Shell(t, sid+"USER=bf967aba-0de6-11d0-a285-00aa003049e2\nGROUP=bf967a9c-0de6-11d0-a285-00aa003049e2\n"+rights[step])
	}
	a, b := l.account(l.login(1)), l.account(l.login(2))
	l.do(identity.Suspend, a)
	l.do(identity.Remove, a, a.Entitlements...)
	l.do(identity.Restore, a)
	if again := l.account(a.Login); again.Fingerprint() != a.Fingerprint() {
		t.Errorf("restored to %+v", again)
	}
	l.do(identity.Suspend, b)
	l.do(identity.Delete, b)

	own := l.dial(l.UPN(l.name+"-svc"), password)
	for attribute, value := range map[string]string{
		"mail": "x@example.com", "sAMAccountName": "x", "userPrincipalName": "x@exeunt.test", "primaryGroupID": "512", "servicePrincipalName": "x/y",
	} {
		write := goldap.NewModifyRequest(l.dn(3), nil)
		write.Replace(attribute, []string{value})
		if err := own.Modify(write); !goldap.IsErrorWithCode(err, goldap.LDAPResultInsufficientAccessRights) {
			t.Errorf("it may write %s: %v", attribute, err)
		}
	}
	outside := goldap.NewModifyRequest(l.UserDN("u0001"), nil)
	outside.Replace("description", []string{"x"})
	if err := own.Modify(outside); !goldap.IsErrorWithCode(err, goldap.LDAPResultInsufficientAccessRights) {
		t.Errorf("it may write outside of the OU: %v", err)
	}
}

func TestAProbeSaysWhatIsNotThere(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0, func(cfg *ad.Config) { cfg.MoveTo = "OU=gone," + cfg.Base })
	rights, err := l.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]connector.Granted{"disable accounts": connector.Unknown, "replace passwords": connector.Unknown, "move accounts": connector.No} {
		if r := granted(rights, identity.Suspend, what); r.Granted != want || r.Why == "" {
			t.Errorf("%s: %+v, want %s", what, r, want)
		}
	}
	if r := granted(rights, "", "read accounts"); r.Granted != connector.Unknown {
		t.Errorf("in an empty OU: %+v", r)
	}
}
