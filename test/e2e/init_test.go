package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Somebody with an HR file and a real directory of a thousand entries lets init write the settings, and uses them as
// they are: those who have left are suspended, nobody else is touched.
func TestInitWritesSettingsThatWorkOnARealDirectory(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 1000, every(20, 37))
	if err := os.Remove(filepath.Join(c.dir, "exeunt.yaml")); err != nil {
		t.Fatal(err)
	}
	before := c.entries(t)
	said := string(want(t, 0, c.dir, c.init()...).stdout)
	for _, line := range []string{
		"people-base ou=people,dc=exeunt,dc=test", "groups-base ou=groups,dc=exeunt,dc=test", "key entryUUID sure", "login uid sure",
		"email mail sure", "employee employeeNumber sure", "protect breakglass", "protect admins",
		"suspend-by ppolicy", "suspend-by shell", "suspend-by shadow",
		"✓ hr csv 1,000 people, 20 have left", "✓ directory ldap 1,001 accounts, 1,001 open: 1,000 of people, 1 of nobody known",
	} {
		if !strings.Contains(squeeze(said), line) {
			t.Errorf("init does not say %q:\n%s", line, said)
		}
	}
	c.checkPrivate(t)
	if c.writes(t) != 0 {
		t.Error("init wrote to the directory")
	}
	want(t, 0, c.dir, "check")

	p := want(t, 3, c.dir, "plan", "--json").plan(t)
	counts := map[string]int{}
	for _, a := range p.Actions {
		counts[a.Verb]++
	}
	if diff := cmp.Diff(map[string]int{"suspend": 20, "remove": 20}, counts); diff != "" {
		t.Fatalf("actions (-want +got):\n%s", diff)
	}
	want(t, 0, c.dir, "apply", p.ID, "--yes")
	c.checkClosed(t, before)
	want(t, 0, c.dir, "plan")
}

// init is what is typed to let init look at the company.
func (c *company) init() []string {
	return []string{"init", "--people", "hr.csv", "--ldap", c.server.URLTLS, "--ca", c.server.CA, "--bind", c.server.ServiceDN}
}

// squeeze makes one blank of several.
func squeeze(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return strings.Join(lines, "\n")
}

// checkPrivate sees that the settings hold no password and nothing of a person.
func (c *company) checkPrivate(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(c.dir, "exeunt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	settings := string(data)
	if strings.Contains(settings, c.server.ServicePassword) {
		t.Error("the password stands in the settings")
	}
	header := true
	for line := range strings.Lines(c.feed()) {
		for cell := range strings.SplitSeq(strings.TrimSpace(line), ",") {
			common := []string{"", "active", "terminated", "employee", "Clerk", "Office", "User", "Europe/Paris"}
			if !header && !slices.Contains(common, cell) && strings.Contains(settings, cell) {
				t.Errorf("%q of the HR file stands in the settings", cell)
			}
		}
		header = false
	}
}

// What keeps init out of the directory is told with what to do about it, and nothing is written.
func TestInitIsRefusedByARealDirectory(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 50, nil)
	if err := os.Remove(filepath.Join(c.dir, "exeunt.yaml")); err != nil {
		t.Fatal(err)
	}
	write(t, c.dir, "wrong.password", "not-it\n")
	for name, tried := range map[string]struct {
		args []string
		says string
	}{
		"wrong password":       {append(c.init(), "--password", "file:wrong.password"), "does not let cn=exeunt"},
		"unknown authority":    {[]string{"init", "--people", "hr.csv", "--ldap", c.server.URLTLS, "--bind", c.server.ServiceDN}, "certificate"},
		"no such people base":  {append(c.init(), "--people-base", "ou=nowhere,"+c.server.BaseDN), "no account can be seen under ou=nowhere"},
		"a key nobody has":     {append(c.init(), "--set", "directory.attributes.employee=badgeNumber"), "no entry that was looked at has the attribute \"badgeNumber\""},
		"no way of suspending": {append(c.init(), "--set", "directory.suspend-by=magic"), "\"magic\" is none of ppolicy, nsaccountlock, shell, shadow, end-time"},
	} {
		r := exeunt(t, c.dir, tried.args...)
		if r.code == 0 || !strings.Contains(r.stderr, tried.says) || strings.Contains(r.stderr, "not-it") {
			t.Errorf("%s: exit %d, and it says: %s", name, r.code, r.stderr)
		}
		if _, err := os.Stat(filepath.Join(c.dir, "exeunt.yaml")); err == nil {
			t.Errorf("%s: the settings were written", name)
		}
	}
}
