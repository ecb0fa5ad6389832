package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// beat is how often what is watched is looked at.
const beat = 400 * time.Millisecond

// watched sends a template of a page with what is true, again and again, until it is over (server-sent events). Look
// returns what is true, and whether it goes on.
func (r *request) watched(ctx context.Context, page, template string, look func() (data any, goesOn bool, err error)) error {
	flow := http.NewResponseController(r.w)
	h := r.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		data, goesOn, err := look()
		if err != nil {
			return err
		}
		if err := r.event(page, template, data); err != nil || !goesOn {
			return r.endEvents(flow, err)
		}
		if err := flow.Flush(); err != nil {
			return nil // whoever watched has gone
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// event writes one template as one event.
func (r *request) event(page, template string, data any) error {
	var out bytes.Buffer
	if err := r.pages.byName[page].ExecuteTemplate(&out, template, data); err != nil {
		return err
	}
	for line := range strings.SplitSeq(strings.TrimSpace(out.String()), "\n") {
		if _, err := fmt.Fprintf(r.w, "data: %s\n", line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprint(r.w, "\n")
	return err
}

// endEvents says that nothing more comes. Once events were sent, an error has no page to be shown on.
func (r *request) endEvents(flow *http.ResponseController, err error) error {
	if err == nil {
		_, err = fmt.Fprint(r.w, "event: end\ndata: .\n\n")
	}
	if err == nil {
		err = flow.Flush()
	}
	if err != nil {
		r.Log.Warn("events ended early", "path", r.http.URL.Path, "error", err)
	}
	return nil
}
