package csv

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// accountReader turns rows into accounts, for one reading. A problem is reported to the sheet. Texts are those of the
// file, so they keep its blocks in memory while somebody holds them.
type accountReader struct {
	system     string
	sheet      *sheet
	calendar   *calendar
	clock      clock
	status     wordReader[identity.AccountState]
	kinds      wordReader[identity.AccountKind]
	separators string

	rights []identity.Entitlement // of all accounts of a batch
}

func (a *Accounts) reader(ctx context.Context, s *sheet) accountReader {
	return accountReader{
		system: a.cfg.Name, sheet: s, calendar: newCalendar(ctx, &a.cfg.File, a.names, accountDates),
		clock: clock{zone: a.cfg.Zone}, status: a.status.reader(), kinds: a.kinds.reader(), separators: a.cfg.Separators,
	}
}

func (r *accountReader) read(into *identity.Account, row *table.Row) {
	s := r.sheet
	*into = identity.Account{
		Ref:   identity.AccountRef{System: r.system, Key: s.cell(row, accountID)},
		Login: s.cell(row, accountLogin), Email: s.cell(row, accountEmail), Employee: s.cell(row, accountEmployee),
		Given: s.cell(row, accountGiven), Family: s.cell(row, accountFamily), Display: s.cell(row, accountDisplay),
		Owner: s.cell(row, accountOwner),
		State: r.state(row), Kind: r.kind(s.cell(row, accountKind)),
	}
	if into.Ref.Key == "" {
		s.report(row.Line, accountID, &table.Problem{What: "there is no id", Todo: "write one, or take the line out"})
	}
	into.Login = cmp.Or(into.Login, into.Email, into.Ref.Key)
	into.LastSeen = r.time(row, accountLastSeen)
	into.Created = r.time(row, accountCreated)
	from := len(r.rights)
	r.split(s.cell(row, accountGroups))
	into.Entitlements = r.sorted(from)
}

// join adds the roles of a row to the account of the row before it, if it is the same account.
func (r *accountReader) join(into *identity.Account, first int, row *table.Row) {
	from := len(r.rights) - len(into.Entitlements)
	before := len(r.rights)
	var other identity.Account
	r.read(&other, row)
	if r.sheet.at[accountGroups] < 0 || !alike(into, &other) {
		r.rights = r.rights[:before]
		r.sheet.report(row.Line, accountID, &table.Problem{
			Value: other.Ref.Key, What: fmt.Sprintf("is the id of line %d too", first), Todo: "take one of the two lines out",
		})
		return
	}
	into.Entitlements = r.sorted(from)
}

// alike reports whether two accounts differ in nothing but their roles.
func alike(a, b *identity.Account) bool {
	return a.Login == b.Login && a.Email == b.Email && a.Employee == b.Employee && a.Given == b.Given && a.Family == b.Family &&
		a.Display == b.Display && a.Owner == b.Owner && a.State == b.State && a.Kind == b.Kind &&
		a.LastSeen.Equal(b.LastSeen) && a.Created.Equal(b.Created)
}

func (r *accountReader) state(row *table.Row) identity.AccountState {
	cell := r.sheet.cell(row, accountStatus)
	if cell == "" {
		return identity.Enabled
	}
	state, known := r.status.mean(cell)
	if !known {
		r.tell(row.Line, accountStatus, r.status.unknown(cell, "status-values", "enabled"))
	}
	return state
}

// kind returns what an account is for: personal, where the settings do not know the word.
func (r *accountReader) kind(cell string) identity.AccountKind {
	if cell == "" {
		return identity.Personal
	}
	is, _ := r.kinds.mean(cell)
	return cmp.Or(is, identity.Personal)
}

// time reads a time of an account. A word such as never, and what lies before 1971, is none: it is what systems write
// where they have nothing to write.
func (r *accountReader) time(row *table.Row, cell int) time.Time {
	text := r.sheet.cell(row, cell)
	if text == "" || never(text) {
		return time.Time{}
	}
	st, problem := r.calendar.date(cell, text)
	if problem != nil {
		r.tell(row.Line, cell, problem)
		return time.Time{}
	}
	return r.clock.instant(&st)
}

func never(text string) bool {
	if text[0] >= '1' && text[0] <= '9' {
		return false
	}
	switch strings.ToLower(text) {
	case "never", "null", "none", "n/a", "-", `\n`, "0000-00-00", "0000-00-00 00:00:00":
		return true
	}
	return strings.HasPrefix(text, "0001-01-01")
}

// split adds the roles of a cell to the rights.
func (r *accountReader) split(cell string) {
	for cell != "" {
		end := 0
		for end < len(cell) && strings.IndexByte(r.separators, cell[end]) < 0 {
			end++
		}
		if role := strings.TrimSpace(cell[:end]); role != "" {
			r.rights = append(r.rights, identity.Entitlement{Key: role, Name: role, Kind: identity.Role})
		}
		cell = cell[min(end+1, len(cell)):]
	}
}

// sorted sorts the rights from here on, takes out what is there twice, and returns them.
func (r *accountReader) sorted(from int) []identity.Entitlement {
	rights := r.rights[from:]
	if len(rights) == 0 {
		return nil
	}
	if len(rights) > 1 {
		slices.SortFunc(rights, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
		rights = slices.CompactFunc(rights, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
		r.rights = r.rights[:from+len(rights)]
	}
	return rights[:len(rights):len(rights)]
}

// tell reports a problem, unless it was told before.
func (r *accountReader) tell(line, cell int, problem *table.Problem) {
	if problem.What != "" {
		r.sheet.report(line, cell, problem)
	}
}
