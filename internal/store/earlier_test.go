package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
	"github.com/exeunt-iam/exeunt/internal/store/storetest"
)

// Stores of earlier programs keep their accounts row by row. Nothing of them is lost, and what points to them is there.
func TestAccountsOfEarlierStoresComeAlong(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(testing.TB) storetest.Database{"SQLite": storetest.SQLite, "PostgreSQL": storetest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := database(t).URL
			var want []store.AccountRow
			statements := []string{`INSERT INTO system (name, number) VALUES ('app', 1)`, `INSERT INTO system (name, number) VALUES ('crm', 2)`}
			for i := range 1203 { // more than are moved at once
				row := earlier(1+int64(i/1200), uint32(i%1200+1))
				if i != 7 { // rows that are gone leave a hole
					want, statements = append(want, row), append(statements, insertEarlier(&row))
				}
			}
			if err := store.MakeEarlier(t.Context(), url, 8, statements...); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(t.Context(), url, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			if diff := cmp.Diff(want, all(t, s, store.AccountFilter{})); diff != "" {
				t.Errorf("accounts (-want +got):\n%s", diff)
			}
			if got := all(t, s, store.AccountFilter{Person: "P1-500"}); len(got) != 1 || got[0].Login != "Login1-500" {
				t.Errorf("of a person: %+v", got)
			}
		})
	}
}

func all(t testing.TB, s *store.Store, f store.AccountFilter) (rows []store.AccountRow) {
	t.Helper()
	for row, err := range s.Accounts(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// earlier is an account as an earlier program kept it.
func earlier(system int64, row uint32) store.AccountRow {
	name := fmt.Sprintf("%d-%d", system, row)
	return store.AccountRow{
		Place: system<<32 | int64(row), Ref: identity.AccountRef{System: []string{"", "app", "crm"}[system], Key: "k" + name}, Login: "Login" + name,
		Email: name + "@example.test", Employee: "E" + name, Name: "Name " + name, Kind: identity.Service, State: identity.Suspended,
		LastSeen: time.UnixMicro(1_700_000_000_000_001).UTC(), Entitlements: []string{`the "north"`, "staff"}, Link: correlate.Linked,
		Person: identity.PersonID("P" + name), By: correlate.ByConfirmed,
	}
}

func insertEarlier(a *store.AccountRow) string {
	return fmt.Sprintf(`INSERT INTO account (id, key, login, email, employee, name, kind, state, last_seen, entitlements, link, person, by_rule)
		VALUES (%d, '%s', '%s', '%s', '%s', '%s', '%s', '%s', %d, '["the \"north\"","staff"]', '%s', '%s', '%s')`, a.Place, a.Ref.Key, a.Login, a.Email,
		a.Employee, a.Name, a.Kind, a.State, a.LastSeen.UnixMicro(), a.Link, a.Person, a.By)
}
