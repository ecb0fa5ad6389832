// Package api is an edge: everything that the console does, for programs, under /api/v1.
//
// It is described by OpenAPI 3.1, which is made from the code: an operation is a route with its handler, and the types of
// what it takes and gives are the description. One file is one kind of thing. What all operations share is the way of a
// request (door.go, route.go), its problems (problem.go), versions (etag.go) and pages of lists (list.go).
package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// Options are what the API is made of.
type Options struct {
	App    *app.App
	Access *access.Access
	Work   Work
	Log    *slog.Logger
	Now    func() time.Time
}

// Work is what the API asks to be done in the background.
type Work interface {
	// Pass asks for a pass as soon as one can be made.
	Pass(ctx context.Context, why string) error
	// Apply asks for what is ready of a plan to be applied.
	Apply(ctx context.Context, planID string) error
	// Applying reports whether that was asked for here and is not over.
	Applying(planID string) bool
}

// Prefix is where the API is.
const Prefix = "/api/v1"

// API is the operations.
type API struct {
	Options
	huma huma.API
	mux  *http.ServeMux
}

// New returns the API. It serves every path below Prefix.
func New(o Options) *API {
	a := &API{Options: o, mux: http.NewServeMux()}
	a.huma = humago.NewWithPrefix(a.mux, Prefix, about())
	a.meRoutes()
	a.operatorRoutes()
	a.overviewRoutes()
	a.peopleRoutes()
	a.nameRoutes()
	a.accountRoutes()
	a.findingRoutes()
	a.planRoutes()
	a.runRoutes()
	a.taskRoutes()
	a.exceptionRoutes()
	a.systemRoutes()
	a.ledgerRoutes()
	a.explainRoutes()
	a.planWriteRoutes()
	a.approvalRoutes()
	a.runWriteRoutes()
	a.decideRoutes()
	a.triageRoutes()
	a.taskWriteRoutes()
	a.exceptionWriteRoutes()
	a.systemWriteRoutes()
	a.tryRoutes()
	return a
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.guarded(a.authenticated(versioned(a.once(a.matched(http.HandlerFunc(a.find)))))).ServeHTTP(w, r)
}

// find finds the operation, or says that there is none.
func (a *API) find(w http.ResponseWriter, r *http.Request) {
	handler, pattern := a.mux.Handler(r)
	if pattern != "" {
		a.mux.ServeHTTP(w, r)
		return
	}
	nothing := &silent{header: http.Header{}}
	handler.ServeHTTP(nothing, r) // the mux knows which methods there are
	if allow := nothing.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		refuse(w, problem(http.StatusMethodNotAllowed, "there is no "+r.Method+" here, only "+allow))
		return
	}
	refuse(w, problem(http.StatusNotFound, "there is no such operation: "+Prefix+"/openapi.json describes all there are"))
}

// silent takes an answer that nobody gets.
type silent struct{ header http.Header }

// Header returns what was said.
func (s *silent) Header() http.Header { return s.header }

// Write forgets.
func (s *silent) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader forgets.
func (s *silent) WriteHeader(int) {}

// about is what the description says of the whole.
func about() huma.Config {
	c := huma.DefaultConfig("Exeunt", "1")
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", named)
	c.Info.Description = description
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.CreateHooks, c.DocsPath, c.SchemasPath = nil, "", ""
	c.RejectUnknownQueryParameters = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		scheme: {Type: "http", Scheme: "bearer", Description: "A token of an operator, made on their own page of the console. It may do at most what its operator may."},
	}
	c.Security = []map[string][]string{{scheme: {}}}
	return c
}

// named is how a type is called in the description: what is not ours with the part of the program that it comes from.
func named(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	part := path.Base(t.PkgPath())
	if part = strings.ToUpper(part[:1]) + part[1:]; part == "Api" || part == name || t.Name() == "" {
		return name
	}
	return part + name
}

const scheme = "token"

const description = `Everything that the console does, for programs.

Every request shows a token: Authorization: Bearer exeunt_... What goes wrong is told as application/problem+json (RFC 9457):
detail says what happened and what to do, errors name the fields. A list has items and, when there are more, next, which is
the after of the next request. What is read carries an ETag: If-None-Match spares an answer that is known already, and a
write with If-Match is refused when what it is about has changed since. A write with an Idempotency-Key is done once, however
often it is sent within a day. Instants are RFC 3339.`
