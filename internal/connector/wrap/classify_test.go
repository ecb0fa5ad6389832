package wrap

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestTheFirstClassThatFitsSaysWhatAnAccountIsFor(t *testing.T) {
	t.Parallel()
	classes := []Class{
		{Kind: identity.Service, Logins: []string{"svc-*", "backup?"}, Owner: "ops@x.test"},
		{Kind: identity.Shared, Groups: []string{"desk *"}, Logins: []string{"*"}},
		{Kind: identity.Guest, Below: []string{"OU=Guests, dc=x"}},
		{Kind: identity.Personal, Logins: []string{"robot.human"}},
	}
	account := func(login string, change func(*identity.Account)) identity.Account {
		a := identity.Account{Login: login, Kind: identity.Service}
		if change != nil {
			change(&a)
		}
		return a
	}
	inGroup := func(name string) func(*identity.Account) {
		return func(a *identity.Account) {
			a.Entitlements = []identity.Entitlement{{Key: "1", Name: "all"}, {Key: "2", Name: name}}
		}
	}
	at := func(dn string) func(*identity.Account) {
		return func(a *identity.Account) { a.Attributes = []identity.Attribute{{Name: "dn", Values: []string{dn}}} }
	}
	for _, c := range []struct {
		name    string
		account identity.Account
		kind    identity.AccountKind
		owner   string
	}{
		{"a pattern", account("svc-mail", nil), identity.Service, "ops@x.test"},
		{"whatever the case", account("SVC-Mail", nil), identity.Service, "ops@x.test"},
		{"its own owner wins", account("svc-mail", func(a *identity.Account) { a.Owner = "E7" }), identity.Service, "E7"},
		{"the whole login", account("old-svc-mail", nil), identity.Service, ""},
		{"one letter", account("backup1", nil), identity.Service, "ops@x.test"},
		{"two letters", account("backup12", nil), identity.Service, ""},
		{"the first that fits", account("svc-desk", inGroup("desk paris")), identity.Service, "ops@x.test"},
		{"a group", account("front", inGroup("Desk Paris")), identity.Shared, ""},
		{"another group", account("front", inGroup("help desk 1")), identity.Service, ""},
		{"below an entry", account("x", at("uid=x, OU=guests,dc=x")), identity.Guest, ""},
		{"deep below an entry", account("x", at("uid=x,ou=a,ou=guests,dc=x")), identity.Guest, ""},
		{"the entry itself", account("x", at("ou=guests,dc=x")), identity.Service, ""},
		{"beside an entry", account("x", at("uid=x,ou=xou=guests,dc=x")), identity.Service, ""},
		{"a dot is a dot", account("robotxhuman", nil), identity.Service, ""},
		{"back to a person", account("robot.human", nil), identity.Personal, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.account.Ref = identity.AccountRef{System: "memory", Key: "k"}
			m := Classify(connectortest.NewMemory("memory", c.account), classes)
			looked, err := m.Lookup(t.Context(), "k")
			if err != nil || looked.Kind != c.kind || looked.Owner != c.owner {
				t.Errorf("looked up: %q of %q (%v), want %q of %q", looked.Kind, looked.Owner, err, c.kind, c.owner)
			}
			var read list
			if _, err := m.Read(t.Context(), &read); err != nil || len(read) != 1 {
				t.Fatalf("%d accounts, %v", len(read), err)
			}
			if read[0].Fingerprint() != looked.Fingerprint() {
				t.Errorf("read as %+v and looked up as %+v: a plan would be stale at once", read[0], looked)
			}
		})
	}
}

type list []identity.Account

func (l *list) People([]identity.Person) error { return nil }

func (l *list) Accounts(batch []identity.Account) error {
	for i := range batch {
		*l = append(*l, batch[i].Clone())
	}
	return nil
}

type closer struct {
	connector.Connector
	closed int
}

func (c *closer) Close() error { c.closed++; return nil }

func TestAClassifiedConnectorIsClosed(t *testing.T) {
	t.Parallel()
	c := &closer{Connector: memory()}
	classes := []Class{{Kind: identity.Shared, Logins: []string{"x"}}}
	if err := Classify(c, classes).(*classified).Close(); err != nil || c.closed != 1 {
		t.Errorf("closed %d times, %v", c.closed, err)
	}
	if err := Classify(memory(), classes).(*classified).Close(); err != nil {
		t.Error(err)
	}
	if plain := connector.Connector(c); Classify(c, nil) != plain {
		t.Error("without classes it is another connector")
	}
}

var _ connector.Sink = (*list)(nil)
