package directory_test

import (
	"slices"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

const (
	add     = ldap.AddAttribute
	remove  = ldap.DeleteAttribute
	replace = ldap.ReplaceAttribute
)

func modification(dn string, kind uint, attribute string, values ...string) *ldap.ModifyRequest {
	r := ldap.NewModifyRequest(dn, nil)
	r.Changes = append(r.Changes, ldap.Change{Operation: kind, Modification: ldap.PartialAttribute{Type: attribute, Vals: values}})
	return r
}

func aChangeIsDoneOrRefusedWithItsCode(t *testing.T, l *lab) {
	for _, c := range []struct {
		kind      uint
		attribute string
		values    []string
		code      uint16
		left      []string // what the entry holds afterwards
	}{
		{add, "description", []string{"two"}, ldap.LDAPResultSuccess, []string{"one", "two"}},
		{add, "DESCRIPTION", []string{"two", "three"}, ldap.LDAPResultSuccess, []string{"one", "three", "two"}},
		{add, "description", []string{"ONE"}, ldap.LDAPResultAttributeOrValueExists, []string{"one"}},
		{add, "description", []string{"x", "X"}, ldap.LDAPResultAttributeOrValueExists, []string{"one"}},
		{add, "description", nil, ldap.LDAPResultProtocolError, []string{"one"}},
		{remove, "description", []string{"One"}, ldap.LDAPResultSuccess, nil},
		{remove, "description", nil, ldap.LDAPResultSuccess, nil},
		{remove, "description", []string{"two"}, ldap.LDAPResultNoSuchAttribute, []string{"one"}},
		{remove, "title", nil, ldap.LDAPResultNoSuchAttribute, nil},
		{remove, "title", []string{"x"}, ldap.LDAPResultNoSuchAttribute, nil},
		{replace, "description", []string{"two"}, ldap.LDAPResultSuccess, []string{"two"}},
		{replace, "description", nil, ldap.LDAPResultSuccess, nil},
		{replace, "title", nil, ldap.LDAPResultSuccess, nil},

		{add, "employeeNumber", []string{"E2"}, ldap.LDAPResultConstraintViolation, []string{"E1"}},
		{replace, "employeeNumber", []string{"E2", "E3"}, ldap.LDAPResultConstraintViolation, []string{"E1"}},
		{add, "wonder", []string{"x"}, ldap.LDAPResultUndefinedAttributeType, nil},
		{add, "loginShell", []string{"/bin/sh"}, ldap.LDAPResultObjectClassViolation, nil},
		{replace, "sn", nil, ldap.LDAPResultObjectClassViolation, []string{"sn"}},
		{replace, "uid", []string{"x"}, ldap.LDAPResultNamingViolation, []string{"uid"}},
		{remove, "uid", nil, ldap.LDAPResultNamingViolation, []string{"uid"}},
		{replace, "objectClass", []string{"organizationalRole"}, ldap.LDAPResultObjectClassModsProhibited, []string{"inetOrgPerson"}},
		{add, "objectClass", []string{"wonder"}, ldap.LDAPResultInvalidAttributeSyntax, []string{"inetOrgPerson"}},
		{add, "objectClass", []string{"shadowAccount"}, ldap.LDAPResultSuccess, []string{"inetOrgPerson", "shadowAccount"}},
		{add, "manager", []string{"no name"}, ldap.LDAPResultInvalidAttributeSyntax, nil},

		{replace, "pwdAccountLockedTime", []string{"soon"}, ldap.LDAPResultInvalidAttributeSyntax, nil},
		{replace, "pwdAccountLockedTime", []string{"000001010000Z"}, ldap.LDAPResultSuccess, []string{"000001010000Z"}},
		{replace, "pwdEndTime", []string{"20200101000000Z"}, ldap.LDAPResultSuccess, []string{"20200101000000Z"}},
		{replace, "pwdLastSuccess", []string{"20200101000000Z"}, ldap.LDAPResultConstraintViolation, nil},
		{replace, "memberOf", []string{directory.GroupsBase}, ldap.LDAPResultConstraintViolation, nil},
		{replace, "entryUUID", []string{"00000000-0000-0000-0000-000000000000"}, ldap.LDAPResultConstraintViolation, []string{"entryUUID"}},
	} {
		dn := l.person(t, "description", "one", "employeeNumber", "E1")
		want := slices.Clone(c.left)
		for i, w := range want { // a name stands for what was there before
			if w == "sn" || w == "uid" || w == "entryUUID" {
				want[i] = l.read(t, dn, w)[0]
			}
		}
		what := c.attribute + joined(c.values)
		expect(t, what, l.service(t).Modify(modification(dn, c.kind, c.attribute, c.values...)), c.code)
		if c.attribute == "wonder" {
			continue
		}
		attribute := c.attribute
		if attribute == "DESCRIPTION" {
			attribute = "description"
		}
		same(t, what, l.read(t, dn, attribute), want...)
	}
	for dn, code := range map[string]uint16{
		"uid=nobody," + directory.PeopleBase: ldap.LDAPResultNoSuchObject,
		"uid=nobody,dc=elsewhere":            ldap.LDAPResultUnwillingToPerform,
		"no name":                            ldap.LDAPResultInvalidDNSyntax,
	} {
		expect(t, dn, l.service(t).Modify(modification(dn, replace, "title", "x")), code)
	}
}

func aChangeIsDoneWholeOrNotAtAll(t *testing.T, l *lab) {
	dn := l.person(t, "description", "one")
	r := modification(dn, replace, "description", "two")
	r.Delete("title", nil)
	expect(t, "a change whose second step cannot be done", l.service(t).Modify(r), ldap.LDAPResultNoSuchAttribute)
	same(t, "the first step", l.read(t, dn, "description"), "one")

	r = modification(dn, remove, "description", "one")
	r.Add("description", []string{"two", "three"})
	r.Delete("description", []string{"three"})
	expect(t, "steps that rest on each other", l.service(t).Modify(r), ldap.LDAPResultSuccess)
	same(t, "the steps in their order", l.read(t, dn, "description"), "two")
}

func aChangeIsSignedAndDated(t *testing.T, l *lab) {
	dn := l.person(t)
	number, csn := l.read(t, dn, "entryUUID"), l.read(t, dn, "entryCSN")
	start := time.Now().UTC().Truncate(time.Second)
	l.replace(t, dn, "title", "clerk")
	same(t, "modifiersName", l.read(t, dn, "modifiersName"), directory.ServiceDN)
	same(t, "entryUUID", l.read(t, dn, "entryUUID"), number...)
	if now := l.read(t, dn, "entryCSN"); slices.Equal(now, csn) {
		t.Errorf("entryCSN is still %s", now)
	}
	at, err := time.Parse("20060102150405Z", l.read(t, dn, "modifyTimestamp")[0])
	if err != nil || at.Before(start) {
		t.Errorf("modified at %s, before %s, %v", at, start, err)
	}
}

func anEntryIsAddedOrRefusedWithItsCode(t *testing.T, l *lab) {
	there := l.person(t)
	for _, c := range []struct {
		dn    string
		pairs []string
		code  uint16
	}{
		{"uid=" + l.fresh("n") + "," + directory.PeopleBase, []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N"}, ldap.LDAPResultSuccess},
		{there, []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N"}, ldap.LDAPResultEntryAlreadyExists},
		{"uid=n,ou=nowhere," + directory.Base, []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N"}, ldap.LDAPResultNoSuchObject},
		{"uid=n,dc=elsewhere", []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N"}, ldap.LDAPResultUnwillingToPerform},
		{"uid=n," + directory.PeopleBase, []string{"cn", "N", "sn", "N"}, ldap.LDAPResultObjectClassViolation},
		{"uid=n," + directory.PeopleBase, []string{"objectClass", "shadowAccount"}, ldap.LDAPResultObjectClassViolation},
		{"uid=n," + directory.PeopleBase, []string{"objectClass", "inetOrgPerson", "sn", "N"}, ldap.LDAPResultObjectClassViolation},
		{"uid=n," + directory.PeopleBase, []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N", "loginShell", "/"}, ldap.LDAPResultObjectClassViolation},
		{"uid=n," + directory.PeopleBase, []string{"objectClass", "wonder", "cn", "N"}, ldap.LDAPResultInvalidAttributeSyntax},
		{"uid=n," + directory.PeopleBase, []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N", "wonder", "x"}, ldap.LDAPResultUndefinedAttributeType},
		{
			"uid=n," + directory.PeopleBase,
			[]string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N", "entryUUID", "00000000-0000-0000-0000-000000000000"},
			ldap.LDAPResultConstraintViolation,
		},
		{"no name", []string{"objectClass", "inetOrgPerson", "cn", "N", "sn", "N"}, ldap.LDAPResultInvalidDNSyntax},
	} {
		expect(t, "add "+c.dn+joined(c.pairs), l.service(t).Add(addRequest(c.dn, c.pairs...)), c.code)
		if c.code == ldap.LDAPResultSuccess {
			if got := l.read(t, c.dn, "uid"); len(got) != 1 {
				t.Errorf("%s: the value that the name spells out is not there: %q", c.dn, got)
			}
		}
	}
}

func anEntryIsDeletedOrRefusedWithItsCode(t *testing.T, l *lab) {
	dn, conn := l.person(t), l.service(t)
	expect(t, "delete", conn.Del(ldap.NewDelRequest(dn, nil)), ldap.LDAPResultSuccess)
	expect(t, "delete again", conn.Del(ldap.NewDelRequest(dn, nil)), ldap.LDAPResultNoSuchObject)
	expect(t, "delete a branch", conn.Del(ldap.NewDelRequest(directory.PeopleBase, nil)), ldap.LDAPResultNotAllowedOnNonLeaf)
	expect(t, "sign in as who is gone", l.dial(t).Bind(dn, "secret"), ldap.LDAPResultInvalidCredentials)
	branch := l.branch(t)
	leaf := l.entry(t, "ou=leaf,"+branch, "objectClass", "organizationalUnit")
	expect(t, "delete a leaf", conn.Del(ldap.NewDelRequest(leaf, nil)), ldap.LDAPResultSuccess)
	same(t, "hasSubordinates of what lost its leaf", l.read(t, branch, "hasSubordinates"), "FALSE")
	expect(t, "delete what lost its leaf", conn.Del(ldap.NewDelRequest(branch, nil)), ldap.LDAPResultSuccess)
	number := l.read(t, l.entry(t, dn, "objectClass", "inetOrgPerson", "cn", "N", "sn", "N"), "entryUUID")
	expect(t, "delete the next one", conn.Del(ldap.NewDelRequest(dn, nil)), ldap.LDAPResultSuccess)
	if again := l.read(t, l.entry(t, dn, "objectClass", "inetOrgPerson", "cn", "N", "sn", "N"), "entryUUID"); slices.Equal(again, number) {
		t.Errorf("two entries of the same name have the same entryUUID %s", again)
	}
}

func anEntryIsRenamedOrRefusedWithItsCode(t *testing.T, l *lab) {
	dn, there, away := l.person(t), l.person(t), l.branch(t)
	number, conn := l.read(t, dn, "entryUUID"), l.service(t)
	uid := l.fresh("renamed")
	to := "uid=" + uid + "," + away
	expect(t, "rename", conn.ModifyDN(ldap.NewModifyDNRequest(dn, "uid="+uid, true, away)), ldap.LDAPResultSuccess)
	same(t, "entryUUID", l.read(t, to, "entryUUID"), number...)
	same(t, "uid", l.read(t, to, "uid"), uid)
	expect(t, "the old name", conn.Del(ldap.NewDelRequest(dn, nil)), ldap.LDAPResultNoSuchObject)
	expect(t, "rename to a name that is taken",
		conn.ModifyDN(ldap.NewModifyDNRequest(to, there[:len(there)-len(directory.PeopleBase)-1], true, directory.PeopleBase)), ldap.LDAPResultEntryAlreadyExists)
	expect(t, "move to nowhere", conn.ModifyDN(ldap.NewModifyDNRequest(to, "uid=x", true, "ou=nowhere,"+directory.Base)), ldap.LDAPResultNoSuchObject)
	expect(t, "rename nobody", conn.ModifyDN(ldap.NewModifyDNRequest(dn, "uid=x", true, "")), ldap.LDAPResultNoSuchObject)
	expect(t, "keep the old value", conn.ModifyDN(ldap.NewModifyDNRequest(to, "uid="+uid+"x", false, "")), ldap.LDAPResultSuccess)
	same(t, "both values", l.read(t, "uid="+uid+"x,"+away, "uid"), uid, uid+"x")
}

func aValueIsComparedByItsRule(t *testing.T, l *lab) {
	dn, conn := l.person(t, "title", "Clerk"), l.service(t)
	for _, c := range []struct {
		dn, attribute, value string
		equal                bool
		code                 uint16
	}{
		{dn, "title", "CLERK", true, ldap.LDAPResultSuccess},
		{dn, "title", "king", false, ldap.LDAPResultSuccess},
		{dn, "mail", "x", false, ldap.LDAPResultNoSuchAttribute},
		{dn, "wonder", "x", false, ldap.LDAPResultUndefinedAttributeType},
		{"uid=nobody," + directory.PeopleBase, "title", "x", false, ldap.LDAPResultNoSuchObject},
	} {
		equal, err := conn.Compare(c.dn, c.attribute, c.value)
		expect(t, "compare "+c.attribute, err, c.code)
		if equal != c.equal {
			t.Errorf("%s is %s: %t", c.attribute, c.value, equal)
		}
	}
}
