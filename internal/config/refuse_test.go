package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func refused(text string) []string {
	_, problems := parse("x.yaml", "/etc/exeunt", []byte(text))
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}

// person and system are files with something to add to one entry; what is added begins on line 2.
func person(more string) string {
	return "people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id},\n" + more + "}]\n" +
		"systems: [{name: dir, kind: ldap, url: \"ldaps://h\", people-base: dc=x}]\n"
}

func directoryWith(more string) string {
	return "systems: [{name: dir, kind: ldap, people-base: dc=x,\n" + more + "}]\n" +
		"people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
}

func application(more string) string {
	return "systems: [{name: crm, kind: csv, path: crm.csv, columns: {id: id},\n" + more + "}]\n" +
		"people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
}

func TestABadFileIsRefusedWithItsLineAndColumn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"empty":               {"", `x.yaml: the file is empty, and a settings file with content (run "exeunt init" to write one) is expected`},
		"only a comment":      {"# nothing\n", `x.yaml: the file is empty, and a settings file with content (run "exeunt init" to write one) is expected`},
		"a tab":               {"plan:\n\texpires: 1d\n", `x.yaml:2:1: a tab stands in the indentation, and indentation by spaces is expected`},
		"not YAML":            {"plan: [1, 2\nstore: x\n", `x.yaml:2:1: this is not YAML (',' or ']' must be specified), and valid YAML is expected`},
		"Latin letters":       {"plan: 1\nstore: caf\xe9.db\n", `x.yaml:2:11: a byte is not UTF-8, and a file saved as UTF-8 is expected`},
		"UTF-16":              {"\xff\xfes\x00t\x00", `x.yaml: the file is written in UTF-16, and a file saved as UTF-8 is expected`},
		"a control character": {"store: \x00\n", `x.yaml:1:8: the control character U+0000 stands here, and text is expected`},
		"too large":           {strings.Repeat("#", maxBytes+1), `x.yaml: the file is larger than 512 KiB, and a settings file is expected`},
		"too deep":            {"\nstore: " + strings.Repeat("[", 200), `x.yaml:2: lists and sections stand too deep inside each other, and a settings file is expected`},
		"a word":              {"hello\n", `x.yaml:1:1: the file holds a single value, and a section with store, store-password, ledger, people, systems, correlate, protect, policies, limits, plan, gate, windows, serve, webhooks is expected`},
		"explicit key":        {"  ? plan\n", `x.yaml:1:3: a key is marked with ?, and key: value is expected`},
		"two documents":       {least + "---\nstore: x\n", `x.yaml:3:1: a second document begins here, and one document is expected`},

		"unknown key":       {least + "stor: x.db\n", `x.yaml:3:1: unknown key "stor" in the settings (did you mean "store"?), and one of store, store-password, ledger, people, systems, correlate, protect, policies, limits, plan, gate, windows, serve, webhooks is expected`},
		"unknown deep key":  {least + "plan: {expire: 1d}\n", `x.yaml:3:8: unknown key "expire" in plan (did you mean "expires"?), and one of expires, upcoming, keep is expected`},
		"key like no other": {least + "plan: {colour: 1d}\n", `x.yaml:3:8: unknown key "colour" in plan, and one of expires, upcoming, keep is expected`},
		"duplicate key":     {least + "plan: {expires: 1d,\n  expires: 2d}\n", `x.yaml:4:3: "expires" is written twice in plan, first on line 3, and each key once is expected`},
		"anchor":            {least + "plan: &p {expires: 1d}\n", `x.yaml:3:7: an anchor (&) stands after plan, and the value itself (in quotes when it begins with & or * or !) is expected`},
		"alias":             {least + "store: *p\n", `x.yaml:3:8: an alias (*) stands after store, and the value itself (in quotes when it begins with & or * or !) is expected`},
		"merge key":         {least + "plan: {<<: 1d}\n", `x.yaml:3:8: an alias (*) stands as a key in plan, and a word is expected`},
		"nothing":           {least + "plan:\n", `x.yaml:3:1: nothing is written after plan, and a section with expires, upcoming, keep (or no such key) is expected`},
		"nothing at a key":  {least + "plan: {expires: }\n", `x.yaml:3:8: nothing is written after expires, and a duration such as 14d, 36h or 1h30m, longer than 0 (or no such key) is expected`},
		"list for section":  {least + "plan: [1d]\n", `x.yaml:3:7: a list stands after plan, and a section with expires, upcoming, keep is expected`},

		"store of another kind": {"store: mysql://db/x\n" + least, `x.yaml:1:8: store is neither a path nor the URL of a PostgreSQL database, and a path (absolute, or relative to this file) or a postgres:// URL without a password is expected`},
		"store with password":   {"store: postgres://u:hunter2@db/x\n" + least, `x.yaml:1:8: the URL of the store holds a password in clear (store-password: env:NAME takes a reference), and a path (absolute, or relative to this file) or a postgres:// URL without a password is expected`},
		"password of a file":    {"store: x.db\nstore-password: env:X\n" + least, `x.yaml:2:17: store-password is given for a store that is a file, and a postgres:// URL as the store, or no store-password is expected`},

		"no zone":          {"people: [{name: hr, kind: csv, path: hr.csv, columns: {id: id}}]\n" + least[strings.Index(least, "systems"):], `x.yaml:1:10: zone is missing from people, and an IANA time zone such as Europe/Paris is expected`},
		"unknown zone":     {strings.Replace(least, "UTC", "Paris", 1), `x.yaml:1:38: zone is "Paris", and an IANA time zone such as Europe/Paris is expected`},
		"zone of this PC":  {strings.Replace(least, "UTC", "Local", 1), `x.yaml:1:38: zone is "Local", and an IANA time zone such as Europe/Paris is expected`},
		"no id column":     {strings.Replace(least, "id: id", "given: g", 1), `x.yaml:1:66: id is missing from columns, and a text is expected`},
		"no such clock":    {person(`ends-at: "25:00"`), `x.yaml:2:10: ends-at is "25:00", and a time of day from "00:00" to "24:00" such as "18:00" is expected`},
		"after midnight":   {person(`ends-at: "24:01"`), `x.yaml:2:10: ends-at is "24:01", and a time of day from "00:00" to "24:00" such as "18:00" is expected`},
		"bare number":      {person("grace: 3"), `x.yaml:2:8: grace is "3", and a duration such as 14d, 36h or 1h30m is expected`},
		"bare share":       {person("complete: {max-drop: 10}"), `x.yaml:2:22: max-drop is "10", and a share from 0% to 100% such as 10% is expected`},
		"large share":      {person("complete: {max-drop: 101%}"), `x.yaml:2:22: max-drop is "101%", and a share from 0% to 100% such as 10% is expected`},
		"no people":        {person("complete: {min-people: 0}"), `x.yaml:2:24: min-people is "0", and a whole number of 1 or more is expected`},
		"unknown column":   {strings.Replace(least, "id: id", "id: id, famly: f", 1), `x.yaml:1:75: unknown key "famly" in columns (did you mean "family"?), and one of id, given, family, email, login, start, end, last-day, status, kind, position, department, manager, zone, ends-at, engagement, leave-start, leave-end is expected`},
		"date format":      {person("date-format: dd.mm.yyyy"), `x.yaml:2:14: date-format is "dd.mm.yyyy" (did you mean "dd/mm/yyyy"?), and one of auto, iso, dd/mm/yyyy, mm/dd/yyyy is expected`},
		"word twice":       {person("status-values: {left: [gone, Away], leave: [away]}"), `x.yaml:2:44: "Away" stands under left and under leave, and each word under one of them is expected`},
		"same name":        {strings.Replace(least, "name: dir", "name: HR", 1), `x.yaml:2:18: the name "HR" is taken, on line 1, and another name is expected`},
		"name with slash":  {strings.Replace(least, "name: dir", "name: a/b", 1), `x.yaml:2:18: name is "a/b", and a name of letters, digits, ., - and _, at most 64 is expected`},
		"no systems":       {"systems: []\n" + least[:strings.Index(least, "systems")], `x.yaml:1:10: an empty list stands after systems, and a list of one or more systems is expected`},
		"unknown kind":     {strings.Replace(least, "kind: ldap", "kind: ldpa", 1), `x.yaml:2:29: kind is "ldpa" (did you mean "ldap"?), and one of ldap, ad, postgres, mysql, sql, scim, http, linux, exec, csv, files is expected`},
		"kind of person":   {strings.Replace(least, "kind: csv", "kind: ldap", 1), `x.yaml:1:27: kind is "ldap", and one of csv, files, sql is expected`},
		"other kind's key": {directoryWith(`url: "ldaps://h", delimiter: ","`), `x.yaml:2:19: delimiter is no key of kind ldap (kind csv, files has it), and one of name, kind, complete, due, classify, url, ca, start-tls, insecure, bind, password, people-base, groups-base, filter, suspend-by, groups-by, attributes, kind-values, page-size, concurrency, timeout, owner, rate is expected`},

		"password in clear": {directoryWith(`url: "ldaps://h", bind: cn=x, password: hunter2`), `x.yaml:2:41: password is written here in clear, and a reference to where it is kept (env:NAME, file:PATH or exec:COMMAND) is expected`},
		"bad reference":     {directoryWith(`url: "ldaps://h", bind: cn=x, password: "env:hunter 2"`), `x.yaml:2:41: password begins with env: but names no environment variable, and a reference to where it is kept (env:NAME, file:PATH or exec:COMMAND) is expected`},
		"password as alias": {directoryWith(`url: "ldaps://h", bind: cn=x, password: *hunter2`), `x.yaml:2:41: an alias (*) stands after password, and the value itself (in quotes when it begins with & or * or !) is expected`},
		"bind only":         {directoryWith(`url: "ldaps://h", bind: cn=x`), `x.yaml:2:25: bind is written without a password, and password as a reference to where it is kept (env:NAME, file:PATH or exec:COMMAND) is expected`},
		"password only":     {directoryWith(`url: "ldaps://h", password: env:X`), `x.yaml:2:29: password is written without bind, and bind (the account that the password is of) is expected`},
		"in clear":          {directoryWith(`url: "ldap://h"`), `x.yaml:2:6: url is ldap:// without start-tls: passwords would cross the network in clear, and ldaps:// or start-tls: true is expected`},
		"TLS switched off":  {directoryWith(`url: "ldap://h", start-tls: false`), `x.yaml:2:29: start-tls is off for an ldap:// URL: passwords would cross the network in clear, and start-tls: true or an ldaps:// URL is expected`},
		"TLS twice":         {directoryWith(`url: "ldaps://h", start-tls: true`), `x.yaml:2:30: start-tls is on for an ldaps:// URL, which is encrypted from the start, and ldap://, or no start-tls is expected`},
		"web address":       {directoryWith(`url: "https://h"`), `x.yaml:2:6: url is "https://h", and a URL such as ldaps://ldap.example.com or ldap://ldap.example.com:389 is expected`},
		"yes":               {directoryWith(`url: "ldap://h", start-tls: yes`), `x.yaml:2:29: start-tls is "yes", and true or false is expected`},
		"suspend by magic":  {directoryWith(`url: "ldaps://h", suspend-by: [ppolcy]`), `x.yaml:2:32: suspend-by is "ppolcy" (did you mean "ppolicy"?), and one of ppolicy, nsaccountlock, shell, shadow, end-time is expected`},
		"suspend by none":   {directoryWith(`url: "ldaps://h", suspend-by: []`), `x.yaml:2:31: an empty list stands after suspend-by, and a list of one or more ways to suspend is expected`},
		"suspend twice":     {directoryWith(`url: "ldaps://h", suspend-by: [shell, shell]`), `x.yaml:2:39: shell stands twice in suspend-by, and each of the ways to suspend once is expected`},
		"page of nothing":   {directoryWith(`url: "ldaps://h", page-size: 0`), `x.yaml:2:30: page-size is "0", and a whole number from 1 to 10000 is expected`},
		"half a filter":     {directoryWith(`url: "ldaps://h", filter: "(uid=*))("`), `x.yaml:2:27: filter is "(uid=*))(", and an LDAP filter such as (objectClass=inetOrgPerson) is expected`},
		"no owner":          {application("due: 1d"), `x.yaml:1:11: owner is missing from systems, and a mail address such as it-apps@example.com is expected`},
		"owner by name":     {application("owner: Ada <ada@example.com>"), `x.yaml:2:8: owner is "Ada <ada@example.com>", and a mail address such as it-apps@example.com is expected`},
		"no time":           {application("owner: ada@example.com, due: 0d"), `x.yaml:2:30: due is "0d", and a duration such as 14d, 36h or 1h30m, longer than 0 is expected`},

		"no rules":           {least + "correlate: []\n", `x.yaml:3:12: an empty list stands after correlate, and a list of one or more rules is expected`},
		"rule twice":         {least + "correlate: [{by: email},\n  {by: email}]\n", `x.yaml:4:3: email stands twice in correlate, and each of the rules once is expected`},
		"unknown system":     {least + "protect: {accounts: [{system: dri, login: x}]}\n", `x.yaml:3:31: system is "dri" (did you mean "dir"?), and the name of one of the systems (dir) is expected`},
		"people as a system": {least + "protect: {entitlements: [{system: hr, name: x}]}\n", `x.yaml:3:35: system is "hr", and the name of one of the systems (dir) is expected`},
		"nobody protected":   {least + "protect: {accounts: [{system: dir}]}\n", `x.yaml:3:22: a protected account has no login, and login or key is expected`},
		"protected twice":    {least + "protect: {accounts: [{system: dir, login: x, key: y}]}\n", `x.yaml:3:51: a protected account has a login and a key, and one of the two is expected`},
		"keep none":          {least + "protect: {entitlements: [{system: dir, name: x, keep-at-least: 0}]}\n", `x.yaml:3:64: keep-at-least is "0", and a whole number of 1 or more is expected`},
		"before the end":     {least + "policies: {leaver: {suspend: end-1d}}\n", `x.yaml:3:30: suspend is "end-1d", and end, last-day, one of them with a delay such as end+30d, or never is expected`},
		"deleted first":      {least + "policies: {leaver: {suspend: end+2d, delete: end+1d}}\n", `x.yaml:3:46: delete (end+1d) comes before suspend (end+2d), and a step that comes after suspend is expected`},
		"do nothing":         {least + "policies: {orphan: {do: ignore}}\n", `x.yaml:3:25: do is "ignore", and one of task, report is expected`},
		"limit of an action": {least + "limits: {supsend: {max: 1}}\n", `x.yaml:3:10: unknown key "supsend" in limits (did you mean "suspend"?), and one of suspend, sign-out, remove, release, delete is expected`},
		"limit below zero":   {least + "limits: {suspend: {max: -1}}\n", `x.yaml:3:25: max is "-1", and a whole number of 0 or more is expected`},
		"delete alone":       {least + "gate: {alone: [suspend, delete]}\n", `x.yaml:3:15: delete may run alone and needs two people, and each verb in one of the two lists is expected`},
		"delete by one":      {least + "gate: {two: []}\n", `x.yaml:3:13: delete does not need two people, and delete in the list (it cannot be undone) is expected`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff([]string{c.want}, refused(c.text)); diff != "" {
				t.Errorf("(-want +got):\n%s\nin\n%.400s", diff, c.text)
			}
		})
	}
}

