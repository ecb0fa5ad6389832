package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// guarded sets what every answer carries, and answers also when we have made a mistake.
func (a *API) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; "+
			"frame-ancestors 'none'; base-uri 'none'")
		h.Set("Cache-Control", "no-store")
		// In a copy of the request: net/http must know its own body again when it was closed half read, or it would take the
		// rest of it for the next request.
		r = r.WithContext(r.Context())
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		defer a.survive(w, r)
		next.ServeHTTP(w, r)
	})
}

// maxBody is the most that any request may carry: the proof of a task, in base64.
const maxBody = 24 << 20

// survive answers in the place of an operation that panicked. One that broke its answer off on purpose stays so.
func (a *API) survive(w http.ResponseWriter, r *http.Request) {
	what := recover()
	if what == nil {
		return
	}
	if err, _ := what.(error); errors.Is(err, http.ErrAbortHandler) {
		panic(http.ErrAbortHandler)
	}
	a.Log.ErrorContext(r.Context(), "an operation of the API panicked", "path", r.URL.Path, "panic", fmt.Sprint(what))
	refuse(w, problem(http.StatusInternalServerError, ours))
}

// open are the paths for which nobody needs a token: the description, and the page to try it. They tell nothing of the
// company.
var open = map[string]bool{
	Prefix + "/": true, Prefix + "/try.js": true, Prefix + "/try.css": true,
	Prefix + "/openapi.json": true, Prefix + "/openapi.yaml": true, Prefix + "/openapi-3.0.json": true, Prefix + "/openapi-3.0.yaml": true,
}

type operatorKey struct{}

// operatorOf returns who asks. Only the way of a request uses it; a handler is given a call.
func operatorOf(ctx context.Context) *access.Operator {
	op, _ := ctx.Value(operatorKey{}).(*access.Operator)
	return op
}

// authenticated lets those pass who show a token.
func (a *API) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if open[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		op, err := a.recognise(r)
		switch {
		case errors.Is(err, access.ErrNoToken):
			w.Header().Set("WWW-Authenticate", `Bearer realm="Exeunt"`)
			refuse(w, problem(http.StatusUnauthorized, "show a token that holds: Authorization: Bearer exeunt_...; an operator makes one on their own page of the console"))
		case err != nil:
			refuse(w, a.problemOf(r.Context(), "token", err))
		default:
			op.From = address(r)
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), operatorKey{}, &op)))
		}
	})
}

func (a *API) recognise(r *http.Request) (access.Operator, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return access.Operator{}, access.ErrNoToken
	}
	return a.Access.Token(r.Context(), strings.TrimSpace(token))
}

// address is where a request comes from. A proxy in front of us is not asked: what it says anybody can say.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// humaUnwrap returns the request of a context and where its answer goes.
func humaUnwrap(ctx huma.Context) (*http.Request, http.ResponseWriter) { return humago.Unwrap(ctx) }
