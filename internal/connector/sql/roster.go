package sql

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// personColumns are the names that the columns of people can have.
var personColumns = []string{
	"id", "given", "family", "email", "login", "manager", "start", "end", "last-day", "status", "kind", "position", "department",
	"zone", "ends-at", "engagement", "leave-start", "leave-end",
}

// roster gathers the rows of people, of whom each can have several: one for each engagement.
type roster struct {
	cfg    *PeopleConfig
	status vocabulary[identity.Status]
	zones  map[string]*time.Location
	order  []string
	byID   map[string][]posting
}

// posting is what one row says: a person with one engagement, and perhaps a leave.
type posting struct {
	row                                  int
	given, family, email, login, manager string
	zone                                 *time.Location // nil: the row names none
	endsAt                               identity.Clock // zero: the row names none
	engagement                           identity.Engagement
	leave                                identity.Leave
}

func newRoster(cfg *PeopleConfig, status vocabulary[identity.Status]) *roster {
	return &roster{cfg: cfg, status: status, zones: map[string]*time.Location{}, byID: map[string][]posting{}}
}

func (r *roster) take(row *record) error {
	id := row.cell("id")
	if id == "" || strings.ContainsFunc(id, unicode.IsControl) {
		return row.wrong("id", id, "is no id: every row needs one")
	}
	p, err := r.posting(row)
	if err != nil {
		return err
	}
	others, known := r.byID[id]
	if !known {
		r.order = append(r.order, id)
	}
	for i := range others {
		if err := p.agrees(row, &others[i]); err != nil {
			return err
		}
	}
	r.byID[id] = append(others, p)
	return nil
}

// agrees refuses two rows that cannot be of one person, or that are the same engagement.
func (p *posting) agrees(row *record, other *posting) error {
	if p.engagement.ID == other.engagement.ID {
		return row.wrong("id", row.cell("id"), fmt.Sprintf("stands in row %d too: several engagements of one person need a number each, in a column engagement", other.row))
	}
	for _, c := range []struct{ column, is, was string }{
		{"given", p.given, other.given},
		{"family", p.family, other.family},
		{"email", p.email, other.email},
		{"login", p.login, other.login},
	} {
		if c.is != "" && c.was != "" && !strings.EqualFold(c.is, c.was) {
			return row.wrong(c.column, c.is, fmt.Sprintf("is said of %s, and row %d says %q", row.cell("id"), other.row, c.was))
		}
	}
	return nil
}

func (r *roster) posting(row *record) (p posting, err error) {
	p = posting{
		row: row.number, given: row.cell("given"), family: row.cell("family"), email: row.cell("email"), login: row.cell("login"), manager: row.cell("manager"),
		engagement: identity.Engagement{ID: row.cell("engagement"), Kind: row.cell("kind"), Position: row.cell("position"), Department: row.cell("department")},
	}
	if p.engagement.Status, err = mean(r.status, row, "status", "status-values", identity.StatusWorking); err != nil {
		return p, err
	}
	for _, d := range []struct {
		column string
		begins bool
		into   *identity.When
	}{
		{"start", true, &p.engagement.Start},
		{"end", false, &p.engagement.End},
		{"last-day", false, &p.engagement.LastDay},
		{"leave-start", true, &p.leave.Start},
		{"leave-end", false, &p.leave.End},
	} {
		if *d.into, err = row.when(d.column, d.begins); err != nil {
			return p, err
		}
	}
	if p.leave.Start.IsZero() && row.cell("leave-end") != "" {
		return p, row.wrong("leave-end", row.cell("leave-end"), "ends a leave that has no first day")
	}
	if p.zone, err = r.zone(row); err != nil {
		return p, err
	}
	p.endsAt, err = endsAt(row)
	return p, err
}

func (r *roster) zone(row *record) (*time.Location, error) {
	name := row.cell("zone")
	if zone, seen := r.zones[name]; seen || name == "" {
		return zone, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || strings.EqualFold(name, "local") {
		return nil, row.wrong("zone", name, "is no time zone: an IANA name such as Europe/Paris is expected")
	}
	r.zones[name] = zone
	return zone, nil
}

// endsAt reads a time of day. Midnight is refused: it could be meant for the beginning or the end of the last day.
func endsAt(row *record) (identity.Clock, error) {
	text := row.cell("ends-at")
	if text == "" {
		return identity.Clock{}, nil
	}
	short, _, _ := strings.Cut(text, ".")
	if strings.Count(short, ":") == 2 {
		short = strings.TrimSuffix(short, ":00")
	}
	clock, err := identity.ParseClock(short)
	if err != nil || clock == identity.StartOfDay {
		return clock, row.wrong("ends-at", text, "is no time at which a day can end, such as 17:30 or 24:00")
	}
	return clock, nil
}

// people makes a person of the rows of each id, in the order in which the ids came.
func (r *roster) people() []identity.Person {
	all := make([]identity.Person, 0, len(r.order))
	for _, id := range r.order {
		all = append(all, r.person(id, r.byID[id]))
	}
	return all
}

// person takes what belongs to the person from the newest engagement that says it.
func (r *roster) person(id string, rows []posting) identity.Person {
	slices.SortStableFunc(rows, func(a, b posting) int {
		return cmp.Or(compareStart(a.engagement.Start, b.engagement.Start), strings.Compare(a.engagement.ID, b.engagement.ID))
	})
	p := identity.Person{ID: identity.PersonID(r.cfg.Prefix + id), Source: r.cfg.Name, Zone: r.cfg.Zone, EndsAt: r.cfg.EndsAt}
	for _, row := range rows {
		p.Given, p.Family = cmp.Or(row.given, p.Given), cmp.Or(row.family, p.Family)
		p.Email, p.Login = cmp.Or(row.email, p.Email), cmp.Or(row.login, p.Login)
		p.Zone, p.EndsAt = cmp.Or(row.zone, p.Zone), cmp.Or(row.endsAt, p.EndsAt)
		if row.manager != "" {
			p.Manager = identity.PersonID(r.cfg.Prefix + row.manager)
		}
		p.Engagements = append(p.Engagements, row.engagement)
		if !row.leave.Start.IsZero() && !slices.Contains(p.Leaves, row.leave) {
			p.Leaves = append(p.Leaves, row.leave)
		}
	}
	return p
}

func compareStart(a, b identity.When) int {
	return cmp.Or(
		cmp.Compare(a.Date.Year, b.Date.Year), cmp.Compare(a.Date.Month, b.Date.Month), cmp.Compare(a.Date.Day, b.Date.Day),
		cmp.Compare(a.Clock.Minutes(), b.Clock.Minutes()), strings.Compare(a.String(), b.String()),
	)
}
