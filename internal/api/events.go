package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// beat is how often a run that is watched is looked at.
const beat = 400 * time.Millisecond

// eventRoute sends how a run stands, again and again, until it is over (server-sent events).
func (a *API) eventRoute() {
	r := route{
		path: "/runs/{id}/events", id: "followRun", tag: "Runs", right: access.See, summary: "Follow a run",
		detail: "Server-sent events: the data of each is the run as it stands then; the last one is called end.",
	}
	op := a.operation(&r)
	op.Responses = map[string]*huma.Response{"200": {Description: "Events", Content: map[string]*huma.MediaType{"text/event-stream": {}}}}
	huma.Register(a.huma, op, func(ctx context.Context, in *PlanID) (*huma.StreamResponse, error) {
		c := &call{a, operatorOf(ctx)}
		first, err := c.runNow(ctx, in.ID)
		if err != nil {
			return nil, a.problemOf(ctx, r.id, err)
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			_, w := humaUnwrap(hc)
			c.tell(ctx, streamed(w, "text/event-stream"), first)
		}}, nil
	})
}

// tell sends events until the run is over, or whoever follows has gone.
func (c *call) tell(ctx context.Context, w http.ResponseWriter, run Run) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		data, err := json.Marshal(run)
		if err == nil {
			_, err = fmt.Fprintf(w, "data: %s\n\n", data)
		}
		if err == nil {
			err = http.NewResponseController(w).Flush()
		}
		if err != nil {
			return
		}
		if !run.Live {
			_, _ = fmt.Fprint(w, "event: end\ndata: {}\n\n")
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if run, err = c.runNow(ctx, run.Plan); err != nil {
			c.Log.WarnContext(ctx, "events ended early", "run", run.Plan, "error", err)
			return
		}
	}
}
