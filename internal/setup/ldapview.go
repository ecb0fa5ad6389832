package setup

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/directory"
)

// part shows how the directory is going to be read.
func (d *ldap) part() Part {
	p := Part{Title: ldapName, About: strings.TrimSuffix(d.URL+", "+cmp.Or(d.product, "a directory that does not say its name")+", "+some(d.sample.Entries, "entry", "entries")+" looked at", ", ")}
	p.Rows = append(p.Rows, Row{What: "people-base", Where: d.PeopleBase}, Row{What: "groups-base", Where: cmp.Or(d.GroupsBase, "none: groups are not touched")})
	for i := range d.attributes {
		if d.attributes[i].Column != nil {
			p.Rows = append(p.Rows, d.row(&d.attributes[i]))
		}
	}
	for _, m := range d.methods {
		p.Rows = append(p.Rows, Row{What: "suspend-by", Where: string(m.By), Why: m.Why})
	}
	for _, login := range d.emergency {
		p.Rows = append(p.Rows, Row{What: "protect", Where: login, Why: "it looks like an account for emergencies: never touched"})
	}
	for _, g := range d.admins {
		p.Rows = append(p.Rows, Row{What: "protect", Where: g.Name, Why: keepWhy(g)})
	}
	p.Notes = d.notes()
	return p
}

func (d *ldap) row(a *directory.Attribute) Row {
	return Row{What: string(a.What), Where: a.Column.Name, Samples: samples(a.Column), Sure: a.Sure, Why: a.Why}
}

func keepWhy(g directory.Group) string {
	return fmt.Sprintf("it has %s: at least %d always %s", some(g.Members, "member", "members"), g.Keep, map[bool]string{true: "stays", false: "stay"}[g.Keep == 1])
}

func (d *ldap) notes() (notes []Note) {
	var lost []string
	for i := range d.attributes {
		if d.attributes[i].Column == nil {
			lost = append(lost, string(d.attributes[i].What))
		}
	}
	if len(lost) > 0 {
		notes = append(notes, Note{"Not found: " + strings.Join(lost, ", "), false})
	}
	if d.doubt != "" {
		notes = append(notes, Note{d.doubt, true})
	}
	if d.product == directory.ActiveDirectory {
		notes = append(notes, Note{"this is Active Directory: kind ldap reads it, and cannot suspend there", true})
	}
	if d.attribute(config.AttributeEmployee) == nil {
		notes = append(notes, Note{"no attribute holds the number of the person: accounts are linked by mail and login alone", true})
	}
	return notes
}
