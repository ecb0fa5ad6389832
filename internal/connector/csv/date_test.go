package csv_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/csv"
)

// ends reads a file of people whose last days are these cells, and returns them as identity writes them.
func ends(t testing.TB, c *csv.People) []string {
	t.Helper()
	var list []string
	for _, p := range people(t, c) {
		list = append(list, p.Engagements[0].End.String())
	}
	return list
}

func leaving(t testing.TB, dates csv.DateFormat, cells ...string) *csv.People {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,end\n")
	for i, cell := range cells {
		b.WriteString(string(rune('a'+i)) + "," + cell + "\n")
	}
	return newPeople(t, b.String(), func(c *csv.PeopleConfig) { c.Columns.End = "end"; c.Dates = dates })
}

func TestALastDayIsReadAsHRMeansIt(t *testing.T) {
	t.Parallel()
	tests := []struct{ cell, want string }{
		{"2026-12-31", "2026-12-31"},
		{"2026-12-31 17:30", "2026-12-31 17:30"},
		{"2026-12-31T17:30:00", "2026-12-31 17:30"},
		{"2026-12-31 23:59:59", "2026-12-31 24:00"},
		{"2026-12-31 00:00:00", "2026-12-31"},
		{"2026-12-31T00:00:00Z", "2026-12-31"},
		{"2026-12-31T00:00:00-08:00", "2026-12-31"},
		{"2026-12-31T18:00:00+01:00", "2026-12-31T17:00:00Z"},
		{"9999-12-31", ""},
		{"9999-12-31 00:00:00", ""},
	}
	for _, test := range tests {
		if got := ends(t, leaving(t, "", test.cell))[0]; got != test.want {
			t.Errorf("%q is read as %q; expected %q", test.cell, got, test.want)
		}
	}
}

func TestTheSettingsSayWhichNumberIsTheDay(t *testing.T) {
	t.Parallel()
	cells := []string{"05/06/2026", "2026-06-05", "31/12/9999"}
	same(t, []string{"2026-06-05", "2026-06-05", ""}, ends(t, leaving(t, csv.DayFirst, cells...)))
	same(t, []string{"2026-05-06", "2026-06-05", ""}, ends(t, leaving(t, csv.MonthFirst, cells[0], cells[1], "12/31/9999")))
}

func TestAColumnCanShowThatTheDayIsFirst(t *testing.T) {
	t.Parallel()
	same(t, []string{"2026-06-05", "2026-05-13", "2026-06-07", "", "2026-07-01"},
		ends(t, leaving(t, "", "05/06/2026", "13/05/2026", "2026-06-07", "", "1.7.2026")))
	same(t, []string{"2026-05-05"}, ends(t, leaving(t, "", "05/05/2026")))
}

func TestDatesThatCanBeReadInTwoWaysAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		dates csv.DateFormat
		cells []string
		want  string
	}{
		{"neither shows", "", []string{"2026-01-01", "05/06/2026", "06/07/2026"}, `hr.csv:3: column "end": "05/06/2026" (line 3) can be read in two ways, like all dates of this column; write date-format: dd/mm/yyyy or mm/dd/yyyy in the settings, whichever it is`},
		{"the month is first", "", []string{"05/06/2026", "05/13/2026"}, `hr.csv:2: column "end": "05/13/2026" (line 3) has the month first, which is never guessed; write date-format: mm/dd/yyyy in the settings`},
		{"both", "", []string{"05/13/2026", "13/05/2026"}, `hr.csv:2: column "end": "05/13/2026" (line 2) has the month first, and "13/05/2026" (line 3) has the day first; have it exported again with dates such as 2026-12-31`},
		{"against the settings", csv.ISO, []string{"13/05/2026"}, "has the day first, and the settings do not say so"},
		{"no such month", csv.DayFirst, []string{"05/13/2026"}, "has no such month; the settings say that the day comes first"},
		{"another column proves nothing", "", []string{"05/06/2026,13/05/2026"}, `"05/06/2026" (line 2) can be read in two ways`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString("id,end,start\n")
			for i, cell := range test.cells {
				if !strings.Contains(cell, ",") {
					cell += ","
				}
				b.WriteString(string(rune('a'+i)) + "," + cell + "\n")
			}
			c := newPeople(t, b.String(), func(c *csv.PeopleConfig) { c.Columns.End, c.Columns.Start, c.Dates = "end", "start", test.dates })
			why := refusal(t, c)
			if !strings.Contains(why, test.want) {
				t.Errorf("the refusal is\n%s\nand lacks\n%s", why, test.want)
			}
			if n := strings.Count(why, "\n") + 1; n > 1 {
				t.Errorf("one column gives %d problems:\n%s", n, why)
			}
		})
	}
}

