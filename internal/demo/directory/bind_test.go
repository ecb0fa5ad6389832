package directory_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

func theRootSaysWhatTheServerCanDo(t *testing.T, l *lab) {
	conn := l.dial(t)
	plain := find(t, conn, "", ldap.ScopeBaseObject, "(objectClass=*)")[0]
	if got := plain.GetAttributeValues("namingContexts"); len(got) > 0 {
		t.Errorf("nobody asked for namingContexts: %q", got)
	}
	root := find(t, conn, "", ldap.ScopeBaseObject, "(objectClass=*)", "*", "+")[0]
	for attribute, want := range map[string]string{
		"namingContexts":       directory.Base,
		"supportedLDAPVersion": "3",
		"subschemaSubentry":    "cn=Subschema",
		"supportedControl":     ldap.ControlTypePaging,
		"supportedExtension":   "1.3.6.1.4.1.4203.1.11.3",
	} {
		if got := root.GetAttributeValues(attribute); !slices.Contains(got, want) {
			t.Errorf("%s: %q lack %q", attribute, got, want)
		}
	}
	if !slices.Contains(root.GetAttributeValues("supportedControl"), ldap.ControlTypeBeheraPasswordPolicy) {
		t.Error("the password policy control is not announced")
	}
}

func theSchemaCanBeRead(t *testing.T, l *lab) {
	schema := find(t, l.dial(t), "cn=Subschema", ldap.ScopeBaseObject, "(objectClass=subschema)", "attributeTypes", "objectClasses")[0]
	for _, want := range []string{
		"( 1.3.6.1.4.1.42.2.27.8.1.17 NAME 'pwdAccountLockedTime' ", "( 2.16.840.1.113730.3.1.3 NAME 'employeeNumber' ",
	} {
		if !slices.ContainsFunc(schema.GetAttributeValues("attributeTypes"), func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("no attribute type %s", want)
		}
	}
	if !slices.ContainsFunc(schema.GetAttributeValues("objectClasses"), func(s string) bool {
		return strings.HasPrefix(s, "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' ")
	}) {
		t.Error("no object class inetOrgPerson")
	}
}

func onlyTheRightPasswordSignsIn(t *testing.T, l *lab) {
	dn := l.person(t)
	for _, c := range []struct {
		dn, password string
		code         uint16
	}{
		{dn, "secret", ldap.LDAPResultSuccess},
		{strings.ToUpper(dn), "secret", ldap.LDAPResultSuccess},
		{dn, "Secret", ldap.LDAPResultInvalidCredentials},
		{"uid=nobody," + directory.PeopleBase, "secret", ldap.LDAPResultInvalidCredentials},
		{directory.PeopleBase, "secret", ldap.LDAPResultInvalidCredentials},
		{"dc=elsewhere", "secret", ldap.LDAPResultInvalidCredentials},
		{"no name", "secret", ldap.LDAPResultInvalidDNSyntax},
		{dn, "", ldap.LDAPResultUnwillingToPerform},
		{"", "", ldap.LDAPResultSuccess},
	} {
		r := ldap.NewSimpleBindRequest(c.dn, c.password, nil)
		r.AllowEmptyPassword = true
		_, err := l.dial(t).SimpleBind(r)
		expect(t, c.dn+" with "+c.password, err, c.code)
	}
}

func aFailedSignInLeavesNobody(t *testing.T, l *lab) {
	conn := l.as(t, l.person(t), "secret")
	if err := conn.Bind(directory.ServiceDN, "wrong"); err == nil {
		t.Fatal("a wrong password signed in")
	}
	who, err := conn.WhoAmI(nil)
	if err != nil || who.AuthzID != "" {
		t.Errorf("after a failed sign-in the connection is %+v's, %v", who, err)
	}
}

func nobodySeesOrChangesAnything(t *testing.T, l *lab) {
	dn, conn := l.person(t), l.dial(t)
	for _, base := range []string{directory.Base, dn, "uid=nobody," + directory.PeopleBase} {
		_, err := conn.Search(query(base, ldap.ScopeBaseObject, "(objectClass=*)"))
		expect(t, "search "+base, err, ldap.LDAPResultNoSuchObject)
	}
	expect(t, "delete", conn.Del(ldap.NewDelRequest(dn, nil)), ldap.LDAPResultStrongAuthRequired)
}

func peopleReadAndDoNotWrite(t *testing.T, l *lab) {
	dn := l.person(t, "title", "clerk")
	conn := l.as(t, dn, "secret")
	if who, err := conn.WhoAmI(nil); err != nil || who.AuthzID != "dn:"+dn {
		t.Errorf("who am I: %+v, %v", who, err)
	}
	seen := find(t, conn, dn, ldap.ScopeBaseObject, "(title=clerk)", "*")[0]
	if seen.GetAttributeValue("title") != "clerk" || seen.GetAttributeValue("userPassword") != "" {
		t.Errorf("a person sees %v", seen.Attributes)
	}
	for _, filter := range []string{"(userPassword=*)", "(!(userPassword=*))"} {
		if n := len(find(t, conn, dn, ldap.ScopeBaseObject, filter)); n != 0 {
			t.Errorf("%s tells something of a password", filter)
		}
	}
	other := l.person(t)
	change := ldap.NewModifyRequest(other, nil)
	change.Replace("title", []string{"king"})
	expect(t, "modify", conn.Modify(change), ldap.LDAPResultInsufficientAccessRights)
	expect(t, "delete", conn.Del(ldap.NewDelRequest(other, nil)), ldap.LDAPResultInsufficientAccessRights)
	expect(t, "rename", conn.ModifyDN(ldap.NewModifyDNRequest(other, "uid=king", true, "")), ldap.LDAPResultInsufficientAccessRights)
	expect(t, "add", conn.Add(addRequest("uid=king,"+directory.PeopleBase, "objectClass", "inetOrgPerson", "cn", "K", "sn", "K")),
		ldap.LDAPResultInsufficientAccessRights)
}

func peopleGetSoManyEntriesAtMost(t *testing.T, l *lab) {
	conn := l.as(t, l.person(t), "secret")
	found, err := conn.Search(query(directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1"))
	expect(t, "an ordinary person's search", err, ldap.LDAPResultSizeLimitExceeded)
	if len(found.Entries) != 500 {
		t.Errorf("%d entries, want 500", len(found.Entries))
	}
	_, err = conn.SearchWithPaging(query(directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1"), 100)
	expect(t, "the same in pages", err, ldap.LDAPResultSizeLimitExceeded)
	if n := len(find(t, l.service(t), directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1")); n != crowd {
		t.Errorf("the service account gets %d, want %d", n, crowd)
	}
}

func anUnknownCriticalControlIsRefused(t *testing.T, l *lab) {
	for critical, code := range map[bool]uint16{true: ldap.LDAPResultUnavailableCriticalExtension, false: ldap.LDAPResultSuccess} {
		r := query(directory.PeopleBase, ldap.ScopeBaseObject, "(objectClass=*)")
		r.Controls = []ldap.Control{ldap.NewControlString("1.2.3.4", critical, "")}
		_, err := l.service(t).Search(r)
		expect(t, "a control that nobody knows", err, code)
	}
}
