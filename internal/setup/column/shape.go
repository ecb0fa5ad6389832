package column

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// Shape is what a cell looks like, whatever the name of its column. A cell can have several shapes, or none.
type Shape string

// The shapes.
const (
	Mail   Shape = "mail"
	Day    Shape = "day"   // a date, with or without a time, in some order of day and month
	Never  Shape = "never" // what systems write in place of a date
	Flag   Shape = "flag"  // yes or no, in some language
	Zone   Shape = "zone"  // a time zone of the IANA, such as Europe/Paris
	Clock  Shape = "clock" // a time of day
	Number Shape = "number"
	Key    Shape = "key" // one word with a digit in it
)

var shapes = []struct {
	shape Shape
	fits  func(string) bool
}{{Mail, isMail}, {Day, isDay}, {Never, isNever}, {Flag, isFlag}, {Zone, isZone}, {Clock, isClock}, {Number, isNumber}, {Key, isKey}}

func shapesOf(cell string) (found []Shape) {
	for _, s := range shapes {
		if s.fits(cell) {
			found = append(found, s.shape)
		}
	}
	return found
}

func isMail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	return found && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " ,;<>") && strings.Count(s, "@") == 1
}

func isDay(s string) bool {
	if s[0] < '0' || s[0] > '9' || len(s) < 8 {
		return false
	}
	return slices.ContainsFunc(table.DateFormats, func(f table.DateFormat) bool {
		_, err := table.ParseDate(s, f)
		return err == nil
	})
}

func isNever(s string) bool {
	return slices.Contains([]string{"never", "null", "none", "n/a", "-", "jamais", "nie", "nunca", "mai", "nooit"}, strings.ToLower(s))
}

var yesAndNo = [2][]string{
	{"true", "yes", "y", "t", "1", "oui", "vrai", "ja", "wahr", "j", "sí", "si", "sì", "sim"},
	{"false", "no", "n", "f", "0", "non", "faux", "nein", "falsch", "não", "nao", "nee"},
}

func isFlag(s string) bool { return IsYes(s) || slices.Contains(yesAndNo[1], strings.ToLower(s)) }

// IsYes reports whether a cell says yes, in some language.
func IsYes(s string) bool { return slices.Contains(yesAndNo[0], strings.ToLower(s)) }

// isZone asks for a slash: CET and EST are names of zones too, and of many other things.
func isZone(s string) bool {
	if !strings.Contains(s, "/") || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	_, err := time.LoadLocation(s)
	return err == nil
}

func isClock(s string) bool {
	for _, form := range []string{"15:04", "15:04:05"} {
		if _, err := time.Parse(form, s); err == nil {
			return true
		}
	}
	return s == "24:00"
}

func isNumber(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

func isKey(s string) bool {
	const longest = 64
	strange := strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:", r)
	})
	return len(s) <= longest && !strange && strings.ContainsFunc(s, unicode.IsDigit) && !isDay(s)
}
