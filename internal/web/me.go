package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func (c *Console) meRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /me", c.with(access.See, c.mePage))
	mux.HandleFunc("POST /me/password", c.with(access.See, c.changePassword))
	mux.HandleFunc("POST /me/language", c.with(access.See, c.chooseLanguage))
	mux.HandleFunc("POST /me/sessions/end", c.with(access.See, c.endSession))
	mux.HandleFunc("POST /me/tokens", c.with(access.See, c.issueToken))
	mux.HandleFunc("POST /me/tokens/{number}/end", c.with(access.See, c.endToken("/me")))
}

// meView is what operators see of themselves.
type meView struct {
	frame
	Sessions []access.OwnSession
	Tokens   []shownToken
	Rights   []rightBox
	Passkeys []access.Passkey
	Site     bool // browsers make passkeys for this address
	Local    bool
	Token    string // a new one, which is shown once
	Doing    string // the form that did not work
	Fault    string // what is wrong with it
	Name     string // of the token that was typed
	Days     int    // for which it shall hold
}

// rightBox is one right that a token can have.
type rightBox struct {
	Right   access.Right
	Chosen  bool
	Meaning string
}

// tokenDays are the times for which a token can be made.
var tokenDays = []int{30, 90, 180, 365}

// TokenDays returns the times for which a token can be made.
func (v meView) TokenDays() []int { return tokenDays }

func (c *Console) mePage(ctx context.Context, r *request) error {
	return c.showMe(ctx, r, http.StatusOK, meView{Days: 90, Token: r.handed("token")}, nil)
}

func (c *Console) showMe(ctx context.Context, r *request, status int, v meView, scopes []access.Right) error {
	tokens, err := c.Access.TokensOf(ctx, r.op.Number, r.op)
	if err != nil {
		return err
	}
	if v.Sessions, err = c.Access.Sessions(ctx, r.op, r.sessionSecret()); err != nil {
		return err
	}
	if v.Passkeys, err = c.Access.Passkeys(ctx, r.op); err != nil {
		return err
	}
	v.Site = access.PasskeySite(r.base())
	for _, right := range access.Rights() {
		if r.op.May(right) {
			v.Rights = append(v.Rights, rightBox{right, slices.Contains(scopes, right), r.say.RightMeans(right)})
		}
	}
	v.Tokens, v.Local = r.shownTokens(tokens, nil), c.Access.Local()
	v.frame = r.frame(r.say.t("Your account"), "/me")
	return r.show(status, "me", v)
}

// sessionSecret returns the secret of the session that asks.
func (r *request) sessionSecret() string {
	cookie, err := r.http.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// mine goes back to one's own page after a deed, or shows it with what was wrong.
func (c *Console) mine(ctx context.Context, r *request, v meView, err error, says string) error {
	status, fault := r.complaint(err)
	if fault != "" {
		v.Fault = fault
		return c.showMe(ctx, r, status, v, r.scopes())
	}
	if err != nil {
		return err
	}
	if says != "" {
		r.flash(says)
	}
	return r.seeOther("/me")
}

func (c *Console) changePassword(ctx context.Context, r *request) error {
	err := c.Access.ChangePassword(ctx, r.http.FormValue("old"), r.http.FormValue("password"), r.sessionSecret(), r.op)
	return c.mine(ctx, r, meView{Doing: "password", Days: 90}, err, r.say.t("The password is changed, and your other sessions have ended."))
}

// chooseLanguage keeps the language with the operator, and in this browser.
func (c *Console) chooseLanguage(ctx context.Context, r *request) error {
	language := r.form("language")
	err := c.Access.ChooseLanguage(ctx, language, r.op)
	if err == nil {
		kept := 365 * 24 * time.Hour
		if language == "" {
			kept = -time.Second
		}
		keep(r.w, languageCookie, language, kept)
	}
	return c.mine(ctx, r, meView{Doing: "language", Days: 90}, err, "")
}

// endSession ends one of the operator's own sessions, or all but this one.
func (c *Console) endSession(ctx context.Context, r *request) error {
	if id := r.form("session"); id != "" {
		return c.mine(ctx, r, meView{}, c.Access.EndSession(ctx, id, r.op), r.say.t("The session has ended."))
	}
	return c.mine(ctx, r, meView{}, c.Access.EndOtherSessions(ctx, r.sessionSecret(), r.op), r.say.t("Your other sessions have ended."))
}

// scopes returns the rights that were chosen for a token.
func (r *request) scopes() []access.Right {
	var scopes []access.Right
	for _, scope := range r.http.Form["scope"] {
		scopes = append(scopes, access.Right(scope))
	}
	return scopes
}

func (c *Console) issueToken(ctx context.Context, r *request) error {
	v := meView{Doing: "token", Name: r.form("name")}
	v.Days, _ = strconv.Atoi(r.form("days")) // what is no number is refused with what a token may last
	n := access.NewToken{Name: v.Name, Scopes: r.scopes(), For: time.Duration(v.Days) * 24 * time.Hour}
	token, _, err := c.Access.IssueToken(ctx, n, r.op)
	if err == nil {
		r.handOver("token", token)
	}
	return c.mine(ctx, r, v, err, "")
}

// HereMark marks the session of the page itself.
func (s *speaker) HereMark() mark { return mark{"good", s.t("this one")} }
