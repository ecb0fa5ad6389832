package correlate

import (
	"slices"
	"strings"
	"unicode"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// held returns the link, unless the account carries an employee number that is not the person's: whoever has that number
// has it from another list, such as an agency's, or was taken out of HR before the login or the mail was given anew.
func (x *Index) held(a *identity.Account, link Link) Link {
	if link.Status != Linked || link.By == ByEmployee || a.Employee == "" || !slices.Contains(x.rules, ByEmployee) {
		return link
	}
	if a.Kind == identity.Service || a.Kind == identity.Shared || sameNumber(a.Employee, string(x.people[link.Person].ID)) {
		return link
	}
	if who, n := x.exact[ByEmployee].find(a.Employee); x.denied(a.Ref, who, n) {
		return link
	}
	why := "same " + string(link.By) + ", but another employee number"
	return Link{Status: Suspect, Person: NoPerson, Candidates: []Candidate{{link.Person, link.By, 100, why}}}
}

// sameNumber reports whether two employee numbers may be one: whatever the case, whether zeros lead or not, and whether
// or not one is written with the prefix that the other has.
func sameNumber(a, b string) bool {
	a, b = bare(a), bare(b)
	if len(a) < len(b) {
		a, b = b, a
	}
	prefix, found := strings.CutSuffix(a, b)
	if !found || b == "" || prefix == "" {
		return found && a == b
	}
	return unicode.IsDigit(rune(b[0])) && !strings.ContainsFunc(prefix, unicode.IsDigit)
}

func bare(number string) string {
	number = strings.ToLower(strings.TrimSpace(number))
	at := strings.IndexFunc(number, unicode.IsDigit)
	if at < 0 {
		return number
	}
	return number[:at] + strings.TrimLeft(number[at:], "0")
}
