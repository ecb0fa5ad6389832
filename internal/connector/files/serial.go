package files

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// shown is what a number format makes of a number.
type shown string

const (
	asNumber shown = "number"
	asDate   shown = "date"
	asTime   shown = "time"
	asPadded shown = "padded"
)

var (
	quoted = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]hHmMsS][^\]]*\]`)
	padded = regexp.MustCompile(`^0{2,}$`)
)

// shownAs tells what a format of ECMA-376 (18.8.30) makes of a number. The built-in ones have numbers; files hold the
// others in one form, whatever the language of the program.
func shownAs(builtin int, custom string) shown {
	switch {
	case custom != "":
	case builtin >= 14 && builtin <= 17 || builtin == 22 || builtin >= 27 && builtin <= 31 || builtin == 36 || builtin >= 50 && builtin <= 58:
		return asDate
	case builtin >= 18 && builtin <= 21 || builtin >= 32 && builtin <= 35 || builtin >= 45 && builtin <= 47:
		return asTime
	default:
		return asNumber
	}
	section, _, _ := strings.Cut(quoted.ReplaceAllString(custom, ""), ";")
	section = strings.ToLower(section)
	switch {
	case strings.Contains(section, "general"):
		return asNumber
	case strings.ContainsAny(section, "yd"), strings.Contains(section, "mmm"):
		return asDate
	case strings.ContainsAny(section, "hs"):
		return asTime
	case padded.MatchString(section):
		return asPadded
	}
	return asNumber
}

// epoch is the day with the number 0.
type epoch struct{ zero time.Time }

var (
	of1900 = epoch{time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
	of1904 = epoch{time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)}
)

const daySeconds = 24 * 60 * 60

// date writes the day, and the time where there is one. Days of early 1900 are refused: programs differ on whether that
// year had a 29th of February.
func (e epoch) date(value string) (string, error) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || n < 61 || n >= 2958466 {
		return "", fmt.Errorf("the number %s is shown as a date, and is none from March 1900 to 9999", value)
	}
	seconds := n * daySeconds
	if math.Abs(seconds-math.Round(seconds)) > 0.01 {
		return "", fmt.Errorf("the number %s is a time of day with parts of a second", value)
	}
	rest := time.Duration(math.Round(seconds-math.Floor(n)*daySeconds)) * time.Second
	at := e.zero.AddDate(0, 0, int(math.Floor(n))).Add(rest)
	if rest == 0 {
		return at.Format(time.DateOnly), nil
	}
	return at.Format(time.DateTime), nil
}

// timeOf writes a time of day.
func timeOf(value string) (string, error) {
	n, err := strconv.ParseFloat(value, 64)
	minutes := n * daySeconds / 60
	if err != nil || n < 0 || n >= 1 || math.Abs(minutes-math.Round(minutes)) > 0.001 {
		return "", fmt.Errorf("the number %s is shown as a time, and is none of a day, to the minute", value)
	}
	whole := int(math.Round(minutes))
	return fmt.Sprintf("%02d:%02d", whole/60, whole%60), nil
}

// exact returns a number as it stands in the file. Spreadsheets keep 15 digits, and make zeros of the rest.
func exact(value string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, value)
	if strings.ContainsAny(value, "eE") || len(strings.TrimLeft(digits, "0")) > 15 {
		return "", fmt.Errorf("the number %s has more than the 15 digits that a spreadsheet keeps: have the column exported as text", value)
	}
	return value, nil
}
