package directory_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

func aScopeCutsTheTree(t *testing.T, l *lab) {
	top := l.branch(t)
	middle := l.entry(t, "ou=middle,"+top, "objectClass", "organizationalUnit")
	l.entry(t, "ou=leaf,"+middle, "objectClass", "organizationalUnit")
	conn := l.service(t)
	for scope, want := range map[int]int{ldap.ScopeBaseObject: 1, ldap.ScopeSingleLevel: 1, ldap.ScopeWholeSubtree: 3, ldap.ScopeChildren: 2} {
		if got := len(find(t, conn, top, scope, "(objectClass=*)", "1.1")); got != want {
			t.Errorf("scope %s: %d entries, want %d", ldap.ScopeMap[scope], got, want)
		}
	}
	twice := l.entry(t, "cn=a+sn=b,"+middle, "objectClass", "inetOrgPerson")
	if found := find(t, conn, "SN=B+cn = A,"+middle, ldap.ScopeBaseObject, "(objectClass=*)"); len(found) != 1 || found[0].DN != twice {
		t.Errorf("the name of two parts, turned round, finds %v", found)
	}
	for dn, want := range map[string]string{top: "TRUE", "ou=leaf," + middle: "FALSE"} {
		same(t, "hasSubordinates of "+dn, l.read(t, dn, "hasSubordinates"), want)
	}
}

func aFilterFindsWhatItSays(t *testing.T, l *lab) {
	top := l.branch(t)
	l.entry(t, "uid=anna,"+top, "objectClass", "inetOrgPerson", "cn", "Anna  Bělá", "sn", "Bělá", "mail", "anna@exeunt.test", "title", "clerk")
	l.entry(t, "uid=bob,"+top, "objectClass", "inetOrgPerson", "objectClass", "posixAccount", "objectClass", "shadowAccount",
		"cn", "Bob (the) Builder*", "sn", "Builder", "uidNumber", "1009", "gidNumber", "1", "homeDirectory", "/home/Bob", "loginShell", "/bin/Sh",
		"telephoneNumber", "+33 1 23-45")
	l.entry(t, "uid=carl,"+top, "objectClass", "inetOrgPerson", "objectClass", "posixAccount", "cn", "Carl", "sn", "Černý", "title", "king",
		"uidNumber", "99", "gidNumber", "1", "homeDirectory", "/", "manager", "uid=anna,"+top)
	conn := l.service(t)
	for _, c := range []struct {
		filter string
		want   []string
	}{
		{"(uid=*)", []string{"anna", "bob", "carl"}},
		{"(UID=ANNA)", []string{"anna"}},
		{"(userid=anna)", []string{"anna"}},
		{"(0.9.2342.19200300.100.1.1=anna)", []string{"anna"}},
		{"(cn= anna   BĚLÁ )", []string{"anna"}},
		{"(cn=Bob \\28the\\29 Builder\\2a)", []string{"bob"}},
		{"(mail=Anna@Exeunt.Test)", []string{"anna"}},
		{"(telephoneNumber=+3312345)", []string{"bob"}},

		{"(cn=bob*)", []string{"bob"}},
		{"(cn=*builder\\2a)", []string{"bob"}},
		{"(cn=b*THE*r*)", []string{"bob"}},
		{"(cn=*a*a*)", []string{"anna"}},
		{"(cn=anna bě*)", []string{"anna"}},
		{"(cn=r*b)", nil},
		{"(mail=*@exeunt.test)", []string{"anna"}},

		{"(&(uid=*)(!(title=king)))", []string{"anna", "bob"}},
		{"(|(uid=anna)(title=king))", []string{"anna", "carl"}},
		{"(!(title=*))", []string{"bob", "top"}},
		{"(&)", []string{"anna", "bob", "carl", "top"}},
		{"(|)", nil},

		{"(uidNumber>=100)", []string{"bob"}},
		{"(uidNumber<=1009)", []string{"bob", "carl"}},
		{"(!(uidNumber>=100))", []string{"anna", "carl", "top"}},
		{"(createTimestamp>=20200101000000Z)", []string{"anna", "bob", "carl", "top"}},
		{"(modifyTimestamp<=20200101000000.5Z)", nil},
		{"(createTimestamp>=202001010000Z)", []string{"anna", "bob", "carl", "top"}},

		{"(loginShell=/bin/Sh)", []string{"bob"}},
		{"(loginShell=/bin/sh)", nil},
		{"(manager=UID=Anna , " + top + ")", []string{"carl"}},
		{"(objectClass=person)", []string{"anna", "bob", "carl"}},
		{"(objectClass=SHADOWaccount)", []string{"bob"}},
		{"(entryDN=uid=bob," + top + ")", []string{"bob"}},
		{"(structuralObjectClass=inetOrgPerson)", []string{"anna", "bob", "carl"}},
		{"(hasSubordinates=TRUE)", []string{"top"}},
		{"(hasSubordinates=FALSE)", []string{"anna", "bob", "carl"}},

		// What cannot be judged finds nothing, and "not" of it finds nothing either.
		{"(wonder=x)", nil},
		{"(!(wonder=x))", nil},
		{"(|(wonder=x)(uid=bob))", []string{"bob"}},
		{"(&(wonder=x)(uid=bob))", nil},
		{"(!(|(wonder=x)(uid=bob)))", nil},
		{"(!(&(wonder=x)(uid=bob)))", []string{"anna", "carl", "top"}},
		{"(!(uidNumber=many))", nil},
		{"(!(objectClass=wonder))", nil},
		{"(uid>=a)", nil},
		{"(!(uid>=a))", nil},
		{"(manager=uid=*)", nil},
		{"(!(manager=uid=*))", nil},
	} {
		var got []string
		for _, e := range find(t, conn, top, ldap.ScopeWholeSubtree, c.filter, "uid") {
			got = append(got, e.GetAttributeValue("uid"))
			if e.DN == top {
				got[len(got)-1] = "top"
			}
		}
		slices.Sort(got)
		same(t, c.filter, got, c.want...)
	}
}

