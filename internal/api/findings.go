package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Findings is a page of the findings of one plan.
type Findings struct {
	List[plan.Finding]
	Plan string    `json:"plan" doc:"Empty: there was no pass yet."`
	At   time.Time `json:"at,omitzero"`
}

func (a *API) findingRoutes() {
	type query struct {
		Page
		Kind   string `query:"kind" maxLength:"100" doc:"Such as leaver or orphan."`
		System string `query:"system" maxLength:"100"`
		Person string `query:"person" maxLength:"200"`
	}
	add(a, route{
		path: "/findings", id: "listFindings", tag: "Findings", right: access.See, summary: "What is wrong and why, as the newest pass found it",
		detail: "A next goes on in the same plan, also when there is a newer one by then.",
	}, func(ctx context.Context, c *call, in *query) (Findings, error) {
		p, from, err := c.findingsAfter(ctx, in.After)
		if err != nil || p == nil {
			return Findings{List: List[plan.Finding]{Items: []plan.Finding{}}}, err
		}
		out := Findings{List: List[plan.Finding]{Items: []plan.Finding{}}, Plan: p.ID, At: p.At}
		for i := from; i < len(p.Findings); i++ {
			f := &p.Findings[i]
			if in.Kind != "" && f.Kind != in.Kind || in.System != "" && f.System != in.System || in.Person != "" && string(f.Person) != in.Person {
				continue
			}
			if len(out.Items) == in.Limit {
				out.Next = p.ID + ":" + strconv.Itoa(i)
				break
			}
			out.Items = append(out.Items, *f)
		}
		return out, nil
	})
}

// findingsAfter returns the plan of which findings are wanted, nil when there is none yet, and where to go on in it.
func (c *call) findingsAfter(ctx context.Context, after string) (*plan.Plan, int, error) {
	if after == "" {
		p, err := c.as().Newest(ctx)
		return p, 0, err
	}
	id, place, _ := strings.Cut(after, ":")
	from, err := strconv.Atoi(place)
	if err != nil || from < 0 {
		return nil, 0, problem(http.StatusBadRequest, "after is not the next of a page of this list")
	}
	p, err := c.as().SavedPlan(ctx, id)
	return p, from, err
}
