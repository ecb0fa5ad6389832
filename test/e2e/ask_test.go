package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Somebody who types nothing but exeunt init is asked for everything, may be wrong, and is helped on. The password that
// is typed is seen nowhere.
func TestInitAsksOnATerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	address := serveDemo(t, dir, binary+" demo --bare --dir .")
	password, err := os.ReadFile(filepath.Join(dir, "directory.password"))
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.TrimSpace(string(password))
	said := map[string][]string{
		"Which file says who works here":             {"nowhere.csv", ""},
		"such as end=COLUMN":                         {"fin=status", "position=-", ""},
		"Another correction":                         {""},
		"In which time zone":                         {"Paris", "Europe/Paris"},
		"At what time does access end":               {"6pm", "18:00"},
		"Where does the LDAP directory listen":       {"http://" + address, "ldaps://" + address, ""},
		"The file of the authority":                  {"nowhere.crt", "ca.crt", ""},
		"The account that Exeunt uses there":         {"exeunt", "cn=exeunt,ou=services,dc=exeunt,dc=test", ""},
		"Where is the password of":                   {secret, "file:nowhere", "", ""},
		"DIRECTORY_PASSWORD is not set":              {"wrong-" + secret, secret},
		"Under which entry are the accounts":         {"ou=nowhere,dc=exeunt,dc=test", "ou=people,dc=exeunt,dc=test"},
		"Under which entry are the groups":           {""},
		"such as employee=ATTRIBUTE":                 {""},
		"The export of an application":               {"nowhere.csv", "crm-users.csv"},
		"The export of another application":          {""},
		"Who changes accounts in crm, where Exeunt ": {"boss", "it-apps@example.test"},
	}
	done := types(t, dir, binary+" init", func(question string, _ int) string {
		last := question[strings.LastIndex(question, "? "):]
		if at := strings.LastIndex(question, "\n? "); at >= 0 {
			last = question[at:]
		}
		last = strings.Join(strings.Fields(last), " ")
		for asked, answers := range said {
			if strings.Contains(last+" ", asked) && len(answers) > 0 {
				said[asked] = answers[1:]
				return answers[0]
			}
		}
		t.Errorf("nobody expected the question %q", last)
		return "\x04"
	})
	screen := squeeze(done.text())
	if done.code != 0 {
		t.Fatalf("exit %d\n%s", done.code, screen)
	}
	for asked, answers := range said {
		if len(answers) > 0 {
			t.Errorf("%q was not asked often enough: %q is left", asked, answers)
		}
	}
	checkHelped(t, screen)
	settings, err := os.ReadFile(filepath.Join(dir, "exeunt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(settings), secret) || strings.Contains(strings.ReplaceAll(screen, "> "+secret, ""), secret) {
		t.Error("the password is seen")
	}
	for _, line := range []string{"password: env:DIRECTORY_PASSWORD", `ends-at: "18:00"`, "# position:", "start-tls"} {
		if has := strings.Contains(string(settings), line); has != (line != "start-tls") {
			t.Errorf("%q stands in the settings: %v\n%s", line, has, settings)
		}
	}
}

// checkHelped sees that each wrong answer was told what is wrong with it.
func checkHelped(t *testing.T, screen string) {
	t.Helper()
	for _, line := range []string{
		"! nowhere.csv: there is no such file", `! "fin" is none of id, given,`, `! "Paris" is no time zone`, `! "6pm" is no time of day`,
		"! that is no URL of a directory", "nowhere.crt: no such file", `! "exeunt" is no distinguished name`, "! it is written here in clear",
		"file:nowhere", "does not let cn=exeunt,ou=services,dc=exeunt,dc=test in", "! no account can be seen under ou=nowhere",
		`! "boss" is no mail address`, "position", "The password was not kept: put it into DIRECTORY_PASSWORD",
		"✓ directory ldap 501 accounts", `Wrote exeunt.yaml`,
	} {
		if !strings.Contains(screen, line) {
			t.Errorf("it does not say %q:\n%s", line, screen)
		}
	}
}

// Whoever ends the questions has no settings file, half or whole.
func TestInitCanBeLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "hr.csv", "employee_id,last_name,termination_date\nE1,Roux,2020-06-30\nE2,Lind,\n")
	for _, key := range []string{"\x04", "\x03"} { // Ctrl-D, Ctrl-C
		done := types(t, dir, binary+" init", func(_ string, before int) string {
			if before == 0 {
				return "hr.csv"
			}
			return key
		})
		if text := done.text(); done.code != 1 || !strings.Contains(text, "stopped before the end: nothing was written") {
			t.Errorf("%q: exit %d\n%s", key, done.code, text)
		}
	}
	found, err := os.ReadDir(dir)
	if err != nil || len(found) != 1 {
		t.Errorf("%d files are there: %v %v", len(found), found, err)
	}
}
