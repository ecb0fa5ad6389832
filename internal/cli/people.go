package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

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
		RunE: p.with("", func(ctx context.Context, a *app.App, args []string) (Code, error) {
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

func (p *program) people(ctx context.Context, a *app.App, f app.PersonFilter, all bool) error {
	if p.json {
		return stream(p, a.People(ctx, f), personOf)
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
			rows = append(rows, personRow(&person, graceOf(a, person.Source)))
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

func personRow(p *identity.Person, grace time.Duration) []cell {
	return []cell{{dim(string(p.ID))}, {bold(p.Name())}, {plain(p.Email)}, {plain(until(p, grace)), dim("  " + p.Source)}}
}

// until says in a few words how long a person is here.
func until(p *identity.Person, grace time.Duration) string {
	if p.Vanished.Feeds > 0 {
		return "vanished " + day(p.Vanished.Since)
	}
	t := p.At(time.Now(), grace)
	switch {
	case t.State == identity.Coming:
		return "from " + day(t.Start)
	case t.State == identity.Left && t.End.IsZero():
		return "left"
	case t.State == identity.Left:
		return "left " + t.End.In(p.Zone).Format("2006-01-02")
	case !t.End.IsZero():
		return "until " + t.End.In(p.Zone).Format("2006-01-02")
	case t.State == identity.OnLeave:
		return "on leave"
	}
	return "works here"
}

// graceOf returns how long a gap between two engagements may be in a source.
func graceOf(a *app.App, source string) time.Duration {
	for i := range a.Settings.People {
		if a.Settings.People[i].Name == source {
			return a.Settings.People[i].Grace
		}
	}
	return 0
}

// personJSON is a person, for programs.
type personJSON struct {
	ID          identity.PersonID `json:"id"`
	Source      string            `json:"source"`
	Given       string            `json:"given"`
	Family      string            `json:"family"`
	Email       string            `json:"email"`
	Login       string            `json:"login"`
	Manager     identity.PersonID `json:"manager"`
	Zone        string            `json:"zone"`
	EndsAt      string            `json:"ends_at"`
	Engagements []engagementJSON  `json:"engagements"`
	Leaves      []leaveJSON       `json:"leaves"`
	Vanished    *vanishedJSON     `json:"vanished,omitempty"`
}

type engagementJSON struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	Position   string          `json:"position"`
	Department string          `json:"department"`
	Status     identity.Status `json:"status"`
	Start      string          `json:"start"`
	End        string          `json:"end"`
	LastDay    string          `json:"last_day"`
}

type leaveJSON struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type vanishedJSON struct {
	Since time.Time `json:"since"`
	Feeds int       `json:"feeds"`
}

func personOf(p *identity.Person) personJSON {
	out := personJSON{
		ID: p.ID, Source: p.Source, Given: p.Given, Family: p.Family, Email: p.Email, Login: p.Login, Manager: p.Manager,
		Zone: p.Zone.String(), EndsAt: p.EndsAt.String(), Engagements: []engagementJSON{}, Leaves: []leaveJSON{},
	}
	for _, e := range p.Engagements {
		out.Engagements = append(out.Engagements, engagementJSON{
			ID: e.ID, Kind: e.Kind, Position: e.Position, Department: e.Department, Status: e.Status,
			Start: e.Start.String(), End: e.End.String(), LastDay: e.LastDay.String(),
		})
	}
	for _, l := range p.Leaves {
		out.Leaves = append(out.Leaves, leaveJSON{l.Start.String(), l.End.String()})
	}
	if p.Vanished.Feeds > 0 {
		out.Vanished = &vanishedJSON{p.Vanished.Since, p.Vanished.Feeds}
	}
	return out
}
