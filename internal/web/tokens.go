package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func (c *Console) tokenRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /settings/tokens", c.with(access.Administer, c.tokensPage))
	mux.HandleFunc("POST /settings/tokens/{number}/end", c.with(access.Administer, c.endToken("/settings/tokens")))
}

// tokensList is the tokens of everybody.
type tokensList struct {
	frame
	Tabs   []tab
	Tokens []shownToken
}

// shownToken is a token with the name of its owner.
type shownToken struct {
	access.Token
	Owner string
	State mark
	Live  bool
}

func (c *Console) tokensPage(ctx context.Context, r *request) error {
	tokens, err := c.Access.Tokens(ctx, r.op)
	if err != nil {
		return err
	}
	operators, err := c.Access.Operators(ctx)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for i := range operators {
		names[operators[i].Number] = operators[i].Name
	}
	list := tokensList{frame: r.frame(r.say.t("Settings"), "/settings"), Tabs: r.tabs("/settings/tokens")}
	list.Tokens = r.shownTokens(tokens, names)
	return r.page("tokens", list)
}

// shownTokens returns tokens as a list shows them: newest first.
func (r *request) shownTokens(tokens []access.Token, names map[int64]string) []shownToken {
	shown := make([]shownToken, 0, len(tokens))
	for i := len(tokens) - 1; i >= 0; i-- {
		state, live := r.tokenState(&tokens[i])
		shown = append(shown, shownToken{tokens[i], names[tokens[i].Operator], state, live})
	}
	return shown
}

func (r *request) tokenState(n *access.Token) (state mark, live bool) {
	switch {
	case !n.Revoked.IsZero():
		return mark{"calm", r.say.t("revoked")}, false
	case !r.Now().Before(n.Expires):
		return mark{"calm", r.say.t("expired")}, false
	}
	return mark{"good", r.say.t("holds")}, true
}

// endToken ends a token and goes back to the list that it was in. One that has ended already is as it should be.
func (c *Console) endToken(back string) handler {
	return func(ctx context.Context, r *request) error {
		number, err := r.number()
		if err != nil {
			return err
		}
		if err := c.Access.RevokeToken(ctx, number, r.op); err != nil && !errors.Is(err, access.ErrNoToken) {
			return err
		}
		r.flash(r.say.t("The token is revoked: nobody can use it any more."))
		return r.seeOther(back)
	}
}

// Scopes says what a token may do.
func (s *speaker) Scopes(scopes []string) string {
	var said []string
	for _, scope := range scopes {
		said = append(said, s.RightMeans(access.Right(scope)))
	}
	return strings.Join(said, "; ")
}

// RightMeans says what a right lets somebody do.
func (s *speaker) RightMeans(r access.Right) string {
	switch r {
	case access.See:
		return s.t("read everything but the ledger")
	case access.Audit:
		return s.t("read the ledger and evidence")
	case access.Decide:
		return s.t("decide on links, exceptions, tasks and leave")
	case access.Act:
		return s.t("make plans, end access, undo")
	case access.Approve:
		return s.t("agree to plans")
	case access.Administer:
		return s.t("operators, tokens and settings")
	}
	return string(r)
}
