package table

import (
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// DateFormat is the order in which the dates of a column are written, in the words of the setting date-format. The
// separator may be / . or -; a date that starts with the year is ISO in every column.
type DateFormat string

// The date formats.
const (
	YearFirst  DateFormat = "yyyy-mm-dd" // ISO only; what an empty format means
	DayFirst   DateFormat = "dd/mm/yyyy"
	MonthFirst DateFormat = "mm/dd/yyyy"
)

// DateFormats is the closed set.
var DateFormats = []DateFormat{YearFirst, DayFirst, MonthFirst}

// Date is a date as a field has it.
type Date struct {
	When  identity.When // zero: the field is empty, or says that there is no end
	NoEnd bool          // 9999-12-31, which means that there is no end
}

// ParseDate reads a date, with or without a time. An empty field is the zero Date. It never guesses: what the format
// does not settle is a *Problem that says what to write; the caller gives it its line and column (Table.Report).
//
//	2026-12-31                        a day
//	2026-12-31T17:30, 2026-12-31 17:30:15   a day with a time in the person's own zone; seconds round up to a minute
//	2026-12-31T00:00:00               a day: programs that know only days export them so
//	2026-12-31T17:30:15+01:00, ...Z   an instant
//	31/12/2026 1.2.2026 31-12-2026    a day, if the format is DayFirst; also with a time
//	12/31/2026                        a day, if the format is MonthFirst; also with a time
//	9999-12-31, 31/12/9999            no end
//
// Years before 1900, days that do not exist, years of two digits and Excel's serial numbers are refused.
func ParseDate(s string, format DateFormat) (Date, error) {
	if s != "" && (s[0] <= ' ' || s[len(s)-1] <= ' ') {
		s = strings.TrimSpace(s)
	}
	if s == "" {
		return Date{}, nil
	}
	year, month, day, rest := civil(s, format)
	if rest < 0 {
		return Date{}, notDate(s, format)
	}
	if year < 1900 || day < 1 || month < 1 || month > 12 || day > daysIn(year, month) {
		return Date{}, noSuchDay(s, year, month, day, format)
	}
	if year == 9999 && month == 12 && day == 31 {
		return Date{NoEnd: true}, nil
	}
	date := identity.Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}
	if rest == len(s) {
		return Date{When: identity.On(date)}, nil
	}
	return withTime(s, date, s[rest:])
}

// civil splits the date at the front of s, and returns where the rest begins: -1 when it is none in this format.
func civil(s string, format DateFormat) (year, month, day, rest int) {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		year, month, day = digits4(s), digits2(s[5:]), digits2(s[8:])
		if year < 0 || month < 0 || day < 0 {
			return 0, 0, 0, -1
		}
		return year, month, day, 10
	}
	switch format {
	case DayFirst:
		day, month, year, rest = separated(s)
	case MonthFirst:
		month, day, year, rest = separated(s)
	default:
		rest = -1
	}
	return year, month, day, rest
}

// separated splits two numbers of one or two digits and a year of four, between equal separators.
func separated(s string) (first, second, year, rest int) {
	first, n := short(s)
	if n == 0 || n == len(s) || s[n] != '/' && s[n] != '.' && s[n] != '-' {
		return 0, 0, 0, -1
	}
	second, m := short(s[n+1:])
	at := n + 1 + m
	if m == 0 || len(s) < at+5 || s[at] != s[n] {
		return 0, 0, 0, -1
	}
	if year = digits4(s[at+1:]); year < 0 {
		return 0, 0, 0, -1
	}
	return first, second, year, at + 5
}

// short reads a number of one or two digits and returns how many; zero: there is none.
func short(s string) (number, length int) {
	for length < 2 && length < len(s) && isDigit(s[length]) {
		number = number*10 + int(s[length]-'0')
		length++
	}
	return number, length
}

func isDigit(b byte) bool { return b-'0' <= 9 }

// digits2 reads two digits, or returns -1.
func digits2(s string) int {
	if len(s) < 2 || !isDigit(s[0]) || !isDigit(s[1]) {
		return -1
	}
	return int(s[0]-'0')*10 + int(s[1]-'0')
}

// digits4 reads four digits, or returns -1.
func digits4(s string) int {
	high, low := digits2(s), -1
	if len(s) >= 4 {
		low = digits2(s[2:])
	}
	if high < 0 || low < 0 {
		return -1
	}
	return high*100 + low
}

// daysIn returns how many days a month from 1 to 12 has.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// withTime reads the time behind a date. Midnight without an offset is the day itself: access never ends before HR
// said, and a day ends later than it begins.
func withTime(s string, date identity.Date, rest string) (Date, error) {
	clock, zone, ok := clockTime(rest)
	if !ok {
		return Date{}, notTime(s)
	}
	if zone != nil {
		instant := time.Date(int(date.Year), time.Month(date.Month), int(date.Day), clock.hour, clock.minute, clock.second, 0, zone)
		return Date{When: identity.Exactly(instant)}, nil
	}
	minute := clock.minute
	if clock.second > 0 || clock.fraction {
		minute++
	}
	hour := clock.hour + minute/60
	if hour == 0 && minute == 0 {
		return Date{When: identity.On(date)}, nil
	}
	of, err := identity.NewClock(hour, minute%60)
	if err != nil {
		return Date{}, notTime(s)
	}
	return Date{When: identity.OnAt(date, of)}, nil
}
