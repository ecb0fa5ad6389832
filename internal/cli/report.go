package cli

import (
	"cmp"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// reportJSON is what became of a plan, for programs.
type reportJSON struct {
	Plan         string         `json:"plan"`
	Digest       string         `json:"digest"`
	Verified     int            `json:"verified"`
	Contradicted int            `json:"contradicted"`
	Unseen       int            `json:"unseen"`
	Failed       int            `json:"failed"`
	Stopped      int            `json:"stopped"`
	Asked        int            `json:"asked"`
	Waiting      int            `json:"waiting"`
	StillOpen    int            `json:"still-open"`
	Gaps         int            `json:"gaps"`
	Held         []plan.Hold    `json:"held"`
	Refusals     []plan.Refusal `json:"refusals"`
	Down         []app.Down     `json:"down"`
	Troubles     []troubleJSON  `json:"troubles"`
	Checkpoint   string         `json:"checkpoint"`
}

// troubleJSON is one action that is neither verified nor asked for.
type troubleJSON struct {
	Action  string            `json:"action"`
	Verb    identity.Verb     `json:"verb"`
	System  string            `json:"system"`
	Account string            `json:"account"`
	Login   string            `json:"login"`
	Person  identity.PersonID `json:"person"`
	State   apply.State       `json:"state"`
	Verdict prove.Verdict     `json:"verdict"`
	Note    string            `json:"note"`
	Saw     string            `json:"saw"`
	At      time.Time         `json:"at"`
}

func (p *program) showReport(r *app.Report) error {
	if p.json {
		return p.show(reportOf(r))
	}
	v := reportView{page: p.page(), report: r}
	v.show()
	return nil
}

func reportOf(r *app.Report) reportJSON {
	out := reportJSON{
		Plan: r.Plan.ID, Digest: r.Plan.Digest, Verified: r.Verified, Contradicted: r.Contradicted, Unseen: r.Unseen, Failed: r.Failed,
		Stopped: r.Stopped, Asked: r.Asked, Waiting: r.Waiting, StillOpen: r.StillOpen(), Gaps: len(r.Plan.Gaps), Held: orNone(r.Held), Refusals: orNone(r.Refused),
		Down:     orNone(r.Down),
		Troubles: []troubleJSON{}, Checkpoint: r.Checkpoint,
	}
	for i := range r.Troubles {
		t := &r.Troubles[i]
		a := &t.Outcome.Action
		out.Troubles = append(out.Troubles, troubleJSON{
			Action: a.ID, Verb: a.Verb, System: a.System, Account: a.Account, Login: a.Login, Person: a.Person,
			State: t.Outcome.State, Verdict: t.Verdict, Note: t.Outcome.Note, Saw: t.Saw, At: t.At,
		})
	}
	return out
}

// reportView shows to a person what became of a plan.
type reportView struct {
	page   *page
	report *app.Report
}

func (v *reportView) show() {
	v.page.blank()
	v.page.line(0, bold("Plan "+v.report.Plan.ID), dim("  applied"))
	v.page.blank()
	v.counts()
	v.down()
	v.troubles()
	if len(v.report.Held) > 0 {
		v.page.head("Held", dim("  nothing of these ran"))
		v.page.table(2, holdRows(v.report.Held))
	}
	if len(v.report.Refused) > 0 {
		v.page.head("Refused since the plan was made")
		v.page.table(2, refusalRows(v.report.Refused))
	}
	v.next()
}

func (v *reportView) counts() {
	r := v.report
	var rows [][]cell
	for _, c := range [...]struct {
		n     int
		style style
		word  string
		says  string
	}{
		{r.Verified, good, "verified", "seen to be so"},
		{r.Asked, normal, "asked", "tasks for people"},
		{r.Contradicted, bad, "contradicted", "the system said yes, and it is not so"},
		{r.Unseen, bad, "unseen", "could not be looked at again"},
		{r.Failed, bad, "failed", "the system refused, or could not be reached; nothing was changed"},
		{r.Stopped, wary, "stopped", "the account is not as the plan says; nothing was written"},
		{r.StillOpen(), wary, "still open", "accounts closed, of which something goes on until it ends by itself: exeunt explain PERSON"},
		{r.Waiting, wary, "waiting", "may not run alone: a person must apply the plan"},
	} {
		if c.n > 0 {
			rows = append(rows, []cell{{span{number(c.n), c.style}, span{" " + c.word, c.style}}, {dim(c.says)}})
		}
	}
	if len(rows) == 0 && len(r.Down) == 0 {
		rows = [][]cell{{{green("Nothing was to be done.")}}}
	}
	v.page.table(2, rows)
}

// down says what did not answer: one line for each, however many actions that is.
func (v *reportView) down() {
	var rows [][]cell
	for _, d := range v.report.Down {
		rows = append(rows, []cell{{cyan(d.System)}, {plain(d.Part)}, {red(number(d.Actions) + " actions not tried")}, {plain(d.Why)}})
	}
	if len(rows) > 0 {
		v.page.head("Out of reach", dim("  it does not answer, so nothing was written there"))
		v.page.table(2, rows)
	}
}

func (v *reportView) troubles() {
	if len(v.report.Troubles) == 0 {
		return
	}
	var rows [][]cell
	all := troublesOf(v.report.Troubles)
	shown := all[:min(len(all), 2*brief)]
	for _, t := range shown {
		rows = append(rows, []cell{{cyan(t.system)}, {bold(t.accounts())}, {plain(string(t.verb))}, {red(t.word), plain(": " + t.why)}})
	}
	v.page.head("Not verified")
	v.page.table(2, rows)
	if n := len(all) - len(shown); n > 0 {
		v.page.line(2, dim("… and "+number(n)+" more, see --json"))
	}
}

// trouble is what went wrong in the same way for one account or many.
type trouble struct {
	cause
	logins []string
}

type cause struct {
	system    string
	verb      identity.Verb
	word, why string
}

// troublesOf puts together what has one cause, in the order in which each came first.
func troublesOf(receipts []prove.Receipt) []trouble {
	var all []trouble
	places := map[cause]int{}
	for i := range receipts {
		r := &receipts[i]
		a := &r.Outcome.Action
		c := cause{a.System, a.Verb, troubleWord(r), cmp.Or(r.Saw, r.Outcome.Note)}
		at, known := places[c]
		if !known {
			at, all = len(all), append(all, trouble{cause: c})
			places[c] = at
		}
		all[at].logins = append(all[at].logins, cmp.Or(a.Login, a.Account))
	}
	return all
}

// accounts names the accounts of a trouble, or the first two of many.
func (t *trouble) accounts() string {
	if len(t.logins) <= 3 {
		return strings.Join(t.logins, ", ")
	}
	return strings.Join(t.logins[:2], ", ") + " and " + number(len(t.logins)-2) + " more"
}

func troubleWord(r *prove.Receipt) string {
	if r.Outcome.State == apply.Failed || r.Outcome.State == apply.Stopped {
		return string(r.Outcome.State)
	}
	return string(r.Verdict)
}

func (v *reportView) next() {
	r := v.report
	var rows [][2]string
	if len(r.Held) > 0 {
		h := r.Held[0]
		rows = append(rows, [2]string{"exeunt apply " + r.Plan.ID + " --allow " + string(h.Verb) + ":" + h.System + " --reason TEXT", "lets what is held pass, once"})
	}
	if r.Waiting > 0 {
		rows = append(rows, [2]string{"exeunt apply " + r.Plan.ID, "does what waits for a person"})
	}
	if r.Failed+r.Unseen+len(r.Down) > 0 {
		rows = append(rows, [2]string{"exeunt apply " + r.Plan.ID, "tries again what failed, and looks again at the rest"})
	}
	if len(r.Troubles) > 0 {
		rows = append(rows, [2]string{"exeunt plan", "looks again and plans what is left"})
	}
	if r.Asked > 0 {
		rows = append(rows, [2]string{"exeunt tasks", "shows what is with whom"})
	}
	if r.Verified > 0 && r.Plan.Purpose != plan.ForUndo {
		rows = append(rows, [2]string{"exeunt undo --run " + r.Plan.ID, "brings all of it back"})
	}
	if r.Verified+r.Asked > 0 && r.Plan.Purpose == plan.ForUndo {
		rows = append(rows, [2]string{"exeunt plan", "says whether HR's record still asks for its end"})
	}
	if r.Checkpoint != "" {
		rows = append(rows, [2]string{"exeunt ledger verify", "checks the record of all this"})
	}
	if len(rows) > 0 {
		v.page.next(rows...)
	}
}
