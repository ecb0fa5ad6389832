package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// request is one request on its way: who asks, in which language, and for whom the use cases act.
type request struct {
	*Console
	w    http.ResponseWriter
	http *http.Request
	op   *access.Operator // nil: nobody has signed in
	say  *speaker
}

// as returns the use cases for the operator who asks.
func (r *request) as() *app.App { return r.App.For(r.op) }

// form returns what was typed into a field, without the blanks around it.
func (r *request) form(name string) string { return strings.TrimSpace(r.http.FormValue(name)) }

// origin says where the request comes from. What a trusted proxy in front of us says of it stands in RemoteAddr already.
func (r *request) origin() access.Origin {
	host, _, err := net.SplitHostPort(r.http.RemoteAddr)
	if err != nil {
		host = r.http.RemoteAddr
	}
	from := access.Origin{Address: host, Agent: r.http.UserAgent()}
	if cookie, err := r.http.Cookie(browserCookie); err == nil {
		from.Browser = cookie.Value
	}
	return from
}

// base returns the address under which people reach the console, without a slash at the end.
func (r *request) base() string {
	if url := r.App.Settings.Serve.URL; url != "" {
		return url
	}
	if r.http.TLS != nil {
		return "https://" + r.http.Host
	}
	return "http://" + r.http.Host
}

// handler answers one request. An error is shown as a page.
type handler func(ctx context.Context, r *request) error

// open returns the handler of a page that needs no sign-in.
func (c *Console) open(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, hr *http.Request) {
		r := &request{Console: c, w: w, http: hr}
		r.say = speakerFor(r)
		ctx := hr.Context()
		r.end(ctx, h(ctx, r))
	}
}

// with returns the handler of a page for operators who have a right.
func (c *Console) with(right access.Right, h handler) http.HandlerFunc {
	return c.open(func(ctx context.Context, r *request) error {
		if err := r.recognise(ctx); err != nil {
			if errors.Is(err, access.ErrNoSession) {
				return r.toSignIn()
			}
			return err
		}
		if err := r.op.Demand(right); err != nil {
			return err
		}
		return h(ctx, r)
	})
}

// recognise finds out who asks.
func (r *request) recognise(ctx context.Context) error {
	cookie, err := r.http.Cookie(sessionCookie)
	if err != nil {
		return access.ErrNoSession
	}
	op, err := r.Access.Session(ctx, cookie.Value)
	if err != nil {
		return err
	}
	op.From = r.origin().Address
	r.op = &op
	r.say = speakerFor(r)
	return nil
}

// seeOther sends the browser to another page after something was done.
func (r *request) seeOther(path string) error {
	if r.http.Header.Get("HX-Request") != "" {
		r.w.Header().Set("HX-Redirect", path)
		return nil
	}
	http.Redirect(r.w, r.http, path, http.StatusSeeOther)
	return nil
}
