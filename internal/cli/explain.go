package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain LOGIN|EMAIL|ID",
		Short: "Tell in plain words what is true of one person or account, why, and what will happen when",
		Long: `Reads everything once, and tells what is true of one person or account now,
why, and what will happen when. It keeps nothing and writes to no system. The
name is an id, a mail address, a login or a whole name; a person is looked for
first.`,
		Example: `  exeunt explain c.martin@example.com
  exeunt explain E1042`,
		GroupID: looking,
		Args:    cobra.ExactArgs(1),
		RunE:    p.with("", p.explain),
	}
}

func (p *program) explain(ctx context.Context, a *app.App, args []string) (Code, error) {
	progress := p.watch("reading")
	defer progress.stop()
	e, err := a.Explain(ctx, args[0])
	progress.stop()
	if err != nil {
		return Failed, err
	}
	pl := e.Result.Plan
	if pl.Blind() {
		return Blind, p.showBlind(pl)
	}
	if e.Person == nil && len(e.Result.Cases) == 0 {
		return Misused, misused("nobody and no account is called " + args[0] + ": run `exeunt people " + quoted(args[0]) + "` or `exeunt accounts " + quoted(args[0]) + "` to look for parts of a name")
	}
	code := Fine
	if len(pl.Gaps) > 0 {
		code = Blind
	}
	if p.json {
		return code, p.show(explanationOf(e))
	}
	v := explainView{page: p.page(), e: e}
	v.show()
	return code, nil
}

// showBlind says why nothing can be told.
func (p *program) showBlind(made *plan.Plan) error {
	if p.json {
		return p.show(made)
	}
	v := planView{page: p.page(), plan: made}
	v.read()
	return nil
}

// explanationJSON is what is true of one person or account, for programs.
type explanationJSON struct {
	Person   *personJSON     `json:"person"`
	Stands   string          `json:"stands,omitempty"`
	Accounts []explainedJSON `json:"accounts"`
	Gaps     []snapshot.Gap  `json:"gaps"`
	Findings []plan.Finding  `json:"findings"`
	Actions  []plan.Action   `json:"actions"`
	Upcoming []plan.Action   `json:"upcoming"`
	Waiting  []plan.Waiting  `json:"waiting"`
	Refusals []plan.Refusal  `json:"refusals"`
	Held     []plan.Hold     `json:"held"`
	Residual []residualJSON  `json:"residual"`
}

// residualJSON is one way in by a closed account that is open still.
type residualJSON struct {
	System  string                `json:"system"`
	Account string                `json:"account"`
	Login   string                `json:"login"`
	Kind    identity.ResidualKind `json:"kind"`
	Name    string                `json:"name"`
	From    string                `json:"from,omitempty"`
	Ends    time.Time             `json:"ends,omitzero"` // by itself; missing: never, or unknown
}

func residualOf(all []app.Residual) []residualJSON {
	list := []residualJSON{}
	for _, r := range all {
		for _, o := range r.Open {
			list = append(list, residualJSON{r.Ref.System, r.Ref.Key, r.Login, o.Kind, o.Name, o.From, o.Ends})
		}
	}
	return list
}

// explainedJSON is one account with why it is linked as it is.
type explainedJSON struct {
	accountJSON
	Why []string `json:"why"`
}

func explanationOf(e *app.Explanation) explanationJSON {
	pl := e.Result.Plan
	out := explanationJSON{
		Stands: e.Stands, Accounts: []explainedJSON{}, Gaps: pl.Gaps, Findings: pl.Findings, Actions: pl.Actions,
		Upcoming: pl.Upcoming, Waiting: pl.Waiting, Refusals: pl.Refusals, Held: pl.Held, Residual: residualOf(e.Residual),
	}
	if e.Person != nil {
		view := personOf(e.Person)
		out.Person = &view
	}
	for i := range e.Result.Cases {
		c := &e.Result.Cases[i]
		var linked identity.PersonID
		if c.Link.Person != correlate.NoPerson {
			linked = e.Result.Snapshot.People[c.Link.Person].ID
		}
		out.Accounts = append(out.Accounts, explainedJSON{caseOf(&c.Account, c.Link.Status, linked, c.Link.By), e.Result.View.Why(c)})
	}
	return out
}
