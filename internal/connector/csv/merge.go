package csv

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// merge makes one person of the lines that speak of it. The lines are sorted first, so that their order in the file
// does not matter; what belongs to the person is taken from the newest engagement that says it.
func (r *personReader) merge(rows []posting) identity.Person {
	slices.SortStableFunc(rows, comparePostings)
	p := identity.Person{
		ID: identity.PersonID(r.texts.keep(r.cfg.Prefix, rows[0].id)), Source: r.cfg.Name, Zone: r.cfg.Zone, EndsAt: r.cfg.EndsAt,
		Engagements: r.room(len(rows)),
	}
	var given, family, email, login, manager string
	for i := range rows {
		row := &rows[i]
		given, family = cmp.Or(row.given, given), cmp.Or(row.family, family)
		email, login, manager = cmp.Or(row.email, email), cmp.Or(row.login, login), cmp.Or(row.manager, manager)
		p.Zone, p.EndsAt = cmp.Or(row.zone, p.Zone), cmp.Or(row.endsAt, p.EndsAt)
		p.Engagements[i] = r.keep(&row.engagement)
		if !row.leave.Start.IsZero() && !slices.Contains(p.Leaves, row.leave) {
			p.Leaves = append(p.Leaves, row.leave)
		}
	}
	p.Given, p.Family = r.texts.keep(given), r.texts.keep(family)
	p.Email, p.Login = r.texts.keep(email), r.texts.keep(login)
	if manager != "" {
		p.Manager = identity.PersonID(r.texts.keep(r.cfg.Prefix, manager))
	}
	return p
}

// keep returns the engagement with texts of its own.
func (r *personReader) keep(e *identity.Engagement) identity.Engagement {
	kept := *e
	kept.ID = r.texts.keep(e.ID)
	kept.Kind, kept.Position, kept.Department = r.common.keep(e.Kind), r.common.keep(e.Position), r.common.keep(e.Department)
	return kept
}

// room returns a place for n engagements. It is cut from a larger one, and never used twice: whoever keeps a person
// keeps them too.
func (r *personReader) room(n int) []identity.Engagement {
	if len(r.engagements) < n {
		r.engagements = make([]identity.Engagement, max(n, batchSize))
	}
	room := r.engagements[:n:n]
	r.engagements = r.engagements[n:]
	return room
}

func comparePostings(a, b posting) int {
	return cmp.Or(
		compareWhen(a.engagement.Start, b.engagement.Start),
		compareEnd(a.engagement.End, b.engagement.End),
		strings.Compare(a.engagement.ID, b.engagement.ID),
	)
}

// compareEnd puts what has no end last.
func compareEnd(a, b identity.When) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return compareWhen(a, b)
}

func compareWhen(a, b identity.When) int {
	return cmp.Or(
		cmp.Compare(a.Date.Year, b.Date.Year), cmp.Compare(a.Date.Month, b.Date.Month), cmp.Compare(a.Date.Day, b.Date.Day),
		cmp.Compare(a.Clock.Minutes(), b.Clock.Minutes()), strings.Compare(a.String(), b.String()),
	)
}

// sameInAll are the cells in which all lines of one person must agree, where they say something.
var sameInAll = []int{personGiven, personFamily, personEmail, personLogin}

// agree reports where the lines of one person contradict each other.
func (r *roster) agree(head int32) {
	var first [personCells]string
	var said [personCells]int32
	for at := head; ; at = r.lines[at].next {
		r.split(at)
		for _, cell := range sameInAll {
			value := r.cells[cell]
			switch {
			case value == "":
			case said[cell] == 0:
				first[cell], said[cell] = value, r.lines[at].number
			case !strings.EqualFold(first[cell], value):
				r.sheet.report(int(r.lines[at].number), cell, &table.Problem{
					Value: value,
					What:  fmt.Sprintf("is said of %q, and line %d says %q", r.cells[personID], said[cell], first[cell]),
					Todo:  "correct one of the two, or give one of the two people another id",
				})
			}
		}
		if r.lines[at].next == 0 {
			return
		}
	}
}
