package ldap_test

import (
	"errors"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestAKeyOfTwoEntriesIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) { cfg.Attributes.Key = "employeeNumber" })
	l.set(l.UserDN("u0002"), "employeeNumber", "E0001")
	_, err := l.Lookup(t.Context(), "E0001")
	says(t, err, "2 entries", "uid=u0001", "uid=u0002", "unique")
	if errors.Is(err, connector.ErrGone) {
		t.Error("two entries are none")
	}
}

// An entry that stands elsewhere is not gone: its person gets in as before.
func TestAnEntryThatMovedOutOfTheBaseIsNotGone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest(l.UserDN("u0001"), "uid=u0001", true, "ou=services,"+l.BaseDN)); err != nil {
		t.Fatal(err)
	}
	_, err := l.Lookup(t.Context(), a.Ref.Key)
	for _, err := range []error{err, l.try(identity.Suspend, a)} {
		refused(t, err, "stands at uid=u0001,ou=services,"+l.BaseDN, "outside people-base", "move it back")
		if errors.Is(err, connector.ErrGone) {
			t.Errorf("%v says that it is gone", err)
		}
	}
}

// Who may read no more than people-base is told that an entry is gone as before: the rest is not known.
func TestWhatIsGoneIsGoneAlsoWhereTheRestMayNotBeSearched(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	service := `by dn.exact="` + l.ServiceDN + `" `
	l.ldapmodify("cn=config", "config-secret", `dn: olcDatabase={2}mdb,cn=config
changetype: modify
add: olcAccess
olcAccess: {0}to dn.subtree="`+l.PeopleDN+`" `+service+`manage by * break
olcAccess: {1}to * `+service+`none by * break
`)
	if err := l.admin.Del(goldap.NewDelRequest(l.UserDN("u0001"), nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Lookup(t.Context(), a.Ref.Key); !errors.Is(err, connector.ErrGone) {
		t.Errorf("lookup: %v, want ErrGone", err)
	}
}

func TestAnEntryThatWasRenamedIsFoundByItsKey(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest(l.UserDN("u0001"), "uid=u0001x", true, "")); err != nil {
		t.Fatal(err)
	}
	if got := l.lookup(a.Ref.Key); got.Login != "u0001x" {
		t.Errorf("found %+v", got)
	}
	l.do(identity.Suspend, a)
	if got := l.value(l.UserDN("u0001x"), "pwdAccountLockedTime"); got != forEver {
		t.Errorf("pwdAccountLockedTime is %q", got)
	}
}

// An entry that the filter no longer takes is still an account.
func TestALookupAsksForTheKeyAlone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) { cfg.Filter = "(employeeNumber=E0001)" })
	a := l.account("u0001")
	l.set(l.UserDN("u0001"), "employeeNumber", "X")
	if got := l.lookup(a.Ref.Key); got.Employee != "X" {
		t.Errorf("found %+v", got)
	}
}

func TestEachAttributeCanBeNamed(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) {
		cfg.Attributes = ldap.Attributes{
			Key: "uid", Login: "mail", Email: "description", Employee: "title", Given: "initials", Family: "l", Display: "o", Owner: "manager",
			GroupKey: "cn", GroupName: "description",
		}
	})
	dn := l.UserDN("u0001")
	for name, value := range map[string]string{"description": "mail@x", "title": "E9", "initials": "A", "l": "Fam", "o": "Dis", "manager": dn} {
		l.set(dn, name, value)
	}
	a := l.lookup("u0001")
	got := [...]string{a.Ref.Key, a.Login, a.Email, a.Employee, a.Given, a.Family, a.Display, a.Owner}
	want := [...]string{"u0001", "u0001@exeunt.test", "mail@x", "E9", "A", "Fam", "Dis", "u0001"}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(a.Entitlements) != 2 || a.Entitlements[0].Key != "admins" || a.Entitlements[1].Key != "g01" {
		t.Errorf("the groups are %+v", a.Entitlements)
	}
	if created := l.read(l.Connector)[0].Created; time.Since(created) > 24*time.Hour*3650 || created.Location() != time.UTC {
		t.Errorf("created %v", created)
	}
}

// A system's own schema may have a key that is not text, such as a GUID of 16 bytes.
func TestABinaryKeyIsReadAndFoundAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.addSchema()
	l.Connector = l.connect(func(cfg *ldap.Config) { cfg.Attributes.Key, cfg.Filter = "testGUID", "(testGUID=*)" })
	for n, raw := range []string{"\x00\x01*()\\\xff\xfe", "plain text", "\x80"} {
		dn := l.UserDN(l.UID(n + 1))
		change := goldap.NewModifyRequest(dn, nil)
		change.Add("objectClass", []string{"testThing"})
		change.Add("testGUID", []string{raw})
		if err := l.admin.Modify(change); err != nil {
			t.Fatal(err)
		}
	}
	accounts := l.read(l.Connector)
	if len(accounts) != 3 {
		t.Fatalf("read %d accounts", len(accounts))
	}
	for _, a := range accounts {
		if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
			t.Errorf("looked up %q, found %+v, read %+v", a.Ref.Key, got, a)
		}
		l.do(identity.Suspend, a)
		l.door(a.Login, false)
	}
}

func (l *lab) addSchema() {
	l.Helper()
	config, err := goldap.DialURL(l.URL)
	if err != nil {
		l.Fatal(err)
	}
	defer config.Close()
	add := goldap.NewAddRequest("cn=test,cn=schema,cn=config", nil)
	add.Attribute("objectClass", []string{"olcSchemaConfig"})
	add.Attribute("cn", []string{"test"})
	add.Attribute("olcAttributeTypes", []string{"( 1.3.6.1.4.1.99999.1 NAME 'testGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )"})
	add.Attribute("olcObjectClasses", []string{"( 1.3.6.1.4.1.99999.2 NAME 'testThing' SUP top AUXILIARY MAY testGUID )"})
	if err := errors.Join(config.Bind("cn=config", "config-secret"), config.Add(add)); err != nil {
		l.Fatal(err)
	}
}
