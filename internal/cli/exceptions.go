package cli

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (p *program) exceptionsCommand() *cobra.Command {
	var all bool
	show := p.with("", func(ctx context.Context, a desk, _ []string) (Code, error) {
		return Fine, p.exceptions(ctx, a, all)
	})
	cmd := &cobra.Command{
		Use:   "exceptions",
		Short: "Decide to leave something as it is, for a time",
		Long: `An exception is a decision to leave an account or a whole person as they are.
It has an owner, a reason and an end; it is shown wherever something is not
done because of it.`,
		Example: `  exeunt exceptions add directory/cmartin --owner it@example.com --until 2027-01-31 --reason "hands over until then"
  exeunt exceptions end x3 --reason "handed over"`,
		GroupID: deciding,
		Args:    cobra.NoArgs,
		RunE:    show,
	}
	shown := &cobra.Command{Use: "list", Short: "Show the exceptions", Args: cobra.NoArgs, RunE: show}
	for _, c := range []*cobra.Command{cmd, shown} {
		c.Flags().BoolVar(&all, "all", false, "also those that are over")
	}
	cmd.AddCommand(shown, p.exceptionAddCommand(), p.exceptionEndCommand())
	return cmd
}

func (p *program) exceptionAddCommand() *cobra.Command {
	var n app.NewException
	var until string
	cmd := &cobra.Command{
		Use:   "add SYSTEM/LOGIN|PERSON --owner MAIL --until DATE --reason TEXT",
		Short: "Leave an account, or a whole person, as they are for a time",
		Args:  cobra.ExactArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (_ Code, err error) {
			if n.Until, err = deadline(until); err != nil {
				return Misused, err
			}
			n.Person = args[0]
			if strings.Contains(args[0], "/") {
				n.Account, n.Person = args[0], ""
			}
			e, err := a.AddException(ctx, n)
			if err != nil {
				return Failed, err
			}
			made := exceptionJSON{
				ID: e.ID, System: e.Account.System, Account: e.Account.Key, Person: e.Person, Owner: e.Owner, Reason: e.Reason, Expires: e.Expires,
			}
			if p.json {
				return Fine, p.show(made)
			}
			p.page().line(0, green("Exception "+e.ID+" holds"), plain(" until "+local(e.Expires)+"."))
			return Fine, nil
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&n.Owner, "owner", "", "who answers for it: a `MAIL` address")
	flags.StringVar(&until, "until", "", "its last `DATE` (2027-01-31), or the instant at which it ends")
	flags.StringVar(&n.Reason, "reason", "", "`TEXT`: why")
	return cmd
}

// deadline reads a last day on this machine's clock, or an instant. Empty is the zero time, which app refuses.
func deadline(s string) (time.Time, error) {
	if d, err := time.ParseInLocation(time.DateOnly, s, time.Local); err == nil {
		return d.AddDate(0, 0, 1), nil
	}
	t, err := instant(s)
	if err != nil {
		return t, misused("--until " + s + " is no day: write 2027-01-31, or an instant such as 2027-01-31T18:00:00+01:00")
	}
	return t, nil
}

// endedJSON is an exception that was ended.
type endedJSON struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

func (p *program) exceptionEndCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "end ID",
		Short: "End an exception before its time",
		Args:  cobra.ExactArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			if err := a.EndException(ctx, args[0], reason); err != nil {
				return Failed, err
			}
			if p.json {
				return Fine, p.show(endedJSON{args[0], reason})
			}
			p.page().line(0, green("Exception "+args[0]+" is over."), dim(" The next plan does what it held back."))
			return Fine, nil
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`TEXT`: why it is no longer needed")
	return cmd
}

// exceptionJSON is a decision to leave something as it is, for programs.
type exceptionJSON struct {
	ID      string            `json:"id"`
	System  string            `json:"system"`
	Account string            `json:"account"`
	Person  identity.PersonID `json:"person"`
	Owner   string            `json:"owner"`
	Reason  string            `json:"reason"`
	Expires time.Time         `json:"expires"`
	Actor   string            `json:"actor,omitempty"`
	Created time.Time         `json:"created,omitzero"`
	Ended   time.Time         `json:"ended,omitzero"`
	Holds   bool              `json:"holds"`
}

func (p *program) exceptions(ctx context.Context, a desk, all bool) error {
	found, err := a.Exceptions(ctx)
	if err != nil {
		return err
	}
	views := []exceptionJSON{}
	now := time.Now()
	for i := range found {
		e := &found[i]
		holds := e.Ended.IsZero() && e.Expires.After(now)
		if holds || all {
			views = append(views, exceptionJSON{
				e.ID, e.Account.System, e.Account.Key, e.Person, e.Owner, e.Reason, e.Expires, e.Actor, e.Created, e.Ended, holds,
			})
		}
	}
	if p.json {
		return p.show(views)
	}
	var rows [][]cell
	for i := range views {
		rows = append(rows, views[i].row())
	}
	p.listed(rows, 0, "exception", "exceptions", "No exception holds; --all shows those that are over.")
	return nil
}

func (e *exceptionJSON) row() []cell {
	what := e.System + "/" + e.Account
	if e.System == "" {
		what = "person " + string(e.Person)
	}
	state := plain("until " + local(e.Expires))
	if !e.Holds {
		state = dim("over since " + local(cmp.Or(e.Ended, e.Expires)))
	}
	return []cell{{bold(e.ID)}, {cyan(what)}, {state}, {plain(e.Reason), dim("  " + e.Owner)}}
}
