package setup

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// text writes the directory.
func (d *ldap) text(l *lines, from *draft) {
	says := func(name string) string { return doc("systems", config.LDAP, name) }
	l.put(2, "- name: "+ldapName, says("name"))
	l.put(4, "kind: ldap", "")
	l.put(4, "url: "+scalar(d.URL), says("url"))
	if d.StartTLS {
		l.put(4, "start-tls: true", says("start-tls"))
	}
	if d.CA != "" {
		l.put(4, "ca: "+scalar(from.relative(d.CA)), says("ca"))
	}
	l.put(4, "bind: "+scalar(d.Bind), says("bind"))
	l.put(4, "password: "+scalar(d.reference), says("password"))
	l.put(4, "people-base: "+scalar(d.PeopleBase), says("people-base"))
	if d.GroupsBase != "" {
		l.put(4, "groups-base: "+scalar(d.GroupsBase), says("groups-base"))
	} else {
		l.hint(4, key("systems", config.LDAP, "groups-base"))
	}
	d.suspendText(l)
	d.attributesText(l)
	complete(l, "min-accounts", d.seen, d.emergency...)
	l.hint(4, key("systems", config.LDAP, "filter"))
}

// suspendText writes what a suspension is there, and why.
func (d *ldap) suspendText(l *lines) {
	var by []string
	for _, m := range d.methods {
		by = append(by, string(m.By))
	}
	says := doc("systems", config.LDAP, "suspend-by")
	if d.doubt != "" {
		says = checkThis + d.doubt + ". " + says
	}
	l.put(4, "suspend-by: "+flow(by), says)
	for _, m := range d.methods {
		if m.Why != "" {
			l.say(6, fmt.Sprintf("%s: %s", m.By, m.Why))
		}
	}
}

// attributesText writes which attribute holds what, and shows what has none.
func (d *ldap) attributesText(l *lines) {
	const section = "systems.attributes"
	l.put(4, "attributes:", "which attribute of an entry holds what")
	for i := range d.attributes {
		a := &d.attributes[i]
		says := doc(section, config.LDAP, string(a.What))
		if a.Column == nil {
			continue
		}
		switch a.Sure {
		case Guessed:
			says = checkThis + "seen in " + a.Why + ". " + says
		case Sure, Likely:
			says += " Seen in " + a.Why + "."
		case Said:
		}
		l.put(6, string(a.What)+": "+scalar(a.Column.Name), says)
	}
	for i := range d.attributes {
		if a := &d.attributes[i]; a.Column == nil {
			l.hint(6, key(section, config.LDAP, string(a.What)))
		}
	}
}
