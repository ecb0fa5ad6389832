package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

const journeyCookie = "__Host-exeunt-journey"

func (c *Console) signOnRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in/provider", c.open(c.toProvider))
	mux.HandleFunc("GET "+callback, c.open(c.fromProvider))
}

// callback is where an identity provider sends people back to.
const callback = "/sign-in/callback"

// toProvider sends somebody to the identity provider, and keeps in their browser what ties its answer to this.
func (c *Console) toProvider(ctx context.Context, r *request) error {
	to, journey, err := c.Access.BeginSignOn(ctx, r.base()+callback, localPath(r.form("back")))
	if err != nil {
		return c.notVouched(ctx, r, err)
	}
	kept, err := json.Marshal(journey)
	if err != nil {
		return err
	}
	keep(r.w, journeyCookie, base64.RawURLEncoding.EncodeToString(kept), access.JourneyFor)
	http.Redirect(r.w, r.http, to, http.StatusSeeOther)
	return nil
}

// fromProvider lets in whom the identity provider sends back.
func (c *Console) fromProvider(ctx context.Context, r *request) error {
	journey := r.journey()
	keep(r.w, journeyCookie, "", -time.Second)
	answer := access.Answer{State: r.form("state"), Code: r.form("code"), Error: r.form("error")}
	key, _, err := c.Access.FinishSignOn(ctx, r.base()+callback, journey, answer, r.origin())
	if err != nil {
		return c.notVouched(ctx, r, err)
	}
	r.letIn(key)
	return r.seeOther(localPath(journey.Back))
}

// journey returns what the browser kept; empty when it kept nothing, or something else.
func (r *request) journey() (j access.Journey) {
	cookie, err := r.http.Cookie(journeyCookie)
	if err != nil {
		return j
	}
	kept, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(kept, &j) != nil {
		return access.Journey{}
	}
	return j
}

// notVouched shows the sign-in with why the identity provider let nobody in.
func (c *Console) notVouched(ctx context.Context, r *request, err error) error {
	if errors.Is(err, access.ErrNoProvider) {
		return errNoPage
	}
	var refused *access.ProviderError
	if errors.As(err, &refused) {
		r.Log.WarnContext(ctx, "the identity provider let nobody in", "error", err)
	}
	status, fault := r.complaint(err)
	if fault == "" {
		return err
	}
	form := r.signInForm()
	form.Fault = fault
	return r.show(status, "signin", form)
}