// The dates are looked through when the first of them needs it, in the middle of the reading. If the file is another
// one by then, what it shows is no word on this one.
func TestAFileThatIsReplacedWhileItsDatesAreLookedThroughIsRefused(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id,last\n")
	for i := range 1500 {
		b.WriteString(strings.Repeat("x", 1+i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26) + ",2026-01-01\n")
	}
	before := b.String() + "z1,05/06/2026\nz2,13/06/2026\n"
	c := newAccounts(t, before, func(c *csv.AccountsConfig) { c.Columns.LastSeen = "last"; c.Path = write(t, "crm.csv", before) })
	if got := len(accounts(t, c)); got != 1502 {
		t.Fatalf("%d accounts were read", got)
	}
	path := write(t, "crm.csv", before)
	c = newAccounts(t, "", func(c *csv.AccountsConfig) { c.Columns.LastSeen = "last"; c.Path = path })
	s := sink{before: func(batch int) error {
		if batch > 1 {
			return nil
		}
		other := write(t, "new.csv", before+"z3,14/06/2026\n")
		return os.Rename(other, path)
	}}
	_, err := c.Read(t.Context(), &s)
	wantText(t, err, "crm.csv: changed while it was read")
}

func TestALookThroughThatFailsEndsTheReading(t *testing.T) {
	t.Parallel()
	path := write(t, "hr.csv", "id,end\n1,2026-01-01\n")
	c := newAccounts(t, "", func(c *csv.AccountsConfig) { c.Columns.LastSeen = "last"; c.Path = path })
	var b strings.Builder
	b.WriteString("id,last\n")
	for i := range 1500 {
		b.WriteString(strings.Repeat("k", i+1) + ",2026-01-01\n")
	}
	rewrite(t, path, b.String()+"z,05/06/2026\n")
	s := sink{before: func(batch int) error {
		if batch > 1 {
			return nil
		}
		return os.Remove(path)
	}}
	if _, err := c.Read(t.Context(), &s); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the reading returned %v; expected that the file is not there", err)
	}
}

func TestATimeOfAnAccountIsAnInstant(t *testing.T) {
	t.Parallel()
	tests := []struct{ zone, cell, want string }{
		{"UTC", "2026-07-01", "2026-07-01T00:00:00Z"},
		{"UTC", "2026-07-01 08:30", "2026-07-01T08:30:00Z"},
		{"Europe/Paris", "2026-07-01 08:30", "2026-07-01T06:30:00Z"},
		{"Europe/Paris", "2026-01-01 08:30", "2026-01-01T07:30:00Z"},
		{"Europe/Paris", "2026-01-01T08:30:00Z", "2026-01-01T08:30:00Z"},
		{"Europe/Paris", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"Europe/Paris", "2026-01-01T08:30:15-0500", "2026-01-01T13:30:15Z"},
		{"Europe/Paris", "2026-03-29 01:59", "2026-03-29T00:59:00Z"},
		{"Europe/Paris", "2026-03-29 02:30", "2026-03-29T01:00:00Z"}, // skipped: the instant of the change
		{"Europe/Paris", "2026-03-29 03:00", "2026-03-29T01:00:00Z"},
		{"Europe/Paris", "2026-10-25 01:59", "2026-10-24T23:59:00Z"},
		{"Europe/Paris", "2026-10-25 02:30", "2026-10-25T01:30:00Z"}, // repeated: the second time
		{"Europe/Paris", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T15:15:00Z"}, // half an hour, repeated
		{"Pacific/Apia", "2011-12-31 00:30", "2011-12-30T10:30:00Z"},        // the day before never was
		{"America/St_Johns", "2006-10-29 00:00", "2006-10-29T03:30:00Z"},    // repeated, at one minute past midnight
	}
	for _, test := range tests {
		c := newAccounts(t, "id,last\n1,"+test.cell+"\n", func(c *csv.AccountsConfig) {
			c.Columns.LastSeen, c.Zone = "last", zone(t, test.zone)
		})
		got := accounts(t, c)[0].LastSeen
		if got.Format(time.RFC3339) != test.want || got.Location() != time.UTC {
			t.Errorf("%s in %s is %s; expected %s", test.cell, test.zone, got, test.want)
		}
	}
}

func TestWhatSystemsWriteForNeverIsNone(t *testing.T) {
	t.Parallel()
	cells := []string{
		"", "never", "Never", "NULL", `\N`, "n/a", "-", "0000-00-00", "0000-00-00 00:00:00", "0001-01-01T00:00:00", "1601-01-01 00:00:00Z",
		"1899-12-30", "1900-01-01", "1970-01-01", "1970-01-01T00:00:00Z", "01/01/0001 00:00:00", "9999-12-31",
	}
	for _, cell := range cells {
		c := newAccounts(t, "id,last\n1,"+cell+"\n", func(c *csv.AccountsConfig) { c.Columns.LastSeen = "last" })
		if got := accounts(t, c)[0].LastSeen; !got.IsZero() {
			t.Errorf("%q is read as %s; expected none", cell, got)
		}
	}
}
