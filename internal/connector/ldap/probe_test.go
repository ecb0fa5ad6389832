package ldap_test

import (
	"slices"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// probe asks for the rights, and demands that asking changed nothing, not even the times of changes.
func (l *lab) probe() []connector.Right {
	l.Helper()
	before := l.dump()
	rights, err := l.Probe(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	after := l.dump()
	for dn, e := range before {
		if dn != l.ServiceDN && (after[dn] == nil || without(after[dn], "contextCSN") != without(e, "contextCSN")) {
			l.Errorf("the probe changed %s", dn)
		}
	}
	if len(after) != len(before) {
		l.Errorf("there were %d entries, and there are %d", len(before), len(after))
	}
	return rights
}

// granted demands that every right is there, but those that are lost; each of these must come with the rule that grants
// it. It returns the rules.
func (l *lab) granted(lost ...string) (rules []string) {
	l.Helper()
	for _, r := range l.probe() {
		isLost := r.Verb != "" && slices.ContainsFunc(lost, func(w string) bool { return strings.Contains(r.What, w) })
		switch {
		case isLost && (r.Granted != connector.No || r.Grant == "" || r.Why == ""):
			l.Errorf("%+v: it is lost", r)
		case !isLost && r.Granted != connector.Yes:
			l.Errorf("%+v: it is there", r)
		}
		if r.Grant != "" && !slices.Contains(rules, r.Grant) {
			rules = append(rules, r.Grant)
		}
	}
	return rules
}

var allRights = []string{"(pwdAccountLockedTime)", "(pwdEndTime)", "(nsAccountLock)", "(loginShell)", "(shadowExpire)", "undo a suspension", "groups", "delete"}

func TestTheRulesThatOpenLDAPIsAskedForAreThoseThatAreMissing(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, only(ldap.Ppolicy, ldap.Shell, ldap.Shadow))
	l.granted()
	l.ldapmodify("cn=config", "config-secret", `dn: olcDatabase={2}mdb,cn=config
changetype: modify
add: olcAccess
olcAccess: {0}to * by dn.exact="`+l.ServiceDN+`" read by * break
`)
	rules := l.granted(allRights...)
	if len(rules) != 6 {
		t.Errorf("%d rules are printed:\n%s", len(rules), strings.Join(rules, "\n"))
	}
	for _, rule := range rules {
		l.ldapmodify("cn=config", "config-secret", strings.Replace(rule, "{1}mdb", "{2}mdb", 1))
	}
	l.granted()
	a := l.account("u0002")
	l.do(identity.Suspend, a)
	l.do(identity.Delete, a)
}

func TestTheRulesThat389DirectoryServerIsAskedForAreThoseThatAreMissing(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 4)
	l.granted()

	other := "cn=exeunt 2,ou=services,dc=exeunt,dc=test"
	l.add(other, "objectClass: organizationalRole", "objectClass: simpleSecurityObject", "userPassword: x")
	l.set(l.PeopleDN, "aci", `(targetattr != "userPassword")(version 3.0; acl "reads"; allow (read, search, compare) userdn = "ldap:///`+other+`";)`)
	l.set(l.GroupsDN, "aci", l.value(l.PeopleDN, "aci"))
	l.Connector = l.connect(on389, func(cfg *ldap.Config) { cfg.Bind, cfg.Password = other, secret("x") })
	rules := l.granted(allRights...)
	if len(rules) != 5 {
		t.Errorf("%d rules are printed:\n%s", len(rules), strings.Join(rules, "\n"))
	}
	for _, rule := range rules {
		l.ldapmodify(l.AdminDN, l.AdminPassword, rule)
	}
	l.granted()
	a := l.account("u0002")
	l.do(identity.Suspend, a)
	l.do(identity.Delete, a)
}

func TestAMethodThatMeansNothingThereIsToldByTheProbe(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 2, only(ldap.Ppolicy))
	for _, r := range l.probe() {
		if r.Verb == identity.Suspend && (r.Granted != connector.No || !strings.Contains(r.Why, "means nothing")) {
			t.Errorf("%+v", r)
		}
	}
}

func TestWithNothingToTryOnTheProbeSaysSo(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 1)
	l.Connector = l.connect(on389, func(cfg *ldap.Config) { cfg.Filter = "(uid=nobody)" })
	for _, r := range l.probe() {
		if (r.Verb == identity.Suspend || r.Verb == identity.Delete) && (r.Granted != connector.Unknown || r.Why == "") {
			t.Errorf("%+v", r)
		}
	}
}

// The trial is a change that no server may do: without its impossible steps, it would be done.
func TestTheTrialIsRefusedByTheServerAndNotByLuck(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 1)
	own := l.dial(l.ServiceDN, l.ServicePassword)
	change := goldap.NewModifyRequest(l.UserDN("u0001"), nil)
	change.Replace("nsAccountLock", []string{"true"})
	change.Delete("nsAccountLock", []string{"exeunt-probe"})
	if err := own.Modify(change); !goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchAttribute) {
		t.Errorf("the server answers %v, want code 16", err)
	}
	l.door("u0001", true)
}