func onlyWhatIsAskedForIsShown(t *testing.T, l *lab) {
	dn := l.person(t, "title", "clerk")
	l.group(t, dn)
	conn := l.service(t)
	user := []string{"cn", "objectClass", "sn", "title", "uid", "userPassword"}
	maintained := []string{
		"createTimestamp", "creatorsName", "entryCSN", "entryDN", "entryUUID", "hasSubordinates", "memberOf", "modifiersName",
		"modifyTimestamp", "structuralObjectClass", "subschemaSubentry",
	}
	for _, c := range []struct{ ask, want []string }{
		{nil, user},
		{[]string{"*"}, user},
		{[]string{"+"}, maintained},
		{[]string{"*", "+"}, append(slices.Clone(user), maintained...)},
		{[]string{"1.1"}, nil},
		{[]string{"1.1", "sn"}, []string{"sn"}},
		{[]string{"TITLE", "entryuuid"}, []string{"entryUUID", "title"}},
		{[]string{"memberOf"}, []string{"memberOf"}},
		{[]string{"surname"}, []string{"sn"}},
		{[]string{"wonder", "mail"}, nil},
		{[]string{"*", "memberOf"}, append([]string{"memberOf"}, user...)},
	} {
		found := find(t, conn, dn, ldap.ScopeBaseObject, "(objectClass=*)", c.ask...)[0]
		var got []string
		for _, a := range found.Attributes {
			got = append(got, a.Name)
		}
		slices.Sort(got)
		same(t, "asked for "+joined(c.ask), got, slices.Sorted(slices.Values(c.want))...)
	}
	r := query(dn, ldap.ScopeBaseObject, "(objectClass=*)", "title")
	r.TypesOnly = true
	found, err := conn.Search(r)
	if err != nil || len(found.Entries[0].Attributes) != 1 || len(found.Entries[0].Attributes[0].Values) != 0 {
		t.Errorf("only the types were asked for: %v, %v", found, err)
	}
}

func joined(names []string) string {
	text := "["
	for _, n := range names {
		text += n + " "
	}
	return text + "]"
}

func aMissingBaseNamesTheNearestEntry(t *testing.T, l *lab) {
	conn := l.service(t)
	for base, matched := range map[string]string{
		"uid=nobody," + directory.PeopleBase:            directory.PeopleBase,
		"uid=nobody,ou=nowhere," + directory.PeopleBase: directory.PeopleBase,
		"ou=nowhere," + directory.Base:                  directory.Base,
		"dc=elsewhere":                                  "",
		"":                                              "",
	} {
		_, err := conn.Search(query(base, ldap.ScopeWholeSubtree, "(objectClass=*)"))
		expect(t, "search "+base, err, ldap.LDAPResultNoSuchObject)
		if e := new(ldap.Error); errors.As(err, &e) && e.MatchedDN != matched {
			t.Errorf("search %s: the nearest entry is %q, want %q", base, e.MatchedDN, matched)
		}
	}
	_, err := conn.Search(query("no name", ldap.ScopeBaseObject, "(objectClass=*)"))
	expect(t, "search of what is no name", err, ldap.LDAPResultInvalidDNSyntax)
}

func aSizeLimitGivesWhatFitsAndAnError(t *testing.T, l *lab) {
	conn := l.service(t)
	for limit, code := range map[int]uint16{3: ldap.LDAPResultSizeLimitExceeded, crowd: ldap.LDAPResultSuccess} {
		r := query(directory.PeopleBase, ldap.ScopeSingleLevel, "(uid=u*)", "1.1")
		r.SizeLimit = limit
		found, err := conn.Search(r)
		expect(t, "a limited search", err, code)
		if len(found.Entries) != limit {
			t.Errorf("%d entries, want %d", len(found.Entries), limit)
		}
	}
}
