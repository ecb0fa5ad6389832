package contract

import (
	"fmt"
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Rule is one sentence of the contract.
type Rule struct {
	Name  string
	needs []need
	Check func(t testing.TB, l *Lab)
}

// need says what a rule lacks in a lab, or nothing.
type need func(l *Lab) string

// Offered parts the rules into those that can be checked in the lab, and a line for each that cannot.
func Offered(rules []Rule, l *Lab) (able []Rule, missing []string) {
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
		missing = append(missing, fmt.Sprintf("not checked: %s: %s", r.Name, lacks))
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
