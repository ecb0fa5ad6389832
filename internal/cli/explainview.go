package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// explainView tells a person what is true of one person or account.
type explainView struct {
	page *page
	e    *api.Explanation
}

func (v *explainView) show() {
	if v.e.Person != nil {
		v.person(v.e.Person)
	}
	v.accounts()
	v.residual()
	v.findings()
	v.now()
	v.later()
	v.gaps()
	v.next()
}

func (v *explainView) person(p *api.Person) {
	v.page.line(0, bold(fmt.Sprintf("%s (%s)", fullName(p), p.ID)), plain(" "+v.e.Stands+"."))
	v.page.blank()
	rows := [][]cell{{{dim("known to")}, {plain(p.Source), dim("  in " + p.Zone)}}}
	if p.Email != "" {
		rows = append(rows, []cell{{dim("mail")}, {plain(p.Email)}})
	}
	if p.Login != "" {
		rows = append(rows, []cell{{dim("login")}, {plain(p.Login)}})
	}
	for i := range p.Engagements {
		rows = append(rows, []cell{{dim("engagement")}, {plain(engagement(&p.Engagements[i]))}})
	}
	for _, l := range p.Leaves {
		rows = append(rows, []cell{{dim("leave")}, {plain(period(l.Start, l.End))}})
	}
	v.page.table(2, rows)
}

// engagement writes an engagement in one line.
func engagement(e *api.Engagement) string {
	s := ""
	for _, word := range []string{e.ID, e.Position, e.Department, e.Kind} {
		if word != "" {
			s += word + ", "
		}
	}
	s += period(e.Start, e.End)
	if e.LastDay != "" {
		s += ", last day of work " + e.LastDay
	}
	if e.Status != "" && e.Status != identity.StatusWorking {
		s += ", status " + string(e.Status)
	}
	return s
}

// period writes from when to when.
func period(from, to string) string {
	switch {
	case from == "" && to == "":
		return "no dates"
	case to == "":
		return "since " + from
	case from == "":
		return "until " + to
	}
	return "from " + from + " to " + to
}

// accounts shows every account with why it is linked as it is.
func (v *explainView) accounts() {
	if len(v.e.Accounts) == 0 {
		v.page.head("No account of this person was seen.")
		return
	}
	v.page.head("Accounts")
	var rows [][]cell
	for i := range v.e.Accounts {
		rows = append(rows, v.account(&v.e.Accounts[i].Account))
	}
	widths := v.page.widths(rows)
	for i, row := range rows {
		v.page.row(2, row, widths)
		for _, why := range v.e.Accounts[i].Why {
			v.page.line(6, dim(why))
		}
		if held := v.e.Accounts[i].Entitlements; len(held) > 0 {
			v.page.line(6, dim("holds "+rights(held)))
		}
	}
}

func (v *explainView) account(a *api.Account) []cell {
	state := green("open")
	if a.State != identity.Enabled {
		state = plain(string(a.State))
	}
	more := string(a.Link)
	if a.Kind != identity.Personal {
		more += ", " + string(a.Kind)
	}
	if !a.LastSeen.IsZero() {
		more += ", last seen " + day(a.LastSeen)
	}
	return []cell{{cyan(a.System)}, {bold(cmp.Or(a.Login, a.Account))}, {state}, {plain(more)}}
}

func rights(held []string) string {
	if more := len(held) - 2*brief; more > 0 {
		return strings.Join(held[:2*brief], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(held, ", ")
}

// residual shows what a suspension has left open.
func (v *explainView) residual() {
	var rows [][]cell
	for _, r := range v.e.Residual {
		what := plain(string(r.Kind) + ": " + r.Name)
		if r.From != "" {
			what.words += ", from " + r.From
		}
		ends := yellow("until somebody ends it")
		if !r.Ends.IsZero() {
			ends = yellow("until " + local(r.Ends) + ", at the latest")
		}
		rows = append(rows, []cell{{cyan(r.System)}, {bold(cmp.Or(r.Login, r.Account))}, {what}, {ends}})
	}
	if len(rows) > 0 {
		v.page.head("What still lets somebody in by a closed account")
		v.page.table(2, rows)
	}
}

func (v *explainView) findings() {
	if len(v.e.Findings) == 0 {
		return
	}
	v.page.head("What is found")
	for i := range v.e.Findings {
		f := &v.e.Findings[i]
		v.page.line(2, yellow(f.Kind), plain("  "), cyan(f.System), plain(" "), bold(cmp.Or(f.Login, f.Account)))
		for _, reason := range f.Reasons {
			v.page.line(6, plain(reason))
		}
	}
}

// now says what the next plan would do, and what not.
func (v *explainView) now() {
	pl := v.e
	var rows [][]cell
	for i := range pl.Actions {
		a := &pl.Actions[i]
		rows = append(rows, []cell{{cyan(a.System)}, {bold(cmp.Or(a.Login, a.Account))}, append(append(deeds(pl.Actions[i:i+1]), dim("  due "+local(a.Due))), held(pl.Held, a)...)})
	}
	for _, w := range pl.Waiting {
		rows = append(rows, []cell{{cyan(w.System)}, {bold(cmp.Or(w.Login, w.Account))}, {plain(word(w.Verb)), dim("  with somebody already: task " + w.Task)}})
	}
	for _, r := range pl.Refusals {
		rows = append(rows, []cell{{cyan(r.System)}, {bold(cmp.Or(r.Login, r.Account))}, {plain("not " + word(r.Verb) + ": "), yellow(r.Why)}})
	}
	if len(rows) == 0 {
		return
	}
	v.page.head("What the next plan does")
	v.page.table(2, rows)
}

// held says what holds an action, with everybody else's of its kind.
func held(holds []plan.Hold, a *plan.Action) (says []span) {
	for _, h := range holds {
		if h.Verb == a.Verb && h.System == a.System {
			says = append(says, yellow("  held: "+h.Why))
		}
	}
	return says
}

func (v *explainView) later() {
	var rows [][]cell
	for _, l := range ahead(v.e.Upcoming) {
		rows = append(rows, []cell{{plain(local(l.due))}, {plain(words(l.verbs)), dim(" on " + list(l.systems))}})
	}
	if len(rows) > 0 {
		v.page.head("What will happen")
		v.page.table(2, rows)
	}
}

// gaps warns that there may be more.
func (v *explainView) gaps() {
	for _, g := range v.e.Gaps {
		v.page.blank()
		v.page.line(0, red(g.System+" was not read whole, so nothing is said of it: "), plain(g.Why))
	}
}

func (v *explainView) next() {
	pl := v.e
	var rows [][2]string
	if len(pl.Actions) > 0 {
		rows = append(rows, [2]string{"exeunt plan", "plans this with everything else"})
	}
	if doubtful(pl.Refusals) && len(v.e.Accounts) > 0 {
		a := &v.e.Accounts[0]
		name := quoted(a.System + "/" + cmp.Or(a.Login, a.Account.Account))
		rows = append(rows, [2]string{"exeunt findings confirm " + name + " PERSON --reason TEXT", "says whose account it is"})
	}
	if v.e.Person != nil && len(v.e.Accounts) > 0 {
		rows = append(rows, [2]string{"exeunt offboard " + quoted(string(v.e.Person.ID)) + " --now --reason TEXT", "ends all of this at once"})
	}
	if len(rows) > 0 {
		v.page.next(rows...)
	}
}

func doubtful(refusals []plan.Refusal) bool {
	for _, r := range refusals {
		if r.Guard == "certainty" {
			return true
		}
	}
	return false
}
