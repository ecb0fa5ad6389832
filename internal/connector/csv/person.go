package csv

import (
	"context"
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
	texts    arena
	common   pool

	engagements []identity.Engagement // room for those of the next people
}

func (p *People) reader(ctx context.Context, s *sheet) personReader {
	return personReader{
		cfg: &p.cfg, sheet: s, calendar: newCalendar(ctx, &p.cfg.File, p.names, personDates),
		status: p.status.reader(), zones: make(map[string]*time.Location), common: make(pool),
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
			Start:   r.when(line, personStart, cells, false),
			End:     r.when(line, personEnd, cells, true),
			LastDay: r.when(line, personLastDay, cells, true),
		},
		leave: identity.Leave{
			Start: r.when(line, personLeaveStart, cells, false),
			End:   r.when(line, personLeaveEnd, cells, true),
		},
		zone: r.zone(line, cells[personZone]), endsAt: r.endsAt(line, cells[personEndsAt]),
	}
	r.checkID(line, p.id)
	r.checkEmail(line, p.email)
	if p.leave.Start.IsZero() && cells[personLeaveEnd] != "" {
		r.sheet.report(line, personLeaveEnd, &table.Problem{
			Value: cells[personLeaveEnd], What: "ends a leave that has no first day", Todo: "write the first day, or take the last one out",
		})
	}
	return p
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
		r.tell(line, personStatus, r.status.unknown(cell, "status-values", "working"))
	}
	return status
}

// earliest is the first year that is believed of a person. What lies before it is what systems write for none:
// 1900-01-01, 1899-12-30, 0001-01-01. Taken for a last day it would say that everybody has left.
const earliest = 1901

// when reads a date of a person. The year 9999 is no end.
func (r *personReader) when(line, cell int, cells *[personCells]string, ending bool) identity.When {
	if cells[cell] == "" {
		return identity.When{}
	}
	st, problem := r.calendar.date(cell, cells[cell])
	if problem != nil {
		r.tell(line, cell, problem)
		return identity.When{}
	}
	if st.year < earliest {
		r.sheet.report(line, cell, &table.Problem{
			Value: cells[cell], What: "is too long ago: some systems write it for none", Todo: "leave it empty, or write a day from 1901 on",
		})
	}
	if ending && st.endless() {
		return identity.When{}
	}
	return st.when(ending)
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

func (r *personReader) endsAt(line int, cell string) identity.Clock {
	if cell == "" {
		return identity.Clock{}
	}
	var st stamp
	if !st.clock(cell) || st.zoned {
		r.sheet.report(line, personEndsAt, &table.Problem{
			Value: cell, What: "is not a time of day", Todo: "write one such as 17:30, or leave it empty for the one of the settings",
		})
		return identity.Clock{}
	}
	clock, _ := identity.NewClock(st.hour, st.minute)
	return clock
}

// tell reports a problem, unless it was told before.
func (r *personReader) tell(line, cell int, problem *table.Problem) {
	if problem.What != "" {
		r.sheet.report(line, cell, problem)
	}
}
