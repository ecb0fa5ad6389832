package ldap_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// page holds the LDIF of a page of docs/connectors, in its order, for the directory of the lab.
func page(t testing.TB, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../../../docs/connectors/" + name))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, found := range regexp.MustCompile("(?s)```ldif\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		parts = append(parts, strings.NewReplacer("dc=example,dc=com", "dc=exeunt,dc=test", "{1}mdb", "{2}mdb").Replace(found[1]))
	}
	if len(parts) != 3 {
		t.Fatalf("the page has %d parts in LDIF, want the account, its rights, and the right to delete", len(parts))
	}
	return parts
}

func (l *lab) ldapmodify(dn, password, ldif string) {
	l.Helper()
	cmd := exec.CommandContext(l.Context(), "ldapmodify", "-x", "-H", l.URL, "-D", dn, "-w", password)
	cmd.Stdin = strings.NewReader(ldif)
	if out, err := cmd.CombinedOutput(); err != nil {
		l.Fatalf("ldapmodify: %v\n%s\n%s", err, out, ldif)
	}
}

// The account of the documentation can do what it must, and no more.
func TestTheAccountOfTheDocumentationIsEnough(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1000)
	ldif := page(t, "ldap.md")
	if err := l.admin.Del(goldap.NewDelRequest(l.ServiceDN, nil)); err != nil {
		t.Fatal(err)
	}
	l.ldapmodify(l.AdminDN, l.AdminPassword, ldif[0])
	l.ldapmodify("cn=config", "config-secret", ldif[1])
	l.Connector = l.connect(func(cfg *ldap.Config) {
		cfg.Password = secret("change-me")
		cfg.SuspendBy = []ldap.Method{ldap.Ppolicy, ldap.Shell, ldap.Shadow}
	})
	if got := len(l.read(l.Connector)); got != 1001 {
		t.Errorf("read %d accounts", got)
	}
	for _, login := range []string{"u0001", "u0002", "u0995", "u0996"} {
		before := l.dump()[l.UserDN(login)]
		a := l.account(login)
		l.do(identity.Suspend, a)
		l.state(a.Ref.Key, identity.Suspended)
		l.door(login, false)
		l.do(identity.Remove, a, a.Entitlements...)
		l.do(identity.Restore, a)
		if got, want := without(l.dump()[l.UserDN(login)], bookkeeping...), without(before, bookkeeping...); got != want {
			t.Errorf("%s came back as\n%s\nand was\n%s", login, got, want)
		}
		l.door(login, true)
	}
	l.mayNotDoMore()

	a := l.account("u0007")
	says(t, l.try(identity.Delete, a), "done in part", "Insufficient Access Rights") // its groups may be left, and are
	refused(t, l.try(identity.Delete, a), "the right to write it", "access rules")
}

// A right that is lost shows as a search that succeeds and finds nothing.
func TestWhoMayNotReadIsNotToldThatSomebodyIsGone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.ldapmodify("cn=config", "config-secret", `dn: olcDatabase={2}mdb,cn=config
changetype: modify
add: olcAccess
olcAccess: {0}to dn.subtree="`+l.PeopleDN+`" by dn.exact="`+l.ServiceDN+`" =sc by * break
`)
	for what, call := range map[string]func() error{
		"lookup":  func() error { _, err := l.Lookup(t.Context(), a.Ref.Key); return err },
		"suspend": func() error { return l.try(identity.Suspend, a) },
	} {
		err := call()
		says(t, err, "ou=people", "cannot be seen")
		if errors.Is(err, connector.ErrGone) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func (l *lab) mayNotDoMore() {
	l.Helper()
	own := l.dial(l.ServiceDN, "change-me")
	for _, attribute := range []string{"mail", "cn", "userPassword", "employeeNumber", "pwdPolicySubentry"} {
		change := goldap.NewModifyRequest(l.UserDN("u0005"), nil)
		change.Replace(attribute, []string{"x"})
		if err := own.Modify(change); !goldap.IsErrorAnyOf(err, goldap.LDAPResultInsufficientAccessRights, goldap.LDAPResultInvalidAttributeSyntax) {
			l.Errorf("writing %s: %v, want code 50", attribute, err)
		}
	}
	found, err := own.Search(goldap.NewSearchRequest(l.UserDN("u0005"), goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"userPassword"}, nil))
	if err != nil || len(found.Entries) != 1 || len(found.Entries[0].Attributes) != 0 {
		l.Errorf("reading a password gives %+v, %v", found, err)
	}
}

func TestTheRightToDeleteOfTheDocumentationIsEnough(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	ldif := page(t, "ldap.md")
	l.ldapmodify("cn=config", "config-secret", ldif[1])
	l.ldapmodify("cn=config", "config-secret", ldif[2])
	a := l.account("u0007")
	l.do(identity.Delete, a)
	if err := l.Bind(l.UserDN("u0007"), l.UserPassword("u0007")); err == nil {
		t.Error("the entry is still there")
	}
}
