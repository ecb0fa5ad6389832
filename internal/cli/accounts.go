package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (p *program) accountsCommand() *cobra.Command {
	var f app.AccountFilter
	var status string
	var all bool
	cmd := &cobra.Command{
		Use:   "accounts [TEXT]",
		Short: "Show who has accounts, as the last complete readings said",
		Long: `Shows accounts as the last complete readings said: all, or those of a system,
of a status, or with TEXT somewhere in their login, mail, name, number or key.
A status is enabled or suspended, or how sure the link to a person is: linked,
proposed, ambiguous, suspect or unmatched.`,
		Example: `  exeunt accounts --status unmatched
  exeunt accounts --system directory martin`,
		GroupID: looking,
		Args:    cobra.MaximumNArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			if len(args) > 0 {
				f.Text = args[0]
			}
			if err := narrow(ctx, &f, a, status); err != nil {
				return Misused, err
			}
			return Fine, p.accounts(ctx, a, f, all)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.System, "system", "", "only those of this `SYSTEM`")
	flags.StringVar(&status, "status", "", "only those of this `STATUS`: "+list(statuses()))
	flags.BoolVar(&all, "all", false, "all of them, however many")
	p.completeWith(cmd, "status", statuses)
	p.completeSystems(cmd)
	return cmd
}

var (
	states = []identity.AccountState{identity.Enabled, identity.Suspended}
	links  = []correlate.Status{correlate.Linked, correlate.Proposed, correlate.Ambiguous, correlate.Suspect, correlate.Unmatched}
)

func statuses() []string {
	var all []string
	for _, s := range states {
		all = append(all, string(s))
	}
	for _, s := range links {
		all = append(all, string(s))
	}
	return all
}

// narrow adds the status to the filter, and checks what the command line named.
func narrow(ctx context.Context, f *app.AccountFilter, a desk, status string) error {
	switch {
	case status == "":
	case slices.Contains(states, identity.AccountState(status)):
		f.State = identity.AccountState(status)
	case slices.Contains(links, correlate.Status(status)):
		f.Link = correlate.Status(status)
	default:
		return misused(fmt.Sprintf("--status %s is none: write one of %s", status, list(statuses())))
	}
	if f.System == "" {
		return nil
	}
	known, err := a.Knows(ctx, f.System)
	if err == nil && !known {
		err = misused(fmt.Sprintf("no system is called %q", f.System))
	}
	return err
}

func (p *program) accounts(ctx context.Context, a desk, f app.AccountFilter, all bool) error {
	if p.json {
		return stream(p, a.Accounts(ctx, f), api.AccountOf)
	}
	var shown []app.AccountRow
	more := 0
	for row, err := range a.Accounts(ctx, f) {
		switch {
		case err != nil:
			return err
		case len(shown) == lines && !all:
			more++
		default:
			shown = append(shown, row)
		}
	}
	rows, err := accountRows(ctx, a, shown)
	if err != nil {
		return err
	}
	p.listed(rows, more, "account", "accounts", "no account is like that; run `exeunt plan` to read everything")
	return nil
}

func accountRows(ctx context.Context, a desk, shown []app.AccountRow) ([][]cell, error) {
	var ids []identity.PersonID
	for i := range shown {
		ids = append(ids, shown[i].Person)
	}
	names, err := a.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	var rows [][]cell
	for i := range shown {
		r := &shown[i]
		state := green("open")
		if r.State != identity.Enabled {
			state = plain(string(r.State))
		}
		link := plain(who(r.Person, names))
		if r.Link != correlate.Linked {
			link = yellow(string(r.Link))
		}
		seen := ""
		if !r.LastSeen.IsZero() {
			seen = "  last seen " + day(r.LastSeen)
		}
		rows = append(rows, []cell{{cyan(r.Ref.System)}, {bold(cmp.Or(r.Login, r.Ref.Key))}, {state}, {link, dim(seen)}})
	}
	return rows, nil
}
