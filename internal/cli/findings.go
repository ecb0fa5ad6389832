package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

func (p *program) findingsCommand() *cobra.Command {
	var kind, system string
	var all bool
	cmd := &cobra.Command{
		Use:   "findings",
		Short: "Show what is wrong and why, as the last plan found it; say whose account it is",
		Long: `Shows the findings of the last plan, kind by kind, each with its reasons.
confirm and deny say whose account it is where the program cannot know: the
answer is kept, and the next plan rests on it.`,
		Example: `  exeunt findings --kind orphan
  exeunt findings confirm crm/jsmith E1042 --reason "asked her manager"
  exeunt findings deny crm/jsmith E0007 --reason "namesake in Lyon"`,
		GroupID: looking,
		Args:    cobra.NoArgs,
		RunE: p.with("", func(ctx context.Context, a desk, _ []string) (Code, error) {
			if kind != "" && !slices.Contains(kinds(), kind) {
				return Misused, misused(fmt.Sprintf("--kind %s is none: write one of %s", kind, list(kinds())))
			}
			return p.findings(ctx, a, kind, system, all)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&kind, "kind", "", "only those of this `KIND`: "+list(kinds()))
	flags.StringVar(&system, "system", "", "only those of this `SYSTEM`")
	flags.BoolVar(&all, "all", false, "all of them, however many")
	p.completeWith(cmd, "kind", kinds)
	p.completeSystems(cmd)
	cmd.AddCommand(p.decideCommand("confirm", "Say that the account is this person's", linker.ConfirmLink),
		p.decideCommand("deny", "Say that the account is not this person's", linker.DenyLink))
	return cmd
}

// meanings of the kinds of finding, for people.
var kindMeanings = [...]struct {
	kind assess.Kind
	says string
}{
	{assess.Leaver, "the person has left, and the account is not closed as far as it should be"},
	{assess.ReEnabled, "we closed it, somebody opened it"},
	{assess.Missed, "it was to be closed and could not be found: deleted, moved, or hidden from us?"},
	{assess.Returned, "we suspended it, and its person works here: an undo brings it back"},
	{assess.Contradict, "somebody reported it as done, and it is not so"},
	{assess.Vanished, "the person is in the feed no more: left, or a mistake?"},
	{assess.Impossible, "the record of the person ends before it starts: HR must correct it"},
	{assess.NoOwner, "a service or shared account for which nobody answers"},
	{assess.OwnerLeft, "a service or shared account whose owner has left"},
	{assess.Suspect, "it used to be somebody else's"},
	{assess.Ambiguous, "several people fit"},
	{assess.Proposed, "only a name speaks for the person"},
	{assess.Orphan, "nobody known is behind the account"},
	{assess.Duplicate, "a second open account of one person on one system"},
	{assess.Entitled, "suspended, and still holding rights"},
	{assess.Shared, "used by several people"},
	{assess.Dormant, "not used for long"},
	{assess.Expiring, "the person leaves soon"},
	{assess.Undone, "somebody asked to bring the account back"},
}

func kinds() []string {
	var all []string
	for _, k := range kindMeanings {
		all = append(all, string(k.kind))
	}
	return all
}

func meaning(kind string) string {
	for _, k := range kindMeanings {
		if string(k.kind) == kind {
			return k.says
		}
	}
	return ""
}

// findingsJSON are the findings of a plan, for programs.
type findingsJSON struct {
	Plan     string         `json:"plan"`
	At       time.Time      `json:"at"`
	Findings []plan.Finding `json:"findings"`
}

func (p *program) findings(ctx context.Context, a desk, kind, system string, all bool) (Code, error) {
	last, err := a.LatestPlan(ctx)
	if err != nil {
		return Failed, err
	}
	found := slices.DeleteFunc(slices.Clone(last.Findings), func(f plan.Finding) bool {
		return kind != "" && f.Kind != kind || system != "" && f.System != system
	})
	if p.json {
		return Fine, p.show(findingsJSON{last.ID, last.At, orNone(found)})
	}
	most := brief
	if all {
		most = len(found)
	}
	v := findingsView{page: p.page(), call: namer(ctx, a), most: most}
	v.page.line(0, bold(some(len(found), "finding", "findings")), dim(" of plan "+last.ID+", as of "+local(last.At)))
	return Fine, v.show(found)
}

// findingsView shows findings to a person, kind by kind.
type findingsView struct {
	page *page
	call naming
	most int // of one kind
}

func (v *findingsView) show(found []plan.Finding) error {
	names, err := v.names(found)
	if err != nil {
		return err
	}
	for _, kind := range kinds() {
		of := slices.DeleteFunc(slices.Clone(found), func(f plan.Finding) bool { return f.Kind != kind })
		if len(of) == 0 {
			continue
		}
		v.page.head(kind, plain("  "+number(len(of))), dim("  "+meaning(kind)))
		for i := range of[:min(v.most, len(of))] {
			v.finding(&of[i], names)
		}
		if n := len(of) - v.most; n > 0 {
			v.page.blank()
			v.page.line(2, dim("… and "+number(n)+" more, see --kind "+kind+" --all"))
		}
	}
	v.next(found)
	return nil
}

func (v *findingsView) names(found []plan.Finding) (map[identity.PersonID]string, error) {
	var ids []identity.PersonID
	for i := range found {
		ids = append(ids, found[i].Person)
	}
	slices.Sort(ids)
	return v.call(slices.Compact(ids))
}

func (v *findingsView) finding(f *plan.Finding, names map[identity.PersonID]string) {
	v.page.blank()
	person := who(f.Person, names)
	v.page.line(2, cyan(f.System), plain("  "), bold(cmp.Or(f.Login, f.Account)), plain(pad(person)))
	for _, reason := range f.Reasons {
		v.page.line(6, dim(told(reason, person)))
	}
}

func (v *findingsView) next(found []plan.Finding) {
	for i := range found {
		f := &found[i]
		if k := assess.Kind(f.Kind); k == assess.Proposed || k == assess.Ambiguous || k == assess.Suspect || k == assess.Orphan {
			account := quoted(f.System + "/" + cmp.Or(f.Login, f.Account))
			v.page.next([2]string{"exeunt findings confirm " + account + " PERSON --reason TEXT", "says whose account it is"},
				[2]string{"exeunt exceptions add " + account + " --owner MAIL --until DATE --reason TEXT", "leaves it as it is, for a time"})
			return
		}
	}
}
