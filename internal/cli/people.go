package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (p *program) peopleCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "people [TEXT]",
		Short: "Show who works here, as the last complete readings said",
		Long: `Shows people as the last complete readings said: all, or those with TEXT
somewhere in what is known of them.`,
		GroupID: looking,
		Args:    cobra.MaximumNArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			var f app.PersonFilter
			if len(args) > 0 {
				f.Text = args[0]
			}
			return Fine, p.people(ctx, a, f, all)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "everybody, however many")
	return cmd
}

// lines is how many lines a list has unless everything is asked for.
const lines = 50

func (p *program) people(ctx context.Context, a desk, f app.PersonFilter, all bool) error {
	if p.json {
		return stream(p, a.People(ctx, f), func(p *api.PersonInList) api.Person { return p.Person })
	}
	var rows [][]cell
	more := 0
	for person, err := range a.People(ctx, f) {
		switch {
		case err != nil:
			return err
		case len(rows) == lines && !all:
			more++
		default:
			rows = append(rows, personRow(&person))
		}
	}
	p.listed(rows, more, "person", "people", "nobody is known by that; run `exeunt plan` to read everything")
	return nil
}

// listed shows a list: its number first, then its rows, then how many were left out.
func (p *program) listed(rows [][]cell, more int, one, many, none string) {
	pg := p.page()
	if len(rows) == 0 {
		pg.line(0, dim(none))
		return
	}
	pg.line(0, bold(some(len(rows)+more, one, many)))
	pg.blank()
	pg.table(2, rows)
	if more > 0 {
		pg.blank()
		pg.line(2, dim("… and "+number(more)+" more, see --all or --json"))
	}
}

func personRow(p *api.PersonInList) []cell {
	return []cell{{dim(string(p.ID))}, {bold(fullName(&p.Person))}, {plain(p.Email)}, {plain(until(p)), dim("  " + p.Source)}}
}

// fullName writes a person's name as one reads it.
func fullName(p *api.Person) string { return strings.TrimSpace(p.Given + " " + p.Family) }

// until says in a few words how long a person is here.
func until(p *api.PersonInList) string {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		zone = time.UTC // a zone that the server knows and this machine does not
	}
	switch {
	case p.Vanished != nil:
		return "vanished " + day(p.Vanished.Since)
	case p.State == identity.Coming:
		return "from " + day(p.Begins)
	case p.State == identity.Left && p.Ends.IsZero():
		return "left"
	case p.State == identity.Left:
		return "left " + p.Ends.In(zone).Format("2006-01-02")
	case !p.Ends.IsZero():
		return "until " + p.Ends.In(zone).Format("2006-01-02")
	case p.State == identity.OnLeave:
		return "on leave"
	}
	return "works here"
}

// grace returns how long a gap between two engagements may be in a source.
func (h here) grace(source string) time.Duration {
	for i := range h.Settings.People {
		if h.Settings.People[i].Name == source {
			return h.Settings.People[i].Grace
		}
	}
	return 0
}
