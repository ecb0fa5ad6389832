package connectortest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Run holds a connector to the contract, one subtest a rule. A rule that the subject gives no means to check is
// reported by name and with what is missing; it is no failure.
func Run(t *testing.T, s Subject) {
	t.Helper()
	l := s.Fresh(t)
	reading, unread := offered(readingRules(), &l)
	writing, unwritten := offered(writingRules(), &l)
	for _, r := range reading {
		t.Run("reading/"+r.name, func(t *testing.T) { r.check(t, &l) })
	}
	for _, r := range writing {
		t.Run("writing/"+r.name, func(t *testing.T) {
			l := s.Fresh(t)
			r.check(t, &l)
		})
	}
	for _, why := range append(unread, unwritten...) {
		t.Log(why)
	}
}

// rule is one sentence of the contract.
type rule struct {
	name  string
	needs []need
	check func(t testing.TB, l *Lab)
}

// need says what a rule lacks in a lab, or nothing.
type need func(l *Lab) string

// offered parts the rules into those that can be checked in the lab, and a line for each that cannot.
func offered(rules []rule, l *Lab) (able []rule, missing []string) {
	for _, r := range rules {
		lacks := ""
		for _, n := range r.needs {
			if lacks == "" {
				lacks = n(l)
			}
		}
		if lacks == "" {
			able = append(able, r)
			continue
		}
		missing = append(missing, fmt.Sprintf("not checked: %s: %s", r.name, lacks))
	}
	return able, missing
}

func ofAccounts(l *Lab) string {
	if l.Connector.Describe().Authoritative {
		return "the connector reads people"
	}
	return ""
}

func ofPeople(l *Lab) string {
	if l.Connector.Describe().Authoritative {
		return ""
	}
	return "the connector reads accounts"
}

func cutting(l *Lab) string {
	if len(l.Cut) == 0 {
		return "the lab names no account that may be cut"
	}
	return ""
}

func verb(verb identity.Verb) need {
	return func(l *Lab) string {
		d := l.Connector.Describe()
		if by := d.Capability(verb).By; by != connector.ByConnector {
			return fmt.Sprintf("%s is done by %s", verb, by)
		}
		return cutting(l)
	}
}

func fault(f Fault) need {
	return func(l *Lab) string {
		if l.Faults == nil || !slices.Contains(l.Faults.Offers(), f) {
			return fmt.Sprintf("the lab cannot make the system show %q", f)
		}
		return ""
	}
}
