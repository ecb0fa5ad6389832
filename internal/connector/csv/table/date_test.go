package table

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDatesThatAreRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in     string
		format DateFormat
		want   string
	}{
		{"", "", ""},
		{"  ", DayFirst, ""},
		{"2026-12-31", "", "2026-12-31"},
		{" 2026-12-31\u0020", YearFirst, "2026-12-31"},
		{"2026-12-31", DayFirst, "2026-12-31"},
		{"2024-02-29", "", "2024-02-29"},
		{"2000-02-29", "", "2000-02-29"},
		{"1900-01-01", "", "1900-01-01"},
		{"9999-12-30", "", "9999-12-30"},
		{"31/12/2026", DayFirst, "2026-12-31"},
		{"31.12.2026", DayFirst, "2026-12-31"},
		{"31-12-2026", DayFirst, "2026-12-31"},
		{"5/4/2026", DayFirst, "2026-04-05"},
		{"05/04/2026", MonthFirst, "2026-05-04"},
		{"12/31/2026", MonthFirst, "2026-12-31"},
		{"2026-12-31T17:30", "", "2026-12-31 17:30"},
		{"2026-12-31 17:30:00", "", "2026-12-31 17:30"},
		{"31/12/2026 17:30", DayFirst, "2026-12-31 17:30"},
		{"2026-12-31T17:30:01", "", "2026-12-31 17:31"},
		{"2026-12-31T17:30:00.250", "", "2026-12-31 17:31"},
		{"2026-12-31T17:30:00,000", "", "2026-12-31 17:30"},
		{"2026-12-31T23:59:59", "", "2026-12-31 24:00"},
		{"2026-12-31T24:00", "", "2026-12-31 24:00"},
		{"2026-12-31T23:59:59.999", "", "2026-12-31 24:00"},
		{"2026-12-31T00:00:00", "", "2026-12-31"},
		{"2026-12-31 00:00:00.000", "", "2026-12-31"},
		{"2026-12-31T00:00:01", "", "2026-12-31 00:01"},
		{"2026-12-31T17:30:15Z", "", "2026-12-31T17:30:15Z"},
		{"2026-12-31t17:30:15.5z", "", "2026-12-31T17:30:15Z"},
		{"2026-12-31 17:30:15 UTC", "", "2026-12-31T17:30:15Z"},
		{"2026-12-31T17:30+01:00", "", "2026-12-31T16:30:00Z"},
		{"2026-12-31 17:30:00 +0530", "", "2026-12-31T12:00:00Z"},
		{"2026-12-31T17:30-11", "", "2027-01-01T04:30:00Z"},
		{"2026-12-31T00:00:00+01:00", "", "2026-12-30T23:00:00Z"},
		{"2026-12-31T24:00:00Z", "", "2027-01-01T00:00:00Z"},
		{"9999-12-31", "", "no end"},
		{"31/12/9999", DayFirst, "no end"},
		{"12/31/9999", MonthFirst, "no end"},
		{"9999-12-31T23:59:59Z", "", "no end"},
	}
	for _, test := range tests {
		date, err := ParseDate(test.in, test.format)
		got := date.When.String()
		if date.NoEnd && date.When.IsZero() {
			got = "no end"
		}
		if err != nil || got != test.want {
			t.Errorf("%q as %q: got %q, %v, not %q", test.in, test.format, got, err, test.want)
		}
	}
}

func TestDatesThatAreRefusedSayWhatToWrite(t *testing.T) {
	t.Parallel()
	const calendar, none, behind = "is not a day of the calendar", "is not a date; write it as 2026-12-31", "behind the date that is not a time"
	tests := []struct {
		in     string
		format DateFormat
		want   string
	}{
		{"05/04/2026", "", "can be read with the day or with the month first; write date-format: dd/mm/yyyy (or mm/dd/yyyy) for this column"},
		{"31/12/2026", "", "has the day first, and the settings do not say so; write date-format: dd/mm/yyyy for this column"},
		{"12/31/2026", YearFirst, "has the month first, and the settings do not say so; write date-format: mm/dd/yyyy for this column"},
		{"12/31/2026", DayFirst, "the settings say that the day comes first; correct it, or write date-format: mm/dd/yyyy"},
		{"31/12/2026", MonthFirst, "the settings say that the month comes first; correct it, or write date-format: dd/mm/yyyy"},
		{"31/02/2026", DayFirst, calendar},
		{"2026-02-29", "", calendar},
		{"1900-02-29", "", calendar},
		{"2026-04-31", "", calendar},
		{"2026-13-01", "", calendar},
		{"2026-00-10", "", calendar},
		{"2026-10-00", "", calendar},
		{"00/10/2026", DayFirst, calendar},
		{"32/13/2026", DayFirst, calendar},
		{"1899-12-31", "", "is in the year 1899; correct it, or leave it empty"},
		{"0001-01-01T00:00:00", "", "is in the year 1;"},
		{"0000-00-00", "", calendar},
		{"46387", "", "is a number as Excel keeps dates, perhaps 2026-12-31; format the column as yyyy-mm-dd"},
		{"46387.75", DayFirst, "perhaps 2026-12-31"},
		{"31/12/26", DayFirst, "has a year of two digits"},
		{"1.2.26", "", "has a year of two digits"},
		{"soon", "", none},
		{"20261231", "", none},
		{"2026/12/31", DayFirst, none},
		{"2026-1-2", "", none},
		{"31/12-2026", DayFirst, none},
		{"+026-12-31", "", none},
		{"2026-12-3a", "", none},
		{"a026-12-31", "", none},
		{"/12/2026", DayFirst, none},
		{"31//2026", DayFirst, none},
		{"31/12/", DayFirst, none},
		{"311/12/2026", DayFirst, none},
		{"31/12/20261", DayFirst, behind},
		{"2026-12-311", "", behind},
		{"2026-12-31T", "", behind},
		{"2026-12-31T17", "", behind},
		{"2026-12-31T17:3", "", behind},
		{"2026-12-31T25:00", "", behind},
		{"2026-12-31T17:60", "", behind},
		{"2026-12-31T17:30:60", "", behind},
		{"2026-12-31T24:01", "", behind},
		{"2026-12-31T24:00:00.1", "", behind},
		{"2026-12-31T24:00:00.1Z", "", behind},
		{"2026-12-31T17:30:", "", behind},
		{"2026-12-31T17:30:1", "", behind},
		{"2026-12-31T17:30:15.", "", behind},
		{"2026-12-31 5:30 PM", "", behind},
		{"2026-12-31 05:30 PM", "", behind},
		{"2026-12-31T17:30+1", "", behind},
		{"2026-12-31T17:30+01:", "", behind},
		{"2026-12-31T17:30+01:0", "", behind},
		{"2026-12-31T17:30+01:60", "", behind},
		{"2026-12-31T17:30+15:00", "", behind},
		{"2026-12-31T17:30+01:000", "", behind},
		{"2026-12-31T17:30CET", "", behind},
		{"2026-12-31X17:30", "", behind},
	}
	for _, test := range tests {
		date, err := ParseDate(test.in, test.format)
		problem, ok := errors.AsType[*Problem](err)
		if !ok || date != (Date{}) || !strings.Contains(err.Error(), test.want) || problem.Value != test.in || problem.Todo == "" {
			t.Errorf("%q as %q: got %v, %v, not %q", test.in, test.format, date, err, test.want)
		}
	}
}

func TestEveryDayIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for day := time.Date(1899, 12, 25, 0, 0, 0, 0, time.UTC); day.Year() < 2110; day = day.AddDate(0, 0, 1) {
		for format, layout := range map[DateFormat]string{"": "2006-01-02", DayFirst: "02/01/2006", MonthFirst: "1.2.2006"} {
			date, err := ParseDate(day.Format(layout), format)
			if day.Year() < 1900 {
				if err == nil {
					t.Errorf("%s is read", day)
				}
				continue
			}
			if err != nil || date.When.String() != day.Format("2006-01-02") {
				t.Fatalf("%s: %v, %v", day.Format(layout), date, err)
			}
		}
	}
}

func TestInstantsAreThoseOfTheStandardLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		offset := rapid.IntRange(-14*60, 14*60).Draw(r, "offset")
		at := time.Unix(rapid.Int64Range(-2_000_000_000, 4_000_000_000).Draw(r, "instant"), 0).In(time.FixedZone("", offset*60))
		date, err := ParseDate(at.Format(time.RFC3339), "")
		if err != nil || at.Unix() != 0 && date.When.String() != at.UTC().Format(time.RFC3339) {
			r.Fatalf("%s: %s, %v", at, date.When, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-12-31", "31/12/2026 17:30", "2026-12-31T17:30:15.5+01:00", "46387", "1.2.26", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, format := range DateFormats {
			date, err := ParseDate(s, format)
			if _, ok := errors.AsType[*Problem](err); (err != nil) != ok || err != nil && date != (Date{}) {
				t.Fatalf("%q: %v, %v", s, date, err)
			}
			if err != nil || date == (Date{}) || date.NoEnd {
				continue
			}
			day := date.When.Date.String()
			if again, err := time.Parse(time.DateOnly, day); err != nil || again.Format(time.DateOnly) != day {
				t.Fatalf("%q became %q: %v", s, day, err)
			}
		}
	})
}

func TestTheOrderOfDayAndMonthIsProposedOnlyWhenAllValuesProveIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		values string
		want   DateFormat
	}{
		{"05/04/2026 31/12/2026 _", DayFirst},
		{"05/04/2026 12/31/2026", MonthFirst},
		{"2026-12-31 _ 2026-01-02T10:00", YearFirst},
		{"2026-12-31 13.1.2026", DayFirst},
		{"05/04/2026 06/07/2026", ""},
		{"31/12/2026 12/31/2026", ""},
		{"31/12/2026 soon", ""},
		{"31/12/2026 30/02/2026", ""},
		{"", ""},
		{"_ _", ""},
		{"46387", ""},
	}
	for _, test := range tests {
		values := strings.Split(strings.ReplaceAll(test.values, "_", " "), " ")
		got, proven := DetectDateFormat(slices.Values(values))
		if got != test.want || proven != (test.want != "") {
			t.Errorf("%s: got %q, %v", test.values, got, proven)
		}
	}
}

func BenchmarkParseDate(b *testing.B) {
	for _, bench := range []struct {
		in     string
		format DateFormat
	}{{"2026-12-31", ""}, {"31/12/2026", DayFirst}, {"2026-12-31T17:30:00", ""}, {"2026-12-31T17:30:00Z", ""}, {"2026-12-31T17:30:00+01:00", ""}} {
		b.Run(bench.in, func(b *testing.B) {
			for b.Loop() {
				if _, err := ParseDate(bench.in, bench.format); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
