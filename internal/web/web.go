// Package web is an edge: the console, for people in IT and HR who are not developers.
//
// Pages are made on the server from app's use cases; a page is a file here and a template in page/. What all share is the
// way of a request (request.go), the frame around a page (frame.go) and the words (word.go). No page needs a script to be
// read; scripts only spare a reload.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// Options are what the console is made of.
type Options struct {
	App    *app.App
	Access *access.Access
	Work   Work
	Log    *slog.Logger
	Now    func() time.Time
}

// Work is what the console asks to be done in the background.
type Work interface {
	// Pass asks for a pass as soon as one can be made.
	Pass(ctx context.Context, why string) error
	// Apply asks for what is ready of a plan to be applied.
	Apply(ctx context.Context, planID string) error
}

// Console is the pages.
type Console struct {
	Options
	pages *pages
}

// New returns the console. It serves every path but those that belong to somebody else.
func New(o Options) (http.Handler, error) {
	pages, err := loadPages()
	if err != nil {
		return nil, err
	}
	c := &Console{Options: o, pages: pages}
	mux := http.NewServeMux()
	mux.Handle("GET /asset/", assets())
	c.signInRoutes(mux)
	c.signOnRoutes(mux)
	c.passkeyRoutes(mux)
	c.overviewRoutes(mux)
	c.peopleRoutes(mux)
	c.accountRoutes(mux)
	c.findingRoutes(mux)
	c.personRoutes(mux)
	c.orderRoutes(mux)
	c.exceptionRoutes(mux)
	c.planRoutes(mux)
	c.runRoutes(mux)
	c.taskRoutes(mux)
	c.settingsRoutes(mux)
	c.meRoutes(mux)
	c.invitationRoutes(mux)
	c.systemRoutes(mux)
	c.ledgerRoutes(mux)
	c.policyRoutes(mux)
	mux.HandleFunc("/", c.open(func(context.Context, *request) error { return errNoPage }))
	return guarded(mux), nil
}

// guarded sets what every answer carries, and refuses writes that come from another site.
func guarded(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	return sameOrigin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "+
			"form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	}))
}

// maxBody is the most that a request may carry: the proof of a task and a bit.
const maxBody = 17 << 20
