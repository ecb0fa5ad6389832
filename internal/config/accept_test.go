package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// least is the least that a settings file holds: two lines, so that what a test adds begins on line 3.
const least = `people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]
systems: [{name: dir, kind: ldap, url: "ldaps://ldap.example.com", people-base: "dc=example"}]
`

func accepted(t *testing.T, text string) *Settings {
	t.Helper()
	s, problems := parse("exeunt.yaml", "/etc/exeunt", []byte(text))
	if len(problems) > 0 {
		t.Fatalf("refused:\n%v", (&InvalidError{Problems: problems}).Error())
	}
	return s
}

func TestTheLeastFileHasEveryDefault(t *testing.T) {
	t.Parallel()
	s := accepted(t, least)
	if diff := cmp.Diff(defaultPolicies(), s.Policies); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(defaultLimits(), s.Limits); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
	if len(s.Correlate) != 4 || s.Store != "/etc/exeunt/exeunt.db" || s.People[0].EndsAt != identity.EndOfDay {
		t.Errorf("correlate %v, store %s, ends at %s", s.Correlate, s.Store, s.People[0].EndsAt)
	}
	if d, ok := s.System("dir"); !ok || len(d.LDAP.SuspendBy) != 1 || d.LDAP.SuspendBy[0] != ByPPolicy {
		t.Errorf("suspend by %v", d.LDAP.SuspendBy)
	}
}

func TestALimitThatIsNotWrittenIsTheOneOfSuspend(t *testing.T) {
	t.Parallel()
	s := accepted(t, least+"limits: {suspend: {max: 7, per-day: 1.5%}, release: {share: 100%}, delete: {max: 0}}")
	suspend := Limit{Max: 7, Share: 1000, PerDay: 150, PerWeek: All, Small: 10}
	release := suspend
	release.Share = All
	want := map[identity.Verb]Limit{
		identity.Suspend: suspend, identity.SignOut: suspend, identity.Remove: suspend, identity.Release: release,
		identity.Delete: {Max: 0, Share: 200, PerDay: All, PerWeek: All},
	}
	if diff := cmp.Diff(want, s.Limits); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}

func TestAStepThatIsNotWrittenKeepsItsDefault(t *testing.T) {
	t.Parallel()
	s := accepted(t, least+"policies: {leaver: {suspend: last-day+12h, delete: never}}")
	for verb, want := range map[identity.Verb]string{
		identity.Suspend: "last-day+12h", identity.SignOut: "end", identity.Release: "end+30d", identity.Delete: "never",
	} {
		if got := s.Policies.Leaver[verb].String(); got != want {
			t.Errorf("%s: got %s, want %s", verb, got, want)
		}
	}
}

func TestAWordOfTheFileIsTakenFromTheOtherDefaults(t *testing.T) {
	t.Parallel()
	s := accepted(t, `
people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}, status-values: {leave: [Inactive, 1]}}]
systems: [{name: dir, kind: ldap, url: "ldaps://ldap.example.com", people-base: "dc=example"}]
`)
	words := s.People[0].CSV.StatusValues
	if diff := cmp.Diff([]string{"Inactive", "1"}, words[identity.StatusLeave]); diff != "" {
		t.Errorf("leave (-want +got):\n%s", diff)
	}
	for _, status := range []identity.Status{identity.StatusLeft, identity.StatusWorking} {
		for _, w := range words[status] {
			if w == "inactive" || w == "1" {
				t.Errorf("%s is still %q", status, w)
			}
		}
	}
}

func TestDefaultWordsHaveOneMeaning(t *testing.T) {
	t.Parallel()
	meanings := map[string]string{}
	for meaning, words := range defaultOf(t, &personStatus) {
		for _, w := range words {
			if other, taken := meanings[w]; taken {
				t.Errorf("%q means %s and %s", w, meaning, other)
			}
			meanings[w] = string(meaning)
		}
	}
}

func TestAStoreCanBeADatabase(t *testing.T) {
	t.Parallel()
	s := accepted(t, "store: postgres://exeunt@db.example.com/exeunt?sslmode=verify-full\nstore-password: file:db.pass\n"+least)
	if !s.OnPostgres() || s.StorePassword.IsZero() || s.LedgerKey != "/etc/exeunt/exeunt.key" {
		t.Errorf("on PostgreSQL %t, key %s", s.OnPostgres(), s.LedgerKey)
	}
}

func TestALineBreakOfWindowsAndAByteOrderMarkDoNotMatter(t *testing.T) {
	t.Parallel()
	s := accepted(t, "\ufeffstore: a.db\r\n"+least)
	if s.Store != "/etc/exeunt/a.db" {
		t.Errorf("store %q", s.Store)
	}
}

func TestStartTLSIsEnoughForAnLDAPURL(t *testing.T) {
	t.Parallel()
	s := accepted(t, `
people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}, ends-at: 24:00, delimiter: ";"}]
systems:
  - {name: a, kind: ldap, url: "ldap://ldap.example.com/", start-tls: true, people-base: "dc=example"}
  - {name: b, kind: ldap, url: "ldap://[::1]:389", insecure: true, people-base: "dc=example"}
`)
	if s.Systems[0].LDAP.URL != "ldap://ldap.example.com" || !s.Systems[0].LDAP.StartTLS || !s.Systems[1].LDAP.Insecure {
		t.Errorf("%+v", s.Systems)
	}
	if f := s.People[0].CSV.CSVFile; f.Delimiter.Rune() != ';' {
		t.Errorf("delimiter %q", f.Delimiter)
	}
}
