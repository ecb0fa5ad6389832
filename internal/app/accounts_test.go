package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// accounts returns the logins of a list, in order.
func (l *lab) accounts(q app.AccountsQuery) string {
	l.t.Helper()
	q.Limit = max(q.Limit, 50)
	page, err := l.ListAccounts(l.t.Context(), q)
	if err != nil {
		l.t.Fatal(err)
	}
	var logins []string
	for i := range page.Accounts {
		logins = append(logins, page.Accounts[i].Login)
	}
	return strings.Join(logins, " ")
}

func TestAccountsAreListedByWhoseTheyAre(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	for _, c := range []struct {
		q    app.AccountsQuery
		want string
	}{
		{app.AccountsQuery{}, "ann bob nobody"},
		{app.AccountsQuery{View: app.ViewOrphan}, "nobody"},
		{app.AccountsQuery{Text: "ROUX"}, "ann"}, // by the name of the person
		{app.AccountsQuery{Text: "p2@x.test"}, "bob"},
		{app.AccountsQuery{Text: "Nobody"}, "nobody"},
		{app.AccountsQuery{Text: "3"}, "nobody"}, // its key; P3 has no account
		{app.AccountsQuery{Text: "obo"}, "nobody"},
		{app.AccountsQuery{Text: "b"}, "bob nobody"}, // of a person, and then by a part
		{app.AccountsQuery{Text: "stay", View: app.ViewOrphan}, ""},
		{app.AccountsQuery{After: "somewhere"}, "ann bob nobody"},
	} {
		if got := l.accounts(c.q); got != c.want {
			t.Errorf("%+v lists %q", c.q, got)
		}
	}
	for _, text := range []string{"", "o", "zzz"} {
		whole := l.accounts(app.AccountsQuery{Text: text})
		var paged []string
		for q := (app.AccountsQuery{Text: text, Limit: 1}); len(paged) < 9; {
			page, err := l.ListAccounts(t.Context(), q)
			must(t, err)
			for i := range page.Accounts {
				paged = append(paged, page.Accounts[i].Login)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if got := strings.Join(paged, " "); got != whole {
			t.Errorf("%q, page by page: %q; at once: %q", text, got, whole)
		}
	}
	page, err := l.ListAccounts(t.Context(), app.AccountsQuery{View: app.ViewOrphan, Limit: 1})
	must(t, err)
	if found := page.Accounts[0].Found; len(found) != 1 || found[0].Kind != "orphan" {
		t.Errorf("beside the orphan stands %+v", found)
	}
}

func TestADecisionAboutManyAccountsIsKeptWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	rows, more, err := l.RowsOf(t.Context(), app.AccountsQuery{})
	must(t, err)
	if len(rows) != 3 || more {
		t.Fatalf("the rows are %v, more %v", rows, more)
	}
	decision := app.Triage{Rows: rows, Do: app.JudgeAccept, Owner: "it@x.test", Reason: "until the migration", Until: l.now}
	_, err = l.PreviewTriage(t.Context(), decision)
	refused(t, err, "is over")
	decision.Until = l.now.AddDate(0, 1, 0)
	seen, err := l.PreviewTriage(t.Context(), decision)
	must(t, err)

	l.now = l.now.Add(time.Hour)
	l.crm("1,ann,E1,yes,sales", "2,bob,E2,yes,sales", "3,nobody,E3,yes,")
	l.plan() // somebody else has given the account a number meanwhile
	_, err = l.Triage(t.Context(), decision, seen.Print)
	refused(t, err, "have changed")
	excepted, err := l.Exceptions(t.Context())
	must(t, err)
	if len(excepted) != 0 {
		t.Errorf("kept were %+v", excepted)
	}

	seen, err = l.PreviewTriage(t.Context(), decision)
	must(t, err)
	n, err := l.Triage(t.Context(), decision, seen.Print)
	must(t, err)
	excepted, err = l.Exceptions(t.Context())
	must(t, err)
	if n != 3 || len(excepted) != 3 {
		t.Errorf("%d were decided, and kept were %+v", n, excepted)
	}
	if n, err = l.Triage(t.Context(), decision, seen.Print); n != 0 || err != nil {
		t.Errorf("a second time: %d, %v", n, err)
	}
	_, err = l.PreviewTriage(t.Context(), app.Triage{Rows: []int64{77}, Do: app.JudgeKind, Kind: identity.Guest, Reason: "r"})
	refused(t, err, "at least one account")
	_, err = l.Chosen(t.Context(), make([]int64, app.MostTriaged+1))
	refused(t, err, "too many")
}

// Who fits is found by any part of what is known of them, in whatever case and with whatever accents, and stands where
// lists put them; a search sees what the last pass changed.
func TestPeopleAreFoundByAnyPart(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.hr("E1,Ánn Zoë,Roux-Lefèvre,ann@x.test,2026-11-25")
	l.plan()
	find := func(q app.PeopleQuery) string {
		t.Helper()
		q.Limit = max(q.Limit, 99)
		page, err := l.FindPeople(t.Context(), q)
		must(t, err)
		var ids []string
		for i := range page.People {
			ids = append(ids, string(page.People[i].ID))
		}
		if page.Total != len(ids) {
			t.Errorf("%+v: %d of %d", q, len(ids), page.Total)
		}
		return strings.Join(ids, " ")
	}
	for _, c := range []struct {
		q    app.PeopleQuery
		want string
	}{
		{app.PeopleQuery{Text: "zoe"}, "E1"},
		{app.PeopleQuery{Text: "LEFEVRE ann"}, "E1"}, // parts, in any order
		{app.PeopleQuery{Text: "lefèvre bob"}, ""},   // each part must be there
		{app.PeopleQuery{Text: "p10@x"}, "E10"},
		{app.PeopleQuery{Text: "%"}, find(app.PeopleQuery{})}, // what folds to nothing asks for nothing
		{app.PeopleQuery{Where: app.WhereLeaving}, "E1"},
		{app.PeopleQuery{Where: app.WhereLeft}, ""},
		{app.PeopleQuery{Where: app.WhereVanished}, ""},
		{app.PeopleQuery{Department: "no such"}, ""},
		{app.PeopleQuery{Source: "hr", Text: "p9"}, "E9"},
		{app.PeopleQuery{Manager: "nobody at all"}, ""},
	} {
		if got := find(c.q); got != c.want {
			t.Errorf("%+v finds %q, not %q", c.q, got, c.want)
		}
	}
	if got := find(app.PeopleQuery{}); got != "E1 E10 E2 E3 E4 E5 E6 E7 E8 E9" {
		t.Errorf("everybody is %q", got)
	}
	l.now = l.now.Add(8 * time.Hour) // six in Paris has come: nobody had to read anything for that
	if got := find(app.PeopleQuery{Where: app.WhereLeft}); got != "E1" {
		t.Errorf("left have %q", got)
	}
	l.hr("E1,Anna,Blanc,anna@x.test,")
	l.plan()
	if got := find(app.PeopleQuery{Text: "roux"}) + "|" + find(app.PeopleQuery{Text: "blanc", Where: app.WhereWorking}); got != "|E1" {
		t.Errorf("after a change it finds %q", got)
	}
}

// Pages hold everybody once, in one order, and an export holds the same.
func TestPeopleArePagedWithoutALossOrARepeat(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	var paged, exported []string
	q := app.PeopleQuery{Limit: 3}
	for pages := 1; ; pages++ {
		page, err := l.FindPeople(t.Context(), q)
		must(t, err)
		if page.Total != 10 {
			t.Errorf("page %d counts %d people", pages, page.Total)
		}
		for i := range page.People {
			paged = append(paged, string(page.People[i].ID))
		}
		if q.After = page.Next; q.After == "" || pages > 9 {
			break
		}
	}
	for p, err := range l.EveryPerson(t.Context(), app.PeopleQuery{}) {
		must(t, err)
		exported = append(exported, string(p.ID))
	}
	if len(paged) != 10 || !slices.Equal(paged, exported) {
		t.Errorf("the pages hold %v, the export %v", paged, exported)
	}
	beyond, err := l.FindPeople(t.Context(), app.PeopleQuery{After: "E99", Limit: 3})
	must(t, err)
	if got := fmt.Sprint(beyond.People[0].ID); got != "E1" {
		t.Errorf("after somebody who is not there comes %s", got)
	}
}
