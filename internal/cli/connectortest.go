package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
)

func (p *program) connectorTestCommand() *cobra.Command {
	var account string
	var yes bool
	cmd := &cobra.Command{
		Use:   "test NAME",
		Short: "Hold a source or system to the rules that every connector keeps",
		Long: `Reads the source or system with this name several times, looks accounts up, and
says of each rule of reading whether it is kept. It writes nothing.

With --account, the rules of writing are checked too: that account is
suspended, loses its rights and gets them back, several times, and is brought
back after every rule. Name one that is there for tests. It is noted in the
ledger; an account that the settings protect is refused.

Rules that need a system to fail, such as a connection that drops in the
middle, cannot be checked on a system in use; they are named.`,
		Example: "  exeunt connector test crm\n  exeunt connector test crm --account 4711",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			hold := ""
			if account != "" {
				hold = "connector test"
			}
			return p.onThisMachine(hold, func(ctx context.Context, a *app.App, args []string) (Code, error) {
				return p.connectorTest(ctx, a, args[0], account, yes)
			})(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&account, "account", "", "the `KEY` of an account that may be suspended and brought back")
	flags.BoolVar(&yes, "yes", false, "do not ask before that account is written")
	return cmd
}

// ruleJSON is one rule, and how it is kept.
type ruleJSON struct {
	Rule    string   `json:"rule"`
	Verdict string   `json:"verdict"`
	Saw     []string `json:"saw,omitempty"`
}

func (p *program) connectorTest(ctx context.Context, a *app.App, name, account string, yes bool) (Code, error) {
	if account != "" {
		found, err := a.TestAccount(ctx, name, account)
		if err != nil {
			return Failed, err
		}
		question := fmt.Sprintf("%s (%s) will be suspended, lose its rights and be brought back, several times. Go on?", found.Ref, found.Login)
		if agreed, err := p.agree(ctx, yes, question); err != nil || !agreed {
			return Fine, err
		}
	}
	counts := map[string]int{}
	rules := []ruleJSON{}
	pg := p.page()
	err := a.TestConnector(ctx, name, account, func(r app.ConnectorRule) {
		counts[string(r.Verdict)]++
		rules = append(rules, ruleJSON{r.Rule, string(r.Verdict), r.Saw})
		if !p.json {
			ruleLines(pg, &r)
		}
	})
	if err != nil {
		return Failed, err
	}
	code := Fine
	if counts[string(app.RuleBroken)] > 0 {
		code = Failed
	}
	if p.json {
		return code, p.show(rules)
	}
	pg.blank()
	pg.line(0, plain(fmt.Sprintf("%d rules kept, %d broken, %d not checked.", counts[string(app.RuleKept)], counts[string(app.RuleBroken)], counts[string(app.RuleUnchecked)])))
	return code, nil
}

func ruleLines(pg *page, r *app.ConnectorRule) {
	switch r.Verdict {
	case app.RuleKept:
		pg.line(2, green("✓ "), plain(r.Rule))
		return
	case app.RuleUnchecked:
		pg.line(2, dim("- "+r.Rule))
	case app.RuleBroken:
		pg.line(2, red("✗ "), bold(r.Rule))
	}
	for _, saw := range r.Saw {
		for line := range strings.SplitSeq(saw, "\n") {
			pg.line(6, dim(line))
		}
	}
}
