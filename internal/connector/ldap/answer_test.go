package ldap_test

import (
	"errors"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// class names the class of an error.
func class(err error) string {
	_, throttled := connector.IsThrottled(err)
	switch {
	case err == nil:
		return "none"
	case throttled:
		return "throttled"
	case connector.IsPermanent(err):
		return "permanent"
	case errors.Is(err, connector.ErrGone):
		return "gone"
	}
	return "plain"
}

func TestEachAnswerToAWriteHasItsClassAndSaysWhatToDo(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	l.Connector = l.connect(p.through)
	a := l.account("u0001")
	before := exact(l.entry(l.UserDN("u0001")))
	for code, want := range map[int][2]string{
		goldap.LDAPResultBusy:                     {"throttled", "busy"},
		goldap.LDAPResultUnavailable:              {"throttled", "try again later"},
		goldap.LDAPResultInsufficientAccessRights: {"permanent", "docs/connectors/ldap.md"},
		goldap.LDAPResultUnwillingToPerform:       {"permanent", "see its log"},
		goldap.LDAPResultConstraintViolation:      {"permanent", "a rule of the server"},
		goldap.LDAPResultObjectClassViolation:     {"permanent", "no longer be valid"},
		goldap.LDAPResultUndefinedAttributeType:   {"permanent", "load the overlay"},
		goldap.LDAPResultReferral:                 {"permanent", "name the provider in url"},
		goldap.LDAPResultConfidentialityRequired:  {"permanent", "ldaps://"},
		goldap.LDAPResultNoSuchObject:             {"gone", "u0001"},
		goldap.LDAPResultOther:                    {"plain", "u0001"},
		goldap.LDAPResultOperationsError:          {"plain", "u0001"},
		goldap.LDAPResultTimeLimitExceeded:        {"plain", "u0001"},
	} {
		p.spoil(refusing(code, goldap.ApplicationModifyRequest), nil)
		err := l.try(identity.Suspend, a)
		if got := class(err); got != want[0] {
			t.Errorf("code %d is %s, want %s: %v", code, got, want[0], err)
		}
		says(t, err, want[1], "suspend u0001")
	}
	if after := exact(l.entry(l.UserDN("u0001"))); after != before {
		t.Errorf("refused writes changed\n%s\nto\n%s", before, after)
	}
}

// The write is done, its answer never comes: only looking tells.
func TestALostAnswerIsUnknownAndALookShowsThatItWasDone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	l.Connector = l.connect(p.through)
	a := l.account("u0003") // one group, no shell: one write a verb
	lost := func(verb identity.Verb) {
		t.Helper()
		p.spoil(nil, lostAnswer)
		defer p.spoil(nil, nil)
		if err := l.try(verb, a, a.Entitlements...); class(err) != "plain" {
			t.Errorf("%s: %v is %s, want plain", verb, err, class(err))
		}
	}
	lost(identity.Suspend)
	l.state(a.Ref.Key, identity.Suspended)
	lost(identity.Remove)
	if got := names(l.lookup(a.Ref.Key)); len(got) != 0 {
		t.Errorf("left with %q", got)
	}
	lost(identity.Add)
	if got := names(l.lookup(a.Ref.Key)); len(got) != 1 {
		t.Errorf("holds %q again", got)
	}
	lost(identity.Restore)
	l.state(a.Ref.Key, identity.Enabled)
	l.do(identity.Remove, a, a.Entitlements...)
	lost(identity.Delete)
	if _, err := l.Lookup(t.Context(), a.Ref.Key); !errors.Is(err, connector.ErrGone) {
		t.Errorf("lookup after the deletion: %v", err)
	}
}
