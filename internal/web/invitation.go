package web

import (
	"context"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func (c *Console) invitationRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /invitation/{token}", c.open(c.invitationPage))
	mux.HandleFunc("POST /invitation/{token}", c.open(c.acceptInvitation))
}

// invitationView is the page of somebody who chooses a password.
type invitationView struct {
	frame
	One   access.Operator // empty: the invitation is not good
	Fault string
}

func (c *Console) invitationPage(ctx context.Context, r *request) error {
	one, err := c.Access.Invited(ctx, r.http.PathValue("token"))
	return c.showInvitation(r, one, err)
}

func (c *Console) showInvitation(r *request, one access.Operator, err error) error {
	v := invitationView{frame: r.frame(r.say.t("Choose a password"), ""), One: one}
	status := http.StatusOK
	if err != nil {
		if status, v.Fault = r.complaint(err); v.Fault == "" {
			return err
		}
	}
	return r.show(status, "invitation", v)
}

// acceptInvitation keeps the password and lets them in.
func (c *Console) acceptInvitation(ctx context.Context, r *request) error {
	token := r.http.PathValue("token")
	key, _, err := c.Access.Accept(ctx, token, r.http.FormValue("password"), r.origin())
	if err != nil {
		one, _ := c.Access.Invited(ctx, token) // empty: the invitation itself is what is wrong
		return c.showInvitation(r, one, err)
	}
	r.letIn(key)
	return r.seeOther("/")
}
