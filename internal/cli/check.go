package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (p *program) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check the settings, and read every source and system once",
		Long: `Checks the settings, reads every source and system once, and says of each
whether it can be read whole and what can be done there. It keeps nothing and
writes to no system.`,
		GroupID: beginning,
		Args:    cobra.NoArgs,
		RunE:    p.onThisMachine("", p.check),
	}
}

func (p *program) check(ctx context.Context, a *app.App, _ []string) (Code, error) {
	progress := p.watch("reading")
	defer progress.stop()
	found, err := a.Check(ctx)
	progress.stop()
	if err != nil {
		return Failed, err
	}
	code := Fine
	for i := range found {
		if found[i].Gap != nil {
			code = Blind
		}
	}
	if p.json {
		return code, p.show(checkedOf(found))
	}
	v := checkView{page: p.page()}
	v.show(a.Settings.File, found)
	return code, nil
}

// checkView shows a person what can be read and done.
type checkView struct{ page *page }

func (v *checkView) show(file string, found []app.Checked) {
	gaps := 0
	for i := range found {
		if found[i].Gap != nil {
			gaps++
		}
	}
	v.page.line(0, bold(file), plain(" is right; "+some(len(found)-gaps, "source was", "sources were")+" read whole"), gapCount(gaps), plain("."))
	for i := range found {
		v.page.blank()
		v.one(&found[i])
	}
	if gaps == 0 {
		v.page.next([2]string{"exeunt plan", "shows what would be done, and writes to nothing"})
	}
}

func gapCount(gaps int) span {
	if gaps == 0 {
		return plain("")
	}
	return red(", " + number(gaps) + " not")
}

func (v *checkView) one(c *app.Checked) {
	d := &c.Description
	switch {
	case c.Gap != nil:
		v.page.line(2, red("✗ "), bold(c.Name), dim("  "+d.Kind))
		v.page.line(6, red(seen(c.Gap.Seen, c.Gap.Expected)))
		for why := range strings.SplitSeq(c.Gap.Why, "\n") {
			v.page.line(6, plain(why))
		}
		return
	case c.People:
		v.page.line(2, green("✓ "), bold(c.Name), dim("  "+d.Kind), plain("  "+some(c.Seen, "person", "people")), dim("  in "+took(c.Took)))
		return
	}
	v.page.line(2, green("✓ "), bold(c.Name), dim("  "+d.Kind), plain("  "+some(c.Seen, "account", "accounts")+", "+number(c.Enabled)+" open"), dim("  in "+took(c.Took)))
	v.page.table(6, v.abilities(d))
	for _, what := range c.Missing {
		v.page.line(6, red("is not there: "), plain(what))
	}
	v.rights(c)
}

// abilities says what can be done on a system, and what is known of it.
func (v *checkView) abilities(d *connector.Description) [][]cell {
	var rows [][]cell
	add := func(word, says string) {
		if says != "" {
			rows = append(rows, []cell{{dim(word)}, {plain(says)}})
		}
	}
	add("does", list(verbs(d, connector.ByConnector)))
	add("by task", list(verbs(d, connector.ByTask))+forOwner(d.Owner))
	add("suspended", d.Suspended)
	add("verified", d.Verified)
	add("outlives", d.Residual)
	if !d.LastSeen {
		add("last use", "is not told, so nobody is found dormant there")
	}
	add("itself", list(d.Self))
	return rows
}

func verbs(d *connector.Description, by connector.By) []identity.Verb {
	var found []identity.Verb
	for _, c := range d.Capabilities {
		if c.By == by {
			found = append(found, c.Verb)
		}
	}
	return found
}
