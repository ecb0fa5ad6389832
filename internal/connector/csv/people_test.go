package csv_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// everyColumn are the columns of people, each named as its key in the settings.
var everyColumn = csv.PeopleColumns{
	ID: "id", Given: "given", Family: "family", Email: "email", Login: "login", Start: "start", End: "end", LastDay: "last-day",
	Status: "status", Kind: "kind", Position: "position", Department: "department", Manager: "manager", Zone: "zone",
	EndsAt: "ends-at", Engagement: "engagement", LeaveStart: "leave-start", LeaveEnd: "leave-end",
}

func every(c *csv.PeopleConfig) { c.Columns = everyColumn }

func TestEveryColumnOfAPersonIsRead(t *testing.T) {
	t.Parallel()
	c := newPeople(t, strings.Join([]string{
		"zone,ID ,given,family,email,login,start,end,last-day,status,kind,position,department,manager,ends-at,engagement,leave-start,leave-end,pay",
		`Australia/Melbourne, 007 ,Åsa,"O'Neil, Jr.",asa@example.test,asa,2020-01-02,2026-12-31,2026-11-30, ACTIVE ,employee,Clerk,Sales,001,17:30,c-1,2026-03-01,2026-04-30,9`,
	}, "\n")+"\n", func(c *csv.PeopleConfig) { every(c); c.Prefix = "fr-" })
	want := identity.Person{
		ID: "fr-007", Source: "hr", Given: "Åsa", Family: "O'Neil, Jr.", Email: "asa@example.test", Login: "asa", Manager: "fr-001",
		Zone: zone(t, "Australia/Melbourne"), EndsAt: clock(t, "17:30"),
		Engagements: []identity.Engagement{{
			ID: "c-1", Kind: "employee", Position: "Clerk", Department: "Sales", Status: identity.StatusWorking,
			Start: day(t, "2020-01-02"), End: day(t, "2026-12-31"), LastDay: day(t, "2026-11-30"),
		}},
		Leaves: []identity.Leave{{Start: day(t, "2026-03-01"), End: day(t, "2026-04-30")}},
	}
	same(t, []identity.Person{want}, people(t, c))
}

func TestWhatAFileDoesNotSayIsLeftOpen(t *testing.T) {
	t.Parallel()
	c := newPeople(t, "id,end,status,zone,manager,leave-start\n1,,,,,\n", func(c *csv.PeopleConfig) {
		c.Columns = csv.PeopleColumns{ID: "id", End: "end", Status: "status", Zone: "zone", Manager: "manager", LeaveStart: "leave-start"}
		c.Prefix = "fr-"
	})
	want := identity.Person{
		ID: "fr-1", Source: "hr", Zone: zone(t, "Europe/Paris"), EndsAt: clock(t, "18:00"),
		Engagements: []identity.Engagement{{Status: identity.StatusWorking}},
	}
	same(t, []identity.Person{want}, people(t, c))
}

// Cut inside a zone a file looks whole, and access would end at another hour.
func TestAFileThatMayBeCutInAZoneIsRefused(t *testing.T) {
	t.Parallel()
	with := func(c *csv.PeopleConfig) { c.Columns = csv.PeopleColumns{ID: "id", End: "end", Zone: "zone"} }
	for text, refused := range map[string]bool{
		"id,end,zone\n1,2026-12-31,Pacific/Honolulu\n": false, "id,end,zone\n1,2026-12-31,": true, "id,end,zone\n1,2026-12-31,Etc/GMT+1": true,
		"id,zone,end\n1,Pacific/Honolulu,2026-12-31": false,
	} {
		reading, err := newPeople(t, text, with).Read(t.Context(), &sink{})
		if (err != nil) != refused {
			t.Errorf("%q: %v", text, err)
		}
		if refused {
			wantText(t, err, "no line end", "the zone", "put another column last")
		} else if reading.Unended == strings.HasSuffix(text, "\n") {
			t.Errorf("%q: %+v", text, reading)
		}
	}
}

