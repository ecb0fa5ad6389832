package csv_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/csv"
	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

func TestEveryProblemOfAPersonIsToldWithItsPlaceAndItsRemedy(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, header, row, want string }{
		{"no id", "id,given", ",Ada", `hr.csv:2: column "id": there is no id; write one, or take the line out`},
		{"id of two lines", "id,given", "\"1\n2\",Ada", `hr.csv:2: column "id": "1\n2" is an id of several lines, or with control characters; mend the id`},
		{"mail without domain", "id,email", "1,ada@", `hr.csv:2: column "email": "ada@" is not a mail address; write one address such as ada@example.com, or leave it empty`},
		{"mail with a name", "id,email", "1,Ada <ada@example.test>", `"Ada <ada@example.test>" is not a mail address`},
		{"two mails", "id,email", "1,ada@example.test; a@example.test", `is not a mail address`},
		{"mail with two signs", "id,email", "1,ada@example@test", `is not a mail address`},
		{"no mail at all", "id,email", "1,none", `"none" is not a mail address`},
		{"zone", "id,zone", "1,Romance Standard Time", `hr.csv:2: column "zone": "Romance Standard Time" is not a time zone; write an IANA name such as Europe/Paris, or leave it empty for the zone of the settings`},
		{"zone of this machine", "id,zone", "1,Local", `"Local" is not a time zone`},
		{"status", "id,status", "1,sabbatical", `hr.csv:2: column "status": "sabbatical" is a word that the settings do not explain; write it under status-values in the settings, such as status-values: {working: ["sabbatical", ...]}`},
		{"date", "id,end", "1,soon", `hr.csv:2: column "end": "soon" is not a date; write it as 2026-12-31`},
		{"date that was cut", "id,end", "1,2026-12-3", `"2026-12-3" is not a date`},
		{"no such day", "id,start", "1,2026-02-30", `"2026-02-30" is not a day of the calendar`},
		{"zero of SQL Server", "id,end", "1,1900-01-01", `"1900-01-01" is too long ago: some systems write it for none; leave it empty, or write a day from 1901 on`},
		{"zero of .NET", "id,end", "1,0001-01-01", `"0001-01-01" is in the year 1`},
		{"never begins", "id,start", "1,9999-12-31", `"9999-12-31" is no day on which something begins`},
		{"time of day", "id,ends-at", "1,noon", `hr.csv:2: column "ends-at": "noon" is not a time at which a day can end; write one such as 17:30 or 24:00, or leave it empty for the one of the settings`},
		{"midnight", "id,ends-at", "1,00:00", `"00:00" is not a time at which a day can end`},
		{"end before the start", "id,start,end", "1,2026-11-20,2026-10-31", `hr.csv:2: column "end": "2026-10-31" is before the start, "2026-11-20"; correct one of the two, or leave this one empty`},
		{"last day before the start", "id,start,end,last-day", "1,2026-11-20,2027-10-31,2026-10-31", `hr.csv:2: column "last-day": "2026-10-31" is before the start, "2026-11-20"`},
		{"end before the start on one day", "id,start,end", "1,2026-11-20 09:00,2026-11-20 08:00", `column "end": "2026-11-20 08:00" is before the start`},
		{"leave without a beginning", "id,leave-start,leave-end", "1,,2026-05-01", `column "leave-end": "2026-05-01" ends a leave that has no first day; write the first day, or take the last one out`},
		{"a column is missing", "id,mail", "1,ada@example.test", `did you mean "mail"?`},
		{"a row is cut", "id,given,family", "1,Ada", `2 fields where the header has 3`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newPeople(t, test.header+"\n"+test.row+"\n", func(c *csv.PeopleConfig) {
				c.Columns = only(everyColumn, test.header)
				if strings.HasSuffix(test.header, "mail") {
					c.Columns.Email = "email"
				}
			})
			if why := refusal(t, c); !strings.Contains(why, test.want) {
				t.Errorf("the refusal is\n%s\nand lacks\n%s", why, test.want)
			}
		})
	}
}

