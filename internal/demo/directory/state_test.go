package directory_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

// world is everything that the service account sees, operational attributes too, as one text.
func world(t *testing.T, l *lab) string {
	t.Helper()
	var b strings.Builder
	for _, e := range find(t, l.service(t), directory.Base, ldap.ScopeWholeSubtree, "(objectClass=*)", "*", "+") {
		if e.DN == directory.ServiceDN {
			continue // looking changes it: it signs in
		}
		for _, a := range e.Attributes {
			b.WriteString(e.DN + " " + a.Name + " " + strings.Join(a.Values, "|") + "\n")
		}
	}
	return b.String()
}

func again(t *testing.T, path string) *lab {
	t.Helper()
	d := open(t, path, nil)
	return &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
}

func TestTheNextRunFindsEverythingAsItWas(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "directory.ldif")
	d := open(t, path, seed())
	l := &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
	dn := l.person(t, "description", "  spaces, ünïcode and\nlines ", "description", strings.Repeat("long ", 50), "description", ":<")
	l.group(t, dn)
	l.replace(t, dn, "pwdAccountLockedTime", forGood)
	l.as(t, l.person(t), "secret")
	before, ca := world(t, l), d.CA()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	next := open(t, path, nil)
	if !bytes.Equal(next.CA(), ca) {
		t.Error("the next run has another certificate authority")
	}
	trusted := trusting(ca) // what a settings file of the first run trusts
	if after := world(t, &lab{url: serve(t, next), trust: trusted, password: "svc-secret"}); after != before {
		t.Errorf("the next run holds\n%s\nwant\n%s", after, before)
	}
}

func TestAnAnsweredChangeIsInTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "directory.ldif")
	d := open(t, path, directory.Skeleton("svc-secret"))
	l := &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
	dn := l.person(t)
	l.replace(t, dn, "title", "clerk")

	kept, err := os.ReadFile(path) // as after a kill: nobody closed it
	if err != nil {
		t.Fatal(err)
	}
	later := filepath.Join(t.TempDir(), "directory.ldif")
	if err := os.WriteFile(later, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	same(t, "title", again(t, later).read(t, dn, "title"), "clerk")
}

func TestTheSameSeedGivesTheSameIdentifiers(t *testing.T) {
	t.Parallel()
	var seen []string
	for range 2 {
		d := open(t, filepath.Join(t.TempDir(), "directory.ldif"), seed())
		l := &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
		seen = append(seen, l.read(t, "uid=u0001,"+directory.PeopleBase, "entryUUID")[0])
	}
	if seen[0] != seen[1] {
		t.Errorf("u0001 is %s and %s", seen[0], seen[1])
	}
}

func TestASeedBringsItsPast(t *testing.T) {
	t.Parallel()
	dn := "uid=old," + directory.PeopleBase
	d := open(t, filepath.Join(t.TempDir(), "directory.ldif"), append(directory.Skeleton("svc-secret"), directory.Entry{
		DN: dn, Attributes: []directory.Attribute{
			{Name: "objectClass", Values: []string{"inetOrgPerson"}},
			{Name: "cn", Values: []string{"Old"}},
			{Name: "sn", Values: []string{"Old"}},
			{Name: "createTimestamp", Values: []string{"20190101000000Z"}},
			{Name: "pwdLastSuccess", Values: []string{"20200101000000Z"}},
			{Name: "entryUUID", Values: []string{"11111111-1111-1111-1111-111111111111"}},
		},
	}))
	l := &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
	same(t, "createTimestamp", l.read(t, dn, "createTimestamp"), "20190101000000Z")
	same(t, "pwdLastSuccess", l.read(t, dn, "pwdLastSuccess"), "20200101000000Z")
	same(t, "entryUUID", l.read(t, dn, "entryUUID"), "11111111-1111-1111-1111-111111111111")
	same(t, "uid", l.read(t, dn, "uid"), "old")
}

func TestASeedThatTheSchemaForbidsIsRefusedByName(t *testing.T) {
	t.Parallel()
	for what, bad := range map[string]directory.Entry{
		"requires attribute 'sn'": {DN: "uid=x," + directory.PeopleBase, Attributes: []directory.Attribute{
			{Name: "objectClass", Values: []string{"inetOrgPerson"}}, {Name: "cn", Values: []string{"X"}},
		}},
		"wonder: attribute type undefined": {DN: "uid=y," + directory.PeopleBase, Attributes: []directory.Attribute{{Name: "wonder", Values: []string{"x"}}}},
		"No Such Object":                   {DN: "uid=z,ou=nowhere," + directory.Base},
		"Entry Already Exists":             {DN: directory.PeopleBase},
	} {
		_, err := directory.Open(filepath.Join(t.TempDir(), "directory.ldif"), append(directory.Skeleton("x"), bad))
		if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), bad.DN) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestADamagedFileNamesTheLine(t *testing.T) {
	t.Parallel()
	for content, line := range map[string]string{
		"version: 1\n\ndn: dc=exeunt,dc=test\nobjectClass\n": ":4: ",
		"cn: x\n": ":1: ",
		"dn: dc=exeunt,dc=test\n\n# a remark\no:: %%%\n":  ":4: ",
		"dn: dc=exeunt,dc=test\no:< file:///etc/passwd\n": ":2: ",
	} {
		path := filepath.Join(t.TempDir(), "directory.ldif")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := directory.Open(path, nil)
		if err == nil || !strings.Contains(err.Error(), path+line) || !strings.Contains(err.Error(), "remove the file") {
			t.Errorf("%q: %v", content, err)
		}
	}
}

func TestHalfAnAuthorityIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := open(t, filepath.Join(folder, "directory.ldif"), directory.Skeleton("x")).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "ca.key")); err != nil {
		t.Fatal(err)
	}
	_, err := directory.Open(filepath.Join(folder, "directory.ldif"), nil)
	if err == nil || !strings.Contains(err.Error(), "ca.key") || !strings.Contains(err.Error(), "remove") {
		t.Errorf("a certificate without its key: %v", err)
	}
}

func TestAChangeThatCannotBeKeptIsNotASuccess(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	d := open(t, filepath.Join(folder, "directory.ldif"), directory.Skeleton("svc-secret"))
	l := &lab{url: serve(t, d), trust: trusting(d.CA()), password: "svc-secret"}
	conn := l.service(t)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	err := conn.Modify(modification(directory.PeopleBase, replace, "description", "x"))
	expect(t, "a change with nowhere to keep it", err, ldap.LDAPResultOther)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	expect(t, "a change after the cause is gone",
		conn.Modify(modification(directory.PeopleBase, replace, "street", "y")), ldap.LDAPResultSuccess)
	if kept, err := os.ReadFile(filepath.Join(folder, "directory.ldif")); err != nil || !bytes.Contains(kept, []byte("description: x\n")) {
		t.Errorf("the file lacks the earlier change: %v", err)
	}
}
