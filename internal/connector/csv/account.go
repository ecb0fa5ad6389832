package csv

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// accountReader turns rows into accounts, for one reading. A problem is reported to the sheet. Texts are those of the
// file, so they keep its blocks in memory while somebody holds them.
type accountReader struct {
	system   string
	sheet    *sheet
	calendar *calendar
	clock    clock
	status   wordReader[identity.AccountState]
	kinds    wordReader[identity.AccountKind]
	rights   rights
}

func (a *Accounts) reader(ctx context.Context, s *sheet) accountReader {
	return accountReader{
		system: a.cfg.Name, sheet: s, calendar: newCalendar(ctx, &s.from, a.names, accountDates),
		clock: clock{zone: a.cfg.Zone}, status: a.status.reader(), kinds: a.kinds.reader(), rights: newRights(a.cfg.Separators),
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
	into.Entitlements = r.rights.add(nil, s.cell(row, accountGroups))
}

// join adds the roles of a row to the account of the row before it, if it is the same account.
func (r *accountReader) join(into *identity.Account, first int, row *table.Row) {
	var other identity.Account
	r.read(&other, row)
	if r.sheet.at[accountGroups] < 0 || !alike(into, &other) {
		r.sheet.report(row.Line, accountID, &table.Problem{
			Value: other.Ref.Key, What: fmt.Sprintf("is the id of line %d too", first), Todo: "take one of the two lines out",
		})
		return
	}
	into.Entitlements = r.rights.add(into.Entitlements, r.sheet.cell(row, accountGroups))
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
		r.sheet.report(row.Line, accountStatus, r.status.unknown(cell, "status-values", "enabled"))
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

// time reads a time of an account. Never, and the zero dates that systems write where they have nothing to write, are
// none.
func (r *accountReader) time(row *table.Row, cell int) time.Time {
	text := r.sheet.cell(row, cell)
	if text == "" || !strings.HasPrefix(text, "20") && never(text) {
		return time.Time{}
	}
	date, err := r.calendar.date(cell, text)
	if err != nil {
		r.sheet.report(row.Line, cell, err)
	}
	return r.clock.instant(date.When)
}

func never(text string) bool {
	switch strings.ToLower(text) {
	case "never", "null", `\n`, "none", "n/a", "-":
		return true
	}
	switch text[:min(len(text), len("0001-01-01"))] {
	case "0000-00-00", "0001-01-01", "1601-01-01", "1899-12-30", "00/00/0000", "01/01/0001", "01/01/1601", "30/12/1899", "12/30/1899":
		return true
	}
	return false
}