// only returns the columns that a header has.
func only(all csv.PeopleColumns, header string) csv.PeopleColumns {
	for _, name := range []*string{
		&all.ID, &all.Given, &all.Family, &all.Email, &all.Login, &all.Start, &all.End, &all.LastDay, &all.Status, &all.Kind, &all.Position,
		&all.Department, &all.Manager, &all.Zone, &all.EndsAt, &all.Engagement, &all.LeaveStart, &all.LeaveEnd,
	} {
		if !strings.Contains(","+header+",", ","+*name+",") {
			*name = ""
		}
	}
	return all
}

func TestLinesThatContradictEachOtherAreBothNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		columns string
		rows    []string
		want    string
	}{
		{"an id twice", "id,given", []string{"1,Ada", "2,Bob", "1,Ada"}, `hr.csv:4: column "id": "1" is the id of line 2 too; take one of the two lines out, or name the column with the number of the engagement in the settings (columns: engagement)`},
		{"an engagement twice", "id,engagement", []string{"1,a", "1,b", "1,a"}, `hr.csv:4: column "engagement": engagement "a" of "1" stands on line 2 too; give each engagement of a person a number of its own, or take one of the two lines out`},
		{"two family names", "id,engagement,family", []string{"1,a,Lovelace", "1,b,Byron"}, `hr.csv:3: column "family": "Byron" is said of "1", and line 2 says "Lovelace"; correct one of the two, or give one of the two people another id`},
		{"two given names", "id,engagement,given", []string{"1,a,Ada", "1,b,Bob"}, `column "given": "Bob" is said of "1", and line 2 says "Ada"`},
		{"two mails, the first line has none", "id,engagement,email", []string{"1,a,", "1,b,a@example.test", "1,c,b@example.test"}, `hr.csv:4: column "email": "b@example.test" is said of "1", and line 3 says "a@example.test"`},
		{"two logins", "id,engagement,login", []string{"1,a,ada", "1,b,bob"}, `column "login": "bob" is said of "1", and line 2 says "ada"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newPeople(t, test.columns+"\n"+strings.Join(test.rows, "\n")+"\n", func(c *csv.PeopleConfig) {
				c.Columns = only(everyColumn, test.columns)
			})
			if why := refusal(t, c); !strings.Contains(why, test.want) {
				t.Errorf("the refusal is\n%s\nand lacks\n%s", why, test.want)
			}
		})
	}
}

func TestAllProblemsAreToldAtOnceInTheOrderOfTheFile(t *testing.T) {
	t.Parallel()
	c := newPeople(t, strings.Join([]string{
		"id,engagement,family,email,end,status",
		"1,a,Lovelace,,2026-12-31,active",
		"1,b,Byron,ada,soon,away",
		"2,a,Ray,bob@example.test,,away",
		"2,a,Ray,bob@example.test,,away",
		"3,a",
	}, "\n")+"\n", func(c *csv.PeopleConfig) { c.Columns = only(everyColumn, "id,engagement,family,email,end,status") })
	why := refusal(t, c)
	lines := strings.Split(why, "\n")
	wants := []string{`:3: column "status": "away"`, `:3: column "end": "soon"`, `:3: column "email": "ada"`, `:3: column "family": "Byron"`, `:5: column "engagement"`, `:6: 2 fields`}
	if len(lines) != len(wants) {
		t.Fatalf("%d problems are told; expected %d:\n%s", len(lines), len(wants), why)
	}
	for i, want := range wants {
		if !strings.Contains(lines[i], want) {
			t.Errorf("problem %d is\n%s\nand lacks %s", i+1, lines[i], want)
		}
	}
}

func TestAListOfProblemsIsShort(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id,email\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "%d,nobody\n", i)
	}
	c := newPeople(t, b.String(), func(c *csv.PeopleConfig) { c.Columns.Email = "email" })
	why := strings.Split(refusal(t, c), "\n")
	if len(why) != table.MaxProblems+1 || !strings.Contains(why[table.MaxProblems], "there may be more") {
		t.Errorf("the list has %d lines, the last of them %q", len(why), why[len(why)-1])
	}
}
