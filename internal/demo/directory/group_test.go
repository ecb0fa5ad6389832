package directory_test

import (
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

func memberOfFollowsTheGroup(t *testing.T, l *lab) {
	dn, other, conn := l.person(t), l.person(t), l.service(t)
	group := l.group(t, dn, other)
	same(t, "memberOf of a first member", l.read(t, dn, "memberOf"), group)

	second := l.group(t, other)
	expect(t, "join", conn.Modify(modification(second, add, "member", dn)), ldap.LDAPResultSuccess)
	same(t, "memberOf of who joined", l.read(t, dn, "memberOf"), group, second)
	expect(t, "join again", conn.Modify(modification(second, add, "member", strings.ToUpper(dn))), ldap.LDAPResultAttributeOrValueExists)

	found := find(t, conn, directory.PeopleBase, ldap.ScopeWholeSubtree, "(memberOf="+strings.ToUpper(group)+")", "1.1")
	if len(found) != 2 {
		t.Errorf("%d people are in %s", len(found), group)
	}
	expect(t, "leave", conn.Modify(modification(group, remove, "member", strings.ToUpper(dn))), ldap.LDAPResultSuccess)
	expect(t, "leave again", conn.Modify(modification(group, remove, "member", dn)), ldap.LDAPResultNoSuchAttribute)
	same(t, "memberOf of who left one group", l.read(t, dn, "memberOf"), second)
	expect(t, "delete the group", conn.Del(ldap.NewDelRequest(second, nil)), ldap.LDAPResultSuccess)
	same(t, "memberOf of who is in no group", l.read(t, dn, "memberOf"))
	same(t, "memberOf of who stayed", l.read(t, other, "memberOf"), group)
}

func aGroupForgetsWhoIsDeleted(t *testing.T, l *lab) {
	dn, other := l.person(t), l.person(t)
	group, alone := l.group(t, dn, other), l.group(t, dn)
	expect(t, "delete a member", l.service(t).Del(ldap.NewDelRequest(dn, nil)), ldap.LDAPResultSuccess)
	same(t, "who is left", l.read(t, group, "member"), other)
	same(t, "a group must have a member, gone or not", l.read(t, alone, "member"), dn)
}

func aGroupFollowsWhoIsRenamed(t *testing.T, l *lab) {
	dn := l.person(t)
	group := l.group(t, dn)
	uid := l.fresh("married")
	expect(t, "rename a member", l.service(t).ModifyDN(ldap.NewModifyDNRequest(dn, "uid="+uid, true, "")), ldap.LDAPResultSuccess)
	same(t, "member", l.read(t, group, "member"), "uid="+uid+","+directory.PeopleBase)
	same(t, "memberOf", l.read(t, "uid="+uid+","+directory.PeopleBase, "memberOf"), group)
}

func aGroupKeepsOneMember(t *testing.T, l *lab) {
	dn := l.person(t)
	group := l.group(t, dn)
	expect(t, "take the last member away", l.service(t).Modify(modification(group, remove, "member", dn)), ldap.LDAPResultObjectClassViolation)
	same(t, "memberOf", l.read(t, dn, "memberOf"), group)
}
