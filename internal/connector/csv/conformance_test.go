package csv_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestPeopleKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		const people = 2500
		var b strings.Builder
		b.WriteString("id;given;family;email;start;tz\n")
		for _, p := range connectortest.Staff(people) {
			fmt.Fprintf(&b, "%s;%s;%s;%s;%s;Europe/Paris\n", p.ID, p.Given, p.Family, p.Email, p.Engagements[0].Start)
		}
		c := newPeople(t, b.String(), func(c *csv.PeopleConfig) {
			c.Columns = csv.PeopleColumns{ID: "id", Given: "given", Family: "family", Email: "email", Start: "start", Zone: "tz"}
		})
		return connectortest.Lab{Connector: c, System: "hr", People: people}
	}})
}

func TestAccountsKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		const accounts = 2500
		var b strings.Builder
		b.WriteString("id,login,email,active,last,roles\n")
		for _, a := range connectortest.Crowd(accounts) {
			var roles []string
			for _, e := range a.Entitlements {
				roles = append(roles, e.Name)
			}
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s\n", a.Ref.Key, a.Login, a.Email, "yes", a.LastSeen.Format(time.RFC3339), strings.Join(roles, ";"))
		}
		c := newAccounts(t, b.String(), func(c *csv.AccountsConfig) {
			c.Columns = csv.AccountColumns{ID: "id", Login: "login", Email: "email", Status: "active", LastSeen: "last", Groups: "roles"}
		})
		return connectortest.Lab{Connector: c, System: "crm", Accounts: accounts}
	}})
}

// newPeople returns the connector of a file of people named hr, as the settings are after change.
func newPeople(t testing.TB, content string, change func(*csv.PeopleConfig)) *csv.People {
	t.Helper()
	cfg := csv.PeopleConfig{
		Name: "hr", File: csv.File{Path: write(t, "hr.csv", content)}, Zone: zone(t, "Europe/Paris"), EndsAt: clock(t, "18:00"),
		Columns: csv.PeopleColumns{ID: "id"},
		StatusWords: map[identity.Status][]string{
			identity.StatusWorking: {"active", "Actif"}, identity.StatusLeft: {"terminated", "Démissionnaire"},
			identity.StatusLeave: {"on leave"},
		},
	}
	change(&cfg)
	c, err := csv.NewPeople(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newAccounts returns the connector of an export named crm, as the settings are after change.
func newAccounts(t testing.TB, content string, change func(*csv.AccountsConfig)) *csv.Accounts {
	t.Helper()
	cfg := csv.AccountsConfig{
		Name: "crm", File: csv.File{Path: write(t, "crm.csv", content)}, Owner: "it@example.test", TaskTime: 48 * time.Hour,
		Columns: csv.AccountColumns{ID: "id"},
		StatusWords: map[identity.AccountState][]string{
			identity.Enabled: {"yes", "active", "1"}, identity.Suspended: {"no", "blocked", "0"},
		},
		KindWords: map[identity.AccountKind][]string{
			identity.Service: {"bot"}, identity.Shared: {"team"}, identity.Guest: {"external"},
		},
	}
	change(&cfg)
	c, err := csv.NewAccounts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func clock(t testing.TB, text string) identity.Clock {
	t.Helper()
	c, err := identity.ParseClock(cmp.Or(text, "24:00"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
