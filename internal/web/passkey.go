package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func (c *Console) passkeyRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /sign-in/passkey/ask", c.open(c.askPasskey))
	mux.HandleFunc("POST /sign-in/passkey", c.open(c.signInByPasskey))
	mux.HandleFunc("POST /me/passkeys/ask", c.with(access.See, c.askNewPasskey))
	mux.HandleFunc("POST /me/passkeys", c.with(access.See, c.addPasskey))
	mux.HandleFunc("POST /me/passkeys/end", c.with(access.See, c.removePasskey))
}

// shown is what a script answers with: what the browser made, and what was typed beside it.
type shown struct {
	Ticket string          `json:"ticket"`
	Name   string          `json:"name"`
	Back   string          `json:"back"`
	Answer json.RawMessage `json:"answer"`
}

// mostShown is the most bytes that an answer of a browser may have.
const mostShown = 256 << 10

func (r *request) shown() (s shown, err error) {
	data, err := io.ReadAll(http.MaxBytesReader(r.w, r.http.Body, mostShown))
	if err != nil {
		return s, err
	}
	if json.Unmarshal(data, &s) != nil {
		return s, access.ErrPasskey
	}
	return s, nil
}

// answer tells a script what it asked for, or what is wrong with what it sent.
func (r *request) answer(ctx context.Context, what any, err error) error {
	status := http.StatusOK
	if err != nil {
		var fault string
		if status, fault = r.complaint(err); fault == "" {
			return err
		}
		if errors.Is(err, access.ErrPasskey) {
			r.Log.WarnContext(ctx, "a passkey let nobody in", "error", err)
		}
		what = map[string]string{"fault": fault}
	}
	r.w.Header().Set("Content-Type", "application/json")
	r.w.Header().Set("Cache-Control", "no-store")
	r.w.WriteHeader(status)
	return json.NewEncoder(r.w).Encode(what)
}

func (c *Console) askPasskey(ctx context.Context, r *request) error {
	ask, err := c.Access.BeginPasskeySignIn(ctx, r.base())
	return r.answer(ctx, ask, err)
}

func (c *Console) signInByPasskey(ctx context.Context, r *request) error {
	s, err := r.shown()
	if err != nil {
		return r.answer(ctx, nil, err)
	}
	key, _, err := c.Access.PasskeySignIn(ctx, r.base(), s.Ticket, s.Answer, r.origin())
	if err == nil {
		r.letIn(key)
	}
	return r.answer(ctx, map[string]string{"to": localPath(s.Back)}, err)
}

func (c *Console) askNewPasskey(ctx context.Context, r *request) error {
	ask, err := c.Access.BeginPasskey(ctx, r.base(), r.op)
	return r.answer(ctx, ask, err)
}

func (c *Console) addPasskey(ctx context.Context, r *request) error {
	s, err := r.shown()
	if err == nil {
		err = c.Access.AddPasskey(ctx, r.base(), s.Ticket, s.Name, s.Answer, r.op)
	}
	if err == nil {
		r.flash(r.say.t("The passkey is kept: from now on it signs you in."))
	}
	return r.answer(ctx, map[string]string{"to": "/me"}, err)
}

func (c *Console) removePasskey(ctx context.Context, r *request) error {
	err := c.Access.RemovePasskey(ctx, r.form("passkey"), r.op)
	return c.mine(ctx, r, meView{Doing: "passkey", Days: 90}, err, r.say.t("The passkey is removed. Remove it from your device too."))
}
