package csv_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// postings draws the lines of a file of people, some of them with several engagements.
func postings(t *rapid.T) []string {
	var lines []string
	dates := rapid.SampledFrom([]string{"", "2019-01-01", "2024-02-29", "2026-12-31", "2026-12-31 17:30", "9999-12-31"})
	starts := rapid.SampledFrom([]string{"", "2018-01-01", "2019-01-01", "2025-01-01"})
	for id := range rapid.IntRange(1, 6).Draw(t, "people") {
		for number := range rapid.IntRange(1, 4).Draw(t, "engagements") {
			email := ""
			if rapid.Bool().Draw(t, "email") {
				email = rapid.SampledFrom([]string{"p%d@example.test", "P%d@example.test"}).Draw(t, "mail")
				email = fmt.Sprintf(email, id)
			}
			start := starts.Draw(t, "start")
			end := dates.Filter(func(end string) bool { return end == "" || end >= start }).Draw(t, "end")
			lines = append(lines, strings.Join([]string{
				fmt.Sprint(id), fmt.Sprint("c", number), fmt.Sprint("Given", id), email,
				start, end,
				rapid.SampledFrom([]string{"", "active", "terminated", "on leave"}).Draw(t, "status"),
				rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "manager"),
				rapid.SampledFrom([]string{"", "Europe/London", "Asia/Tokyo"}).Draw(t, "zone"),
				rapid.SampledFrom([]string{"", "2026-03-01", "2026-04-01"}).Draw(t, "leave"),
			}, ","))
		}
	}
	return lines
}

func TestTheOrderOfTheLinesDoesNotMatter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		lines := postings(rt)
		read := func(lines []string) []identity.Person {
			path := filepath.Join(dir, "hr.csv")
			rewrite(t, path, "id,engagement,given,email,start,end,status,manager,zone,leave-start\n"+strings.Join(lines, "\n")+"\n")
			return people(t, newPeople(t, "", func(c *csv.PeopleConfig) {
				c.Path = path
				c.Columns = only(everyColumn, "id,engagement,given,email,start,end,status,manager,zone,leave-start")
			}))
		}
		first := read(lines)
		second := read(rapid.Permutation(lines).Draw(rt, "order"))
		if diff := cmp.Diff(first, second, byValue); diff != "" {
			rt.Errorf("read in two orders, the people differ:\n%s", diff)
		}
	})
}

func TestAnInstantIsThatOfTheCivilTime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	zones := []string{"UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns"}
	rapid.Check(t, func(rt *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(rt, "zone"))
		at := time.Unix(rapid.Int64Range(40_000_000, 2_500_000_000).Draw(rt, "at")/60*60, 0).In(loc)
		path := filepath.Join(dir, "crm.csv")
		rewrite(t, path, "id,last\n1,"+at.Format("2006-01-02 15:04")+"\n")
		c := newAccounts(t, "", func(c *csv.AccountsConfig) { c.Path, c.Columns.LastSeen, c.Zone = path, "last", loc })
		got := accounts(t, c)[0].LastSeen
		d, err := identity.NewDate(at.Year(), int(at.Month()), at.Day())
		if err != nil {
			rt.Fatal(err)
		}
		hour, err := identity.NewClock(at.Hour(), at.Minute())
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(identity.OnAt(d, hour).Ending(loc, identity.EndOfDay), got); diff != "" {
			rt.Errorf("%s in %s (-want +got):\n%s", at.Format("2006-01-02 15:04"), loc, diff)
		}
	})
}