func TestAStatusIsAWordOfTheSettings(t *testing.T) {
	t.Parallel()
	cells := map[string]identity.Status{
		"":                     identity.StatusWorking,
		"active":               identity.StatusWorking,
		" ACTIF ":              identity.StatusWorking,
		"Terminated":           identity.StatusLeft,
		"DÉMISSIONNAIRE":       identity.StatusLeft,
		"de\u0301missionnaire": identity.StatusLeft, // as a Mac writes the accent
		"On Leave":             identity.StatusLeave,
	}
	for cell, want := range cells {
		c := newPeople(t, "id,status\n1,"+cell+"\n", func(c *csv.PeopleConfig) { c.Columns.Status = "status" })
		if got := people(t, c)[0].Engagements[0].Status; got != want {
			t.Errorf("%q is read as %s; expected %s", cell, got, want)
		}
	}
}

func TestAReadingTellsWhatTheFileWas(t *testing.T) {
	t.Parallel()
	path := write(t, "hr.csv", "id, given ,pay\n1,Ada,9\n2,Bob,9\n")
	read := func() connector.Reading {
		c := newPeople(t, "", func(c *csv.PeopleConfig) { c.Path = path; c.Columns.Given = "GIVEN" })
		reading, err := c.Read(t.Context(), &sink{})
		if err != nil {
			t.Fatal(err)
		}
		return reading
	}
	first := read()
	touch(t, path, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC))
	second := read()
	want := connector.Reading{
		Seen: 2, Expected: -1, Digest: first.Digest, Columns: []string{"id", "given", "pay"}, Written: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, second); diff != "" {
		t.Errorf("the reading (-want +got):\n%s", diff)
	}
	rewrite(t, path, "id, given ,pay\n1,Ada,9\n2,Rob,9\n")
	if read().Digest == first.Digest {
		t.Error("two files of different content have one digest")
	}
}

func TestLinesOfOnePersonAreEngagements(t *testing.T) {
	t.Parallel()
	c := newPeople(t, strings.Join([]string{
		"id,engagement,given,family,email,manager,start,end,department,leave-start,leave-end,zone",
		"1,b,ada,Lovelace,,20,2026-01-01,,Research,2026-05-01,2026-05-31,",
		"2,a,Bob,Ray,bob@example.test,,,,Sales,,,",
		"1,a,Ada,Lovelace,Ada@example.test,10,2020-01-01,2025-12-31,Sales,2026-05-01,2026-05-31,Europe/London",
	}, "\n")+"\n", func(c *csv.PeopleConfig) {
		c.Columns = csv.PeopleColumns{
			ID: "id", Engagement: "engagement", Given: "given", Family: "family", Email: "email", Manager: "manager",
			Start: "start", End: "end", Department: "department", LeaveStart: "leave-start", LeaveEnd: "leave-end", Zone: "zone",
		}
	})
	got := people(t, c)
	want := identity.Person{
		ID: "1", Source: "hr", Given: "ada", Family: "Lovelace", Email: "Ada@example.test", Manager: "20",
		Zone: zone(t, "Europe/London"), EndsAt: clock(t, "18:00"),
		Engagements: []identity.Engagement{
			{ID: "a", Department: "Sales", Status: identity.StatusWorking, Start: day(t, "2020-01-01"), End: day(t, "2025-12-31")},
			{ID: "b", Department: "Research", Status: identity.StatusWorking, Start: day(t, "2026-01-01")},
		},
		Leaves: []identity.Leave{{Start: day(t, "2026-05-01"), End: day(t, "2026-05-31")}},
	}
	if len(got) != 2 {
		t.Fatalf("%d people were read; expected 2", len(got))
	}
	same(t, []identity.Person{want}, got[:1])
}

func TestASourceOfPeopleIsNeverWritten(t *testing.T) {
	t.Parallel()
	c := newPeople(t, "id\n1\n", func(*csv.PeopleConfig) {})
	if err := c.Do(t.Context(), identity.Operation{Verb: identity.Delete}); !connector.IsPermanent(err) {
		t.Errorf("do returned %v; expected a PermanentError", err)
	}
}

func TestWrongSettingsOfPeopleAreAllNamed(t *testing.T) {
	t.Parallel()
	_, err := csv.NewPeople(csv.PeopleConfig{
		File:        csv.File{Encoding: "ebcdic", Delimiter: ':', Dates: "dd.mm.yy"},
		Columns:     csv.PeopleColumns{LeaveEnd: "until"},
		StatusWords: map[identity.Status][]string{identity.StatusLeft: {"Gone"}, identity.StatusWorking: {"gone "}},
	})
	wantText(t, err, "path is missing", "ebcdic", `':'`, "dd.mm.yy", "name is missing", "zone is missing", "lacks id",
		"leave-end without leave-start", `"gone " stands under left and under working`)
}
