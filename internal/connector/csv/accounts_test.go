package csv_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// everyAccountColumn are the columns of accounts, each named as its key in the settings.
var everyAccountColumn = csv.AccountColumns{
	ID: "id", Login: "login", Email: "email", Employee: "employee", Given: "given", Family: "family", Display: "display",
	Status: "status", Kind: "kind", Owner: "owner", Groups: "groups", LastSeen: "last-seen", Created: "created",
}

func TestEveryColumnOfAnAccountIsRead(t *testing.T) {
	t.Parallel()
	c := newAccounts(t, strings.Join([]string{
		"id;login;email;employee;given;family;display;status;kind;owner;groups;last-seen;created;notes",
		`u1;asa;asa@example.test;007;Åsa;O'Neil;Åsa O'Neil;Blocked;Team;boss@example.test;"sales; admin|sales;;";2026-07-01 08:30;2020-01-02;x`,
	}, "\n")+"\n", func(c *csv.AccountsConfig) { c.Columns, c.Zone = everyAccountColumn, zone(t, "Europe/Paris") })
	role := func(name string) identity.Entitlement {
		return identity.Entitlement{Key: name, Name: name, Kind: identity.Role}
	}
	want := identity.Account{
		Ref: identity.AccountRef{System: "crm", Key: "u1"}, Login: "asa", Email: "asa@example.test", Employee: "007",
		Given: "Åsa", Family: "O'Neil", Display: "Åsa O'Neil", Owner: "boss@example.test",
		Kind: identity.Shared, State: identity.Suspended,
		Created:      time.Date(2020, 1, 1, 23, 0, 0, 0, time.UTC),
		LastSeen:     time.Date(2026, 7, 1, 6, 30, 0, 0, time.UTC),
		Entitlements: []identity.Entitlement{role("admin"), role("sales")},
	}
	same(t, []identity.Account{want}, accounts(t, c))
}

func TestWhatAnExportDoesNotSayIsTakenForAnOpenPersonalAccount(t *testing.T) {
	t.Parallel()
	c := newAccounts(t, "id,login,email,status,kind,groups\nu1,,ada@example.test,,,\nu2,,,,nonsense, ;\n", func(c *csv.AccountsConfig) {
		c.Columns = csv.AccountColumns{ID: "id", Login: "login", Email: "email", Status: "status", Kind: "kind", Groups: "groups"}
	})
	want := []identity.Account{
		{Ref: identity.AccountRef{System: "crm", Key: "u1"}, Login: "ada@example.test", Email: "ada@example.test", Kind: identity.Personal, State: identity.Enabled},
		{Ref: identity.AccountRef{System: "crm", Key: "u2"}, Login: "u2", Kind: identity.Personal, State: identity.Enabled},
	}
	same(t, want, accounts(t, c))
}

func TestLinesThatFollowEachOtherAreOneAccountWithAllItsRoles(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id,login,role\n")
	for i := range 1200 { // more than one batch, whose end falls between the three lines of one account
		for role := range 1 + (i+2)%3 {
			fmt.Fprintf(&b, "u%d,login%d,role%d\n", i, i, 9-role)
		}
	}
	b.WriteString("u9999,last,one\nu9999,last,\n")
	c := newAccounts(t, b.String(), func(c *csv.AccountsConfig) { c.Columns.Login, c.Columns.Groups = "login", "role" })
	got := accounts(t, c)
	if len(got) != 1201 {
		t.Fatalf("%d accounts were read; expected 1201", len(got))
	}
	for i, a := range got[:1200] {
		var want []string
		for role := (i + 2) % 3; role >= 0; role-- {
			want = append(want, fmt.Sprintf("role%d", 9-role))
		}
		same(t, want, rolesOf(&a))
	}
	same(t, []string{"one"}, rolesOf(&got[1200]))
	found, err := c.Lookup(t.Context(), "u1199")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got[1199], found)
}

func rolesOf(a *identity.Account) (names []string) {
	for _, e := range a.Entitlements {
		names = append(names, e.Name)
	}
	return names
}

func TestEveryProblemOfAnAccountIsToldWithItsPlaceAndItsRemedy(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, header, rows, want string }{
		{"no id", "id,login", ",ada", `crm.csv:2: column "id": there is no id; write one, or take the line out`},
		{"status", "id,status", "1,paused", `crm.csv:2: column "status": "paused" is a word that the settings do not explain; write it under status-values in the settings, such as status-values: {enabled: ["paused", ...]}`},
		{"last seen", "id,last-seen", "1,yesterday", `crm.csv:2: column "last-seen": "yesterday" is not a date`},
		{"created", "id,created", "1,2026-13-01", `"2026-13-01" is not a day of the calendar`},
		{"two lines without roles", "id,login", "1,ada\n1,ada", `crm.csv:3: column "id": "1" is the id of line 2 too; take one of the two lines out`},
		{"two lines that differ", "id,login,groups", "1,ada,x\n1,bob,y", `crm.csv:3: column "id": "1" is the id of line 2 too`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newAccounts(t, test.header+"\n"+test.rows+"\n", func(c *csv.AccountsConfig) { c.Columns = onlyAccount(test.header) })
			if why := refusal(t, c); !strings.Contains(why, test.want) {
				t.Errorf("the refusal is\n%s\nand lacks\n%s", why, test.want)
			}
		})
	}
}

