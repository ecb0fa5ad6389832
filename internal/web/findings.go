package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) findingRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /findings", c.with(access.See, c.findingsPage))
	mux.HandleFunc("POST /findings/pass", c.with(access.Act, c.passForFindings))
	mux.HandleFunc("GET /findings/{number}", c.with(access.See, c.findingPage))
	mux.HandleFunc("POST /findings/{number}", c.with(access.Decide, c.decideFinding))
	mux.HandleFunc("POST /findings/{number}/suspend", c.with(access.Act, c.suspendForFinding))
}

type findingsList struct {
	frame
	Findings []app.Judged
	Names    map[identity.PersonID]string
	Kinds    []counter
	Systems  []counter
	All      int
	Filter   app.FindingFilter
	Pending  bool  // one of those that are shown was decided since the last pass
	Next     int64 // where the next page begins; 0: there is none
}

// counter is how many there are of something.
type counter struct {
	Name string
	N    int
}

func (c *Console) findingsPage(ctx context.Context, r *request) error {
	before, _ := strconv.ParseInt(r.form("before"), 10, 64) // what is no number is the first page
	f := app.FindingFilter{Kind: r.form("kind"), System: r.form("system"), Text: r.form("q"), Before: before, Limit: perPage + 1}
	list := findingsList{frame: r.frame(r.say.t("Findings"), "/findings"), Filter: f}
	kinds, systems, err := c.App.FindingCounts(ctx)
	if err != nil {
		return err
	}
	list.Kinds, list.Systems = ordered(kinds, bySeverity), ordered(systems, cmp.Compare)
	for _, k := range list.Kinds {
		list.All += k.N
	}
	if list.Findings, err = c.App.Findings(ctx, f); err != nil {
		return err
	}
	if len(list.Findings) > perPage {
		list.Findings, list.Next = list.Findings[:perPage], list.Findings[perPage-1].Number
	}
	list.Names, err = c.App.Names(ctx, list.people())
	if err != nil {
		return err
	}
	return r.page("findings", &list)
}

func (l *findingsList) people() (ids []identity.PersonID) {
	for i := range l.Findings {
		f := &l.Findings[i]
		l.Pending = l.Pending || len(f.Since) > 0
		if f.Person != "" {
			ids = append(ids, f.Person)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Link returns the address of the list with another kind, or with the next page.
func (l *findingsList) Link(kind string, before int64) string {
	q := url.Values{}
	for name, value := range map[string]string{"kind": kind, "system": l.Filter.System, "q": l.Filter.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return "/findings"
	}
	return "/findings?" + q.Encode()
}

// ordered returns the counts in an order.
func ordered(counts map[string]int, compare func(a, b string) int) []counter {
	all := make([]counter, 0, len(counts))
	for name, n := range counts {
		all = append(all, counter{name, n})
	}
	slices.SortFunc(all, func(a, b counter) int { return cmp.Or(compare(a.Name, b.Name), cmp.Compare(a.Name, b.Name)) })
	return all
}

// kindsBySeverity are the kinds of findings, what matters most first.
var kindsBySeverity = []assess.Kind{
	assess.Missed, assess.Contradict, assess.Returned, assess.ReEnabled, assess.Leaver, assess.Vanished, assess.Impossible, assess.OwnerLeft, assess.Suspect, assess.Ambiguous, assess.Orphan,
	assess.Proposed, assess.NoOwner, assess.Entitled, assess.Dormant, assess.Duplicate, assess.Shared, assess.Expiring,
}

func bySeverity(a, b string) int {
	return cmp.Compare(slices.Index(kindsBySeverity, assess.Kind(a)), slices.Index(kindsBySeverity, assess.Kind(b)))
}

// passForFindings lets what was decided take effect.
func (c *Console) passForFindings(ctx context.Context, r *request) error {
	if err := c.Work.Pass(ctx, "asked by "+r.op.Login); err != nil {
		return err
	}
	r.flash(r.say.t("A pass begins now. What was decided takes effect with it."))
	return r.seeOther(localPath(cmp.Or(r.form("back"), "/findings")))
}
