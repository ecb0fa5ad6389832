package csv

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// personReader turns cells into what they say of a person, for one reading. A problem is reported to the sheet.
type personReader struct {
	cfg      *PeopleConfig
	sheet    *sheet
	calendar *calendar
	status   wordReader[identity.Status]
	zones    map[string]*time.Location // by the cell; nil: there is no such zone
	clocks   map[string]identity.Clock // by the cell; zero: it is none
	texts    arena
	common   pool

	engagements []identity.Engagement // room for those of the next people
}

func (p *People) reader(ctx context.Context, s *sheet) personReader {
	return personReader{
		cfg: &p.cfg, sheet: s, calendar: newCalendar(ctx, &s.from, p.names, personDates),
		status: p.status.reader(), zones: make(map[string]*time.Location), clocks: make(map[string]identity.Clock), common: make(pool),
	}
}

// posting is what one line says: a person with one engagement, and perhaps a leave. Its texts are those of the cells.
type posting struct {
	id, given, family, email, login, manager string
	zone                                     *time.Location // nil: the line names none
	endsAt                                   identity.Clock // zero: the line names none
	engagement                               identity.Engagement
	leave                                    identity.Leave
}

func (r *personReader) read(line int, cells *[personCells]string) posting {
	p := posting{
		id: cells[personID], given: cells[personGiven], family: cells[personFamily],
		email: cells[personEmail], login: cells[personLogin], manager: cells[personManager],
		engagement: identity.Engagement{
			ID: cells[personEngagement], Kind: cells[personKind], Position: cells[personPosition],
			Department: cells[personDepartment], Status: r.statusOf(line, cells[personStatus]),
			Start:   r.when(line, personStart, cells),
			End:     r.when(line, personEnd, cells),
			LastDay: r.when(line, personLastDay, cells),
		},
		leave: identity.Leave{
			Start: r.when(line, personLeaveStart, cells),
			End:   r.when(line, personLeaveEnd, cells),
		},
		zone: r.zone(line, cells[personZone]), endsAt: r.endsAt(line, cells[personEndsAt]),
	}
	r.checkOrder(line, personEnd, p.engagement.End, p.engagement.Start, cells)
	r.checkOrder(line, personLastDay, p.engagement.LastDay, p.engagement.Start, cells)
	r.checkID(line, p.id)
	r.checkEmail(line, p.email)
	if p.leave.Start.IsZero() && cells[personLeaveEnd] != "" {
		r.sheet.report(line, personLeaveEnd, &table.Problem{
			Value: cells[personLeaveEnd], What: "ends a leave that has no first day", Todo: "write the first day, or take the last one out",
		})
	}
	return p
}

// checkOrder refuses an end before the start: taken by its word it would say that somebody has left who has just come back.
func (r *personReader) checkOrder(line, cell int, end, start identity.When, cells *[personCells]string) {
	if end.Before(start) {
		r.sheet.report(line, cell, &table.Problem{
			Value: cells[cell], What: fmt.Sprintf("is before the start, %q", cells[personStart]),
			Todo: "correct one of the two, or leave this one empty",
		})
	}
}

func (r *personReader) checkID(line int, id string) {
	switch {
	case id == "":
		r.sheet.report(line, personID, &table.Problem{What: "there is no id", Todo: "write one, or take the line out"})
	case strings.ContainsFunc(id, unicode.IsControl):
		r.sheet.report(line, personID, &table.Problem{Value: id, What: "is an id of several lines, or with control characters", Todo: "mend the id"})
	}
}

// checkEmail refuses what is no address: HR's mail decides whose account one is.
func (r *personReader) checkEmail(line int, email string) {
	if email == "" {
		return
	}
	local, domain, found := strings.Cut(email, "@")
	strange := strings.ContainsFunc(email, func(c rune) bool {
		return unicode.IsControl(c) || unicode.IsSpace(c) || strings.ContainsRune(`<>,;"()`, c)
	})
	if !found || local == "" || domain == "" || strings.Contains(domain, "@") || strange {
		r.sheet.report(line, personEmail, &table.Problem{
			Value: email, What: "is not a mail address", Todo: "write one address such as ada@example.com, or leave it empty",
		})
	}
}

func (r *personReader) statusOf(line int, cell string) identity.Status {
	if cell == "" {
		return identity.StatusWorking
	}
	status, known := r.status.mean(cell)
	if !known {
		r.sheet.report(line, personStatus, r.status.unknown(cell, "status-values", "working"))
	}
	return status
}

// earliest is the first year that is believed of a person: 1900-01-01 is what some systems write for none. Taken for a
// last day it would say that everybody has left.
const earliest = 1901

// when reads a date of a person. Midnight of an offset is taken for the day too: programs that know only days write
// them so, and taken by its word a last day would end before it begins.
func (r *personReader) when(line, cell int, cells *[personCells]string) identity.When {
	if cells[cell] == "" {
		return identity.When{}
	}
	date, err := r.calendar.date(cell, cells[cell])
	when := date.When
	switch {
	case err != nil:
		r.sheet.report(line, cell, err)
	case date.NoEnd && (cell == personStart || cell == personLeaveStart):
		r.sheet.report(line, cell, &table.Problem{Value: cells[cell], What: "is no day on which something begins", Todo: "write the day, or leave it empty"})
	case !when.IsZero() && when.Date.Year < earliest:
		r.sheet.report(line, cell, &table.Problem{
			Value: cells[cell], What: "is too long ago: some systems write it for none", Todo: "leave it empty, or write a day from 1901 on",
		})
	case when.Exact() && when.Clock == identity.StartOfDay:
		return identity.On(when.Date)
	}
	return when
}

func (r *personReader) zone(line int, cell string) *time.Location {
	if cell == "" {
		return nil
	}
	zone, seen := r.zones[cell]
	if !seen {
		zone = loadZone(cell)
		r.zones[strings.Clone(cell)] = zone
	}
	if zone == nil {
		r.sheet.report(line, personZone, &table.Problem{
			Value: cell, What: "is not a time zone", Todo: "write an IANA name such as Europe/Paris, or leave it empty for the zone of the settings",
		})
	}
	return zone
}

// loadZone returns a zone by its IANA name, or nil. Local is none: it is another one on another machine.
func loadZone(name string) *time.Location {
	if strings.EqualFold(name, "local") {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}

// endsAt reads a time of day. Midnight is refused: it could be meant for the beginning or the end of the last day.
func (r *personReader) endsAt(line int, cell string) identity.Clock {
	if cell == "" {
		return identity.Clock{}
	}
	clock, seen := r.clocks[cell]
	if !seen {
		clock = clockOf(cell)
		r.clocks[strings.Clone(cell)] = clock
	}
	if clock.IsZero() || clock == identity.StartOfDay {
		r.sheet.report(line, personEndsAt, &table.Problem{
			Value: cell, What: "is not a time at which a day can end", Todo: "write one such as 17:30 or 24:00, or leave it empty for the one of the settings",
		})
	}
	return clock
}

// clockOf reads 17:30, 8:30 or 17:30:00; zero: it is none of them.
func clockOf(cell string) identity.Clock {
	if strings.Count(cell, ":") == 2 {
		cell = strings.TrimSuffix(cell, ":00")
	}
	if strings.Index(cell, ":") == 1 {
		cell = "0" + cell
	}
	clock, err := identity.ParseClock(cell)
	if err != nil {
		return identity.Clock{}
	}
	return clock
}