// onlyAccount returns the columns that a header has.
func onlyAccount(header string) csv.AccountColumns {
	all := everyAccountColumn
	for _, name := range []*string{
		&all.ID, &all.Login, &all.Email, &all.Employee, &all.Given, &all.Family, &all.Display, &all.Status, &all.Kind, &all.Owner,
		&all.Groups, &all.LastSeen, &all.Created,
	} {
		if !strings.Contains(","+header+",", ","+*name+",") {
			*name = ""
		}
	}
	return all
}

func TestNoAccountIsHandedOverAfterAProblem(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id,status\nfirst,paused\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "%d,yes\n", i)
	}
	b.WriteString("last,asleep\n")
	c := newAccounts(t, b.String(), func(c *csv.AccountsConfig) { c.Columns.Status = "status" })
	var s sink
	reading, err := c.Read(t.Context(), &s)
	wantText(t, err, `"paused"`, `"asleep"`)
	if len(s.accounts) > 0 || reading.Seen > 0 || reading.Expected != -1 {
		t.Errorf("%d accounts were handed over, and the reading is %+v", len(s.accounts), reading)
	}
}

func TestAnAccountIsGoneOnlyFromAnExportThatIsWhole(t *testing.T) {
	t.Parallel()
	path := write(t, "crm.csv", "id,login\n1,ada\n2,bob\n")
	c := newAccounts(t, "", func(c *csv.AccountsConfig) { c.Path, c.Columns.Login = path, "login" })
	for _, key := range []string{"3", "", " 1", "id"} {
		if a, err := c.Lookup(t.Context(), key); !errors.Is(err, connector.ErrGone) {
			t.Errorf("lookup of %q: %v, %v; expected ErrGone", key, a, err)
		}
	}
	rewrite(t, path, "id,login\n1,ada\n2,bob\n3")
	if _, err := c.Lookup(t.Context(), "3"); err == nil || errors.Is(err, connector.ErrGone) {
		t.Errorf("lookup in an export that was cut: %v; expected another error than ErrGone", err)
	}
	rewrite(t, path, "id,login\n")
	if _, err := c.Lookup(t.Context(), "1"); !errors.Is(err, connector.ErrGone) {
		t.Errorf("lookup in an export without accounts: %v; expected ErrGone", err)
	}
}

func TestALookupShowsTheNewestExport(t *testing.T) {
	t.Parallel()
	path := write(t, "crm.csv", "id,status\n1,yes\n")
	c := newAccounts(t, "", func(c *csv.AccountsConfig) { c.Path, c.Columns.Status = path, "status" })
	for _, word := range []string{"yes", "no"} {
		rewrite(t, path, "id,status\n1,"+word+"\n")
		a, err := c.Lookup(t.Context(), "1")
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]identity.AccountState{"yes": identity.Enabled, "no": identity.Suspended}[word]; a.State != want {
			t.Errorf("after the export said %s the account is %s", word, a.State)
		}
	}
}

func TestAnExportThatIsCancelledInTheMiddleEndsThere(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "%d\n", i)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := sink{before: func(int) error { cancel(); return nil }}
	_, err := newAccounts(t, b.String(), func(*csv.AccountsConfig) {}).Read(ctx, &s)
	if !errors.Is(err, context.Canceled) || s.batches != 1 {
		t.Errorf("%d batches came, and the error is %v", s.batches, err)
	}
}

func TestWrongSettingsOfAnExportAreAllNamed(t *testing.T) {
	t.Parallel()
	_, err := csv.NewAccounts(csv.AccountsConfig{
		Columns: csv.AccountColumns{Status: "status"}, Separators: "·",
		KindWords: map[identity.AccountKind][]string{identity.Guest: {"x"}, identity.Shared: {"X"}},
	})
	wantText(t, err, "path is missing", "name is missing", "owner is missing", "due is missing", "lacks id", "status without status-values",
		"separators", `"X" stands under guest and under shared`)
}

func TestOnlyAColumnMakesLastSeenTrusted(t *testing.T) {
	t.Parallel()
	for _, column := range []string{"", "last"} {
		c := newAccounts(t, "id,last\n1,\n", func(c *csv.AccountsConfig) { c.Columns.LastSeen = column })
		if got := c.Describe().LastSeen; got != (column != "") {
			t.Errorf("with the column %q, LastSeen is trusted: %v", column, got)
		}
	}
}

func TestWhoAddsToAnAccountChangesNoOther(t *testing.T) {
	t.Parallel()
	c := newAccounts(t, "id,groups\n1,a\n2,b\n3,c\n4,d\n", func(c *csv.AccountsConfig) { c.Columns.Groups = "groups" })
	_, err := c.Read(t.Context(), adder{t})
	if err != nil {
		t.Fatal(err)
	}
}

// adder gives each account one more role, and looks at what it then finds in the next one.
type adder struct{ testing.TB }

func (adder) People([]identity.Person) error { return nil }

func (a adder) Accounts(batch []identity.Account) error {
	for i, want := range []string{"a", "b", "c", "d"} {
		same(a, []string{want}, rolesOf(&batch[i]))
		batch[i].Entitlements = append(batch[i].Entitlements, identity.Entitlement{Name: "added"})
	}
	return nil
}
