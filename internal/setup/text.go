package setup

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// yaml returns the settings file. Schema is the path of the JSON Schema beside it, or empty.
func (d *draft) yaml(schema string) *lines {
	var l lines
	d.rest(&l) // first, because the head says how much is to be checked
	body, checks := l.text.String(), l.checks
	l = lines{checks: checks}
	d.head(&l, schema)
	l.text.WriteString(body)
	return &l
}

// head says what the file is, and how to go on.
func (d *draft) head(l *lines, schema string) {
	if schema != "" {
		l.text.WriteString("# yaml-language-server: $schema=" + filepath.ToSlash(filepath.Base(schema)) + "\n")
	}
	l.say(0, "The settings of Exeunt, as `exeunt init` wrote them on "+d.written.Format("2006-01-02")+". They are yours to change.")
	switch l.checks {
	case 0:
	case 1:
		l.say(0, `One place says "check this": it was guessed, or nobody said it.`)
	default:
		l.say(0, fmt.Sprintf(`%d places say "check this": they were guessed, or nobody said them.`, l.checks))
	}
	l.say(0, "Paths are seen from this file. A key that is not known is an error: `exeunt check` tells, and reads everything once.")
	l.say(0, "What begins with # is not set; where it shows a key, it can be.")
	l.blank()
}

func (d *draft) rest(l *lines) {
	l.put(0, "store: "+scalar(d.store), doc("", "", "store"))
	l.blank()
	d.peopleText(l)
	l.blank()
	l.say(0, doc("", "", "systems"))
	l.put(0, "systems:", "")
	if d.ldap != nil {
		d.ldap.text(l, d)
	}
	for i := range d.apps {
		d.apps[i].text(l)
	}
	l.blank()
	l.say(0, doc("", "", "correlate"))
	l.put(0, "correlate:", "")
	for _, by := range []config.RuleKey{config.RuleEmployee, config.RuleEmail, config.RuleLogin} {
		l.put(2, "- by: "+string(by), "")
	}
	l.put(2, "- by: "+string(config.RuleName), "scored, and never acted on without a human's confirmation")
	l.blank()
	d.protectText(l)
	l.blank()
	policiesText(l)
}

// peopleText writes who works here.
func (d *draft) peopleText(l *lines) {
	l.say(0, doc("", "", "people"))
	l.put(0, "people:", "")
	sh := d.people
	sh.begin(l)
	remark := doc("people", config.CSV, "zone")
	if d.assumed.zone {
		remark = checkThis + "the most frequent zone of the file. " + remark
	}
	l.put(4, "zone: "+scalar(d.zone), remark)
	remark = doc("people", config.CSV, "ends-at")
	if d.assumed.endsAt {
		remark = checkThis + "nobody said it. " + remark
	}
	l.put(4, "ends-at: "+quoted(d.endsAt), remark)
	sh.columnsText(l)
	sh.wordsText(l)
	complete(l, "min-people", sh.records())
	l.hint(4, key("people", config.CSV, "grace"))
}

// complete writes what a reading must hold to be believed: half of what was seen, which no company loses in a day.
func complete(l *lines, least string, seen int, canaries ...string) {
	section := "systems.complete"
	if least == "min-people" {
		section = "people.complete"
	}
	l.put(4, "complete:", "what a reading must hold to be believed; on one that holds less, nothing is decided")
	l.put(6, fmt.Sprintf("%s: %d", least, max(1, seen/2)), fmt.Sprintf("half of the %s that init saw. %s", count(seen), doc(section, "", least)))
	l.put(6, "max-drop: "+key(section, "", "max-drop").Default, doc(section, "", "max-drop"))
	if len(canaries) > 0 {
		l.put(6, "canaries: "+flow(canaries), doc(section, "", "canaries"))
	}
}

// protectText writes what is never touched.
func (d *draft) protectText(l *lines) {
	l.say(0, doc("", "", "protect"))
	var accounts, rights [][2]string
	emergency := func(system string, logins []string) {
		for _, login := range logins {
			accounts = append(accounts, [2]string{"{system: " + item(system) + ", login: " + item(login) + "}", checkThis + "its name sounds like an account for emergencies"})
		}
	}
	if d.ldap != nil {
		emergency(ldapName, d.ldap.emergency)
		for _, g := range d.ldap.admins {
			rights = append(rights, [2]string{
				fmt.Sprintf("{system: %s, name: %s, keep-at-least: %d}", ldapName, item(g.Name), g.Keep), checkThis + "its name sounds like administrators; " + keepWhy(g),
			})
		}
	}
	for i := range d.apps {
		emergency(d.apps[i].name, d.apps[i].emergency)
	}
	if len(accounts)+len(rights) == 0 {
		l.put(0, "# protect:", checkThis+"nothing was found that sounds like an account for emergencies")
		l.put(0, "#   accounts: [{system: "+d.systems()[0]+", login: breakglass}]", "")
		return
	}
	l.put(0, "protect:", "")
	protected(l, "accounts", accounts)
	protected(l, "entitlements", rights)
}

func protected(l *lines, name string, entries [][2]string) {
	if len(entries) == 0 {
		return
	}
	l.put(2, name+":", doc("protect", "", name))
	for _, e := range entries {
		l.put(4, "- "+e[0], e[1])
	}
}

// policiesText writes what is done, when, and how much of it: what holds when nothing is said.
func policiesText(l *lines) {
	l.say(0, doc("", "", "policies"))
	l.put(0, "policies:", "")
	for _, k := range config.Doc("policies", "") {
		l.put(2, k.Name+": "+usual(k.Keys), k.Doc)
	}
	l.blank()
	l.say(0, doc("", "", "limits"))
	l.put(0, "limits:", "")
	for _, k := range config.Doc("limits", "") {
		if what := usual(k.Keys); what != "{}" {
			l.put(2, k.Name+": "+what, k.Doc)
		}
	}
	l.blank()
	l.say(0, doc("", "", "gate"))
	l.put(0, "# gate: "+usual(config.Doc("gate", "")), "")
}

// usual writes a section on one line as it is when nothing is said.
func usual(keys []config.Key) string {
	var pairs []string
	for _, k := range keys {
		if k.Default != "" {
			pairs = append(pairs, k.Name+": "+k.Default)
		}
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}
