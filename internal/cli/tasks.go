package cli

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (p *program) tasksCommand() *cobra.Command {
	var all bool
	show := p.with("", func(ctx context.Context, a desk, _ []string) (Code, error) { return Fine, p.tasks(ctx, a, all) })
	cmd := &cobra.Command{
		Use:   "tasks",
		Short: "Show what is with people to do, and report it as done",
		Long: `What no connector can do becomes a task for the owner of the system, with a
due date. Whoever did it reports so with a proof; the next export of the
system confirms it, or contradicts it.`,
		Example: `  exeunt tasks
  exeunt tasks done t12 --proof screenshot.png
  exeunt tasks done t12 --proof "removed in the admin page, ticket 4711"`,
		GroupID: deciding,
		Args:    cobra.NoArgs,
		RunE:    show,
	}
	shown := &cobra.Command{Use: "list", Short: "Show the tasks", Args: cobra.NoArgs, RunE: show}
	for _, c := range []*cobra.Command{cmd, shown} {
		c.Flags().BoolVar(&all, "all", false, "also those that are over")
	}
	cmd.AddCommand(shown, p.taskDoneCommand())
	return cmd
}

func (p *program) taskDoneCommand() *cobra.Command {
	var proof string
	cmd := &cobra.Command{
		Use:   "done ID --proof FILE|TEXT",
		Short: "Report a task as done",
		Args:  cobra.ExactArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			task, err := a.AttestTask(ctx, args[0], proof)
			if err != nil {
				return Failed, err
			}
			if p.json {
				return Fine, p.show(task)
			}
			pg := p.page()
			pg.line(0, green("Reported as done: "), plain(string(task.Verb)+" "+task.Login+" on "+task.System+"."))
			pg.line(0, dim("The next export of "+task.System+" confirms it or contradicts it."))
			pg.line(0, dim("SHA-256 of the proof, as the ledger has it: "+task.Digest))
			return Fine, nil
		}),
	}
	cmd.Flags().StringVar(&proof, "proof", "", "the file that shows it, or a text that says how it is known: `FILE|TEXT`")
	return cmd
}

func (p *program) tasks(ctx context.Context, a desk, all bool) error {
	found, err := a.Tasks(ctx, all)
	if err != nil {
		return err
	}
	if p.json {
		return p.show(orNone(found))
	}
	pg := p.page()
	if len(found) == 0 {
		pg.line(0, dim("No task is with anybody."))
		return nil
	}
	names, err := a.Names(ctx, taskPeople(found))
	if err != nil {
		return err
	}
	pg.line(0, bold(some(len(found), "task", "tasks")))
	for _, owner := range owners(found) {
		pg.head(cmp.Or(owner, "nobody is named as the owner"))
		pg.tasks(slices.DeleteFunc(slices.Clone(found), func(t app.Task) bool { return t.Owner != owner }), names)
	}
	pg.next([2]string{"exeunt tasks done " + found[0].ID + " --proof FILE|TEXT", "reports it as done"})
	return nil
}

func taskPeople(found []app.Task) []identity.PersonID {
	var ids []identity.PersonID
	for i := range found {
		ids = adding(ids, found[i].Person)
	}
	return ids
}

// owners returns the owners of tasks, in the order of their first task.
func owners(found []app.Task) []string {
	var all []string
	for i := range found {
		all = adding(all, found[i].Owner)
	}
	return all
}

// tasks shows the tasks of one owner, with the reasons under each.
func (pg *page) tasks(found []app.Task, names map[identity.PersonID]string) {
	var rows [][]cell
	for i := range found {
		t := &found[i]
		rows = append(rows, []cell{{bold(t.ID)}, {plain(word(t.Verb))}, {bold(cmp.Or(t.Login, t.Account)), plain(" on "), cyan(t.System)}, {taskState(t)}})
	}
	widths := pg.widths(rows)
	for i := range found {
		t := &found[i]
		pg.blank()
		pg.row(2, rows[i], widths)
		person := who(t.Person, names)
		for _, reason := range t.Reasons {
			pg.line(6, dim(reason))
		}
		if person != "" && len(t.Reasons) == 0 {
			pg.line(6, dim(person))
		}
		if t.Proof != "" {
			pg.line(6, plain("proof: "+t.Proof), dim(" (SHA-256 "+t.Digest[:min(12, len(t.Digest))]+"…)"))
		}
	}
}

// taskState says where a task stands, loudly when it is late.
func taskState(t *app.Task) span {
	switch {
	case t.State == "open" && t.Due.Before(time.Now()):
		return red("late: was due " + local(t.Due))
	case t.State == "open":
		return plain("due " + local(t.Due))
	case t.State == "attested":
		return yellow("reported as done " + local(t.Attested) + " by " + t.Actor)
	case t.State == "contradicted":
		return red("contradicted " + local(t.Settled))
	}
	return green(string(t.State) + " " + local(t.Settled))
}
