package config

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

const smallest = "people: [{name: hr, kind: csv, zone: Europe/Paris, path: hr.csv, columns: {id: id, end: end}}]\n" +
	"systems: [{name: dir, kind: ldap, url: 'ldaps://ldap.example.com', bind: 'cn=x', password: 'env:X', people-base: 'dc=example'}]\n"

func TestHoursDefaultToWorkingHoursWhereThePeopleAre(t *testing.T) {
	t.Parallel()
	s, problems := parse("x.yaml", t.TempDir(), []byte(smallest))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	h := s.Windows.Hours
	if len(h.Days) != 5 || h.Days[0].Day() != time.Monday || h.From.String() != "08:00" || h.To.String() != "18:00" || h.Zone.String() != "Europe/Paris" {
		t.Errorf("hours %+v", h)
	}
	if len(h.Verbs) != 1 || h.Verbs[0] != identity.Delete {
		t.Errorf("verbs %v", h.Verbs)
	}
}

func TestAFreezeMustEndAfterItBegins(t *testing.T) {
	t.Parallel()
	_, problems := parse("x.yaml", t.TempDir(), []byte(smallest+"windows:\n  freezes: [{from: 2026-12-24, to: 2026-12-24}]\n"))
	if len(problems) != 1 || problems[0].String() != "x.yaml:4:36: the freeze ends before it begins, and a day after from is expected" {
		t.Errorf("problems: %v", problems)
	}
}
