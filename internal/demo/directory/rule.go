package directory

import (
	"encoding/hex"
	"math/big"
	"strings"
	"time"
)

// rule is how the values of an attribute are written and compared (RFC 4517).
type rule struct {
	equality, ordering, substrings string // names of the matching rules; empty: cannot be compared so
	syntax                         string // the OID of the syntax
	form                           form
}

// form is the way to the normal form of a value: the one in which equal values are the same string.
type form string

const (
	asIs      form = "as it is"
	folded    form = "case and runs of spaces do not count"
	foldedIA5 form = "the same, ASCII only"
	digits    form = "case, spaces and hyphens do not count"
	named     form = "distinguished name"
	counted   form = "integer"
	timed     form = "instant"
	decided   form = "TRUE or FALSE"
	hexed     form = "UUID"
)

const syntaxes = "1.3.6.1.4.1.1466.115.121.1."

var (
	anyCase    = rule{"caseIgnoreMatch", "", "caseIgnoreSubstringsMatch", syntaxes + "15", folded}
	anyCaseIA5 = rule{"caseIgnoreIA5Match", "", "caseIgnoreIA5SubstringsMatch", syntaxes + "26", foldedIA5}
	exact      = rule{"caseExactMatch", "", "", syntaxes + "15", asIs}
	exactIA5   = rule{"caseExactIA5Match", "", "", syntaxes + "26", asIs}
	memberIA5  = rule{"caseExactIA5Match", "", "caseExactIA5SubstringsMatch", syntaxes + "26", asIs}
	phone      = rule{"telephoneNumberMatch", "", "telephoneNumberSubstringsMatch", syntaxes + "50", digits}
	reference  = rule{"distinguishedNameMatch", "", "", syntaxes + "12", named}
	number     = rule{"integerMatch", "integerOrderingMatch", "", syntaxes + "27", counted}
	plainCount = rule{"integerMatch", "", "", syntaxes + "27", counted}
	instant    = rule{"generalizedTimeMatch", "generalizedTimeOrderingMatch", "", syntaxes + "24", timed}
	truthValue = rule{"booleanMatch", "", "", syntaxes + "7", decided}
	identifier = rule{"objectIdentifierMatch", "", "", syntaxes + "38", foldedIA5}
	definition = rule{"objectIdentifierFirstComponentMatch", "", "", syntaxes + "3", asIs}
	octets     = rule{"octetStringMatch", "", "", syntaxes + "40", asIs}
	picture    = rule{"", "", "", syntaxes + "28", asIs}
	unique     = rule{"UUIDMatch", "UUIDOrderingMatch", "", "1.3.6.1.1.16.1", hexed}
	sequence   = rule{"CSNMatch", "CSNOrderingMatch", "", "1.3.6.1.4.1.4203.666.11.2.1", asIs}
)

// normal returns the normal form of a value, and false for one that breaks the syntax.
func (r *rule) normal(value string) (string, bool) {
	switch r.form {
	case asIs:
		return value, true
	case folded:
		return foldText(value)
	case foldedIA5:
		return foldASCII(value)
	case digits:
		return foldPhone(value)
	case named:
		return normalName(value)
	case counted:
		return normalNumber(value)
	case timed:
		return normalTime(value)
	case decided:
		return value, value == "TRUE" || value == "FALSE"
	case hexed:
		return normalUUID(value)
	}
	panic("no such form: " + string(r.form))
}

// less compares two normal forms of a rule that has an ordering.
func (r *rule) less(a, b string) bool {
	if r.form != counted {
		return a < b
	}
	x, okX := new(big.Int).SetString(a, 10)
	y, okY := new(big.Int).SetString(b, 10)
	return okX && okY && x.Cmp(y) < 0
}

func foldText(value string) (string, bool) {
	return strings.ToLower(strings.Join(strings.Fields(value), " ")), true
}

func foldASCII(value string) (string, bool) {
	for i := range len(value) {
		if value[i] > 0x7f {
			return "", false
		}
	}
	return foldText(value)
}

func foldPhone(value string) (string, bool) {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(value)), value != ""
}

func normalNumber(value string) (string, bool) {
	n, ok := new(big.Int).SetString(value, 10)
	if !ok || n.String() != value {
		return "", false
	}
	return value, true
}

func normalUUID(value string) (string, bool) {
	bare := strings.ReplaceAll(value, "-", "")
	raw, err := hex.DecodeString(bare)
	return strings.ToLower(bare), err == nil && len(raw) == 16
}

func normalTime(value string) (string, bool) {
	t, err := parseTime(value)
	return t.Format("20060102150405.000000"), err == nil
}

// parseTime reads a GeneralizedTime (RFC 4517, section 3.3.13), which may leave out seconds and minutes, as UTC.
func parseTime(value string) (t time.Time, err error) {
	for _, layout := range []string{"20060102150405Z0700", "200601021504Z0700", "2006010215Z0700"} {
		if t, err = time.Parse(layout, value); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, err
}

// formatTime writes an instant as OpenLDAP does, to the second.
func formatTime(t time.Time) string { return t.UTC().Format("20060102150405Z") }
