package table

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const writeISO = "write it as 2026-12-31"

// notDate says why s is no date in the format, and what to write. It tells the usual cases apart:
//
//	05/04/2026 and no format     both readings, and the two settings
//	31/12/26                     the year needs four digits
//	46387                        what Excel keeps in place of a date
func notDate(s string, format DateFormat) *Problem {
	p := &Problem{Value: shorten(s), What: "is not a date", Todo: writeISO}
	first, second, _, rest := separated(s)
	switch serial, err := strconv.ParseFloat(s, 64); {
	case rest >= 0 && (format == "" || format == YearFirst):
		p.What, p.Todo = unsettled(first, second)
	case shortYear(s):
		p.What = "has a year of two digits"
		p.Todo = "export the column with years of four digits, best as 2026-12-31"
	case err == nil && serial >= 10_000 && serial < 100_000:
		p.What = fmt.Sprintf("is a number as Excel keeps dates, perhaps %s", excelDay(int(serial)))
		p.Todo = "format the column as yyyy-mm-dd before it is exported"
	}
	return p
}

// unsettled says in which ways two numbers and a year can be a date, and which setting says so.
func unsettled(first, second int) (what, todo string) {
	const write = "write date-format: %s for this column in the settings"
	switch {
	case first > 12 && second <= 12:
		return "has the day first, and the settings do not say so", fmt.Sprintf(write, DayFirst)
	case second > 12 && first <= 12:
		return "has the month first, and the settings do not say so", fmt.Sprintf(write, MonthFirst)
	}
	return "can be read with the day or with the month first", fmt.Sprintf(write, string(DayFirst)+" (or "+string(MonthFirst)+")")
}

func shortYear(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
	if len(parts) != 3 {
		return false
	}
	for _, part := range parts {
		if _, n := short(part); n == 0 || n != len(part) {
			return false
		}
	}
	return true
}

func excelDay(serial int) string {
	return time.Date(1899, 12, 30+serial, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// noSuchDay says why three numbers are no date of our time.
func noSuchDay(s string, year, month, day int, format DateFormat) *Problem {
	p := &Problem{Value: shorten(s), Todo: "correct it where it comes from"}
	swapped := month > 12 && day >= 1 && day <= 12
	switch {
	case swapped && format == DayFirst:
		p.What = "has no such month; the settings say that the day comes first"
		p.Todo = fmt.Sprintf("correct it, or write date-format: %s if the whole column is so", MonthFirst)
	case swapped && format == MonthFirst:
		p.What = "has no such month; the settings say that the month comes first"
		p.Todo = fmt.Sprintf("correct it, or write date-format: %s if the whole column is so", DayFirst)
	case month < 1 || month > 12 || day < 1 || day > daysIn(year, month):
		p.What = "is not a day of the calendar"
	default:
		p.What = fmt.Sprintf("is in the year %d", year)
		p.Todo = "correct it, or leave it empty if there is no date; years are from 1900 to 9999"
	}
	return p
}

func notTime(s string) *Problem {
	return &Problem{Value: shorten(s), What: "has something behind the date that is not a time", Todo: "write it as 2026-12-31, 2026-12-31 17:30 or 2026-12-31T17:30:00+01:00"}
}