func TestEveryProblemIsSaidAtOnceInTheOrderOfTheFile(t *testing.T) {
	t.Parallel()
	got := refused(`store: exeunt.db
people:
  - nmae: hr
    kind: csv
    path: hr.csv
    zone: Europe/Pariss
    columns: {id: employee_id}
    complete: {max-drop: 10}
systems:
  - name: directory
    kind: ldap
    url: ldap://127.0.0.1
    password: hunter2
    delimiter: ","
  - name: hr
    kind: csv
    path: crm.csv
    columns: {login: username}
protect: {accounts: [{system: direktory, login: breakglass}]}
limits: {suspend: {max: many}}
`)
	want := []string{
		`x.yaml:3:5: unknown key "nmae" in people (did you mean "name"?), and one of name, kind, zone, ends-at, complete, vanished, webhook-secret, grace, prefix, path, encoding, delimiter, date-format, columns, status-values is expected`,
		`x.yaml:6:11: zone is "Europe/Pariss", and an IANA time zone such as Europe/Paris is expected`,
		`x.yaml:8:26: max-drop is "10", and a share from 0% to 100% such as 10% is expected`,
		`x.yaml:10:5: people-base is missing from systems, and a distinguished name such as ou=people,dc=example,dc=com is expected`,
		`x.yaml:12:10: url is ldap:// without start-tls: passwords would cross the network in clear, and ldaps:// or start-tls: true is expected`,
		`x.yaml:13:15: password is written here in clear, and a reference to where it is kept (env:NAME, file:PATH or exec:COMMAND) is expected`,
		`x.yaml:13:15: password is written without bind, and bind (the account that the password is of) is expected`,
		`x.yaml:14:5: delimiter is no key of kind ldap (kind csv, files has it), and one of name, kind, complete, due, classify, url, ca, start-tls, insecure, bind, password, people-base, groups-base, filter, suspend-by, groups-by, attributes, kind-values, page-size, concurrency, timeout, owner, rate is expected`,
		`x.yaml:15:5: owner is missing from systems, and a mail address such as it-apps@example.com is expected`,
		`x.yaml:15:11: the name "hr" is taken, on line 3, and another name is expected`,
		`x.yaml:18:14: id is missing from columns, and a text is expected`,
		`x.yaml:19:31: system is "direktory" (did you mean "directory"?), and the name of one of the systems (directory) is expected`,
		`x.yaml:20:25: max is "many", and a whole number of 0 or more is expected`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNoProblemShowsASecret(t *testing.T) {
	t.Parallel()
	const secret = "Hunter2"
	for _, text := range []string{
		directoryWith(`url: "ldaps://h", bind: cn=x, password: Hunter2`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: "env:Hunter2!"`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: "exec:'Hunter2"`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: *Hunter2`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: &Hunter2 x`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: !Hunter2`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: !Hunter2 x`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: [Hunter2]`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: {a: Hunter2}`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: "Hunter2`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: @Hunter2`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: %Hunter2`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: "\Hunter2"`),
		directoryWith(`url: "ldaps://h", bind: cn=x, password: a: Hunter2`),
		directoryWith(`url: "ldaps://u:Hunter2@h"`),
		directoryWith(`url: "ldaps://u:x/Hunter2@h"`),
		directoryWith(`url: "u:Hunter2@h"`),
		directoryWith(`url: "ldaps://h", bind: cn=x, pasword: Hunter2`),
		"store-password: Hunter2\nstore: postgres://db/x\n" + least,
		"store: postgres://u:Hunter2@db/x\n" + least,
		"store: postgres://u:Hunter2%zz@db/x\n" + least,
		"store: postgres://u@db/x?password=Hunter2\n" + least,
		"store: host=db password=Hunter2\n" + least,
	} {
		lines := refused(text)
		if len(lines) == 0 {
			t.Errorf("accepted:\n%s", text)
		}
		if strings.Contains(strings.Join(lines, "\n"), secret) {
			t.Errorf("the secret is shown:\n%s", strings.Join(lines, "\n"))
		}
	}
}

func TestAnotherFileThanSettingsIsNotALongStory(t *testing.T) {
	t.Parallel()
	_, problems := parse("x.yaml", "/etc/exeunt", []byte(strings.Repeat("\x7fELF\n", 5000)))
	lines := strings.Split((&InvalidError{Problems: problems}).Error(), "\n")
	if len(problems) != 5000 || len(lines) != 201 || lines[200] != "x.yaml: 4800 more problems" {
		t.Errorf("%d problems in %d lines, the last %q", len(problems), len(lines), lines[len(lines)-1])
	}
}
