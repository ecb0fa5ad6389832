package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

const (
	sessionCookie = "__Host-exeunt"
	browserCookie = "__Host-exeunt-browser"
)

func (c *Console) signInRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in", c.open(c.signInPage))
	mux.HandleFunc("POST /sign-in", c.open(c.signIn))
	mux.HandleFunc("POST /sign-out", c.with(access.See, c.signOut))
	mux.HandleFunc("GET /set-up/{token}", c.open(c.setUpPage))
	mux.HandleFunc("POST /set-up/{token}", c.open(c.setUp))
	mux.HandleFunc("POST /language", c.open(c.setLanguage))
}

// signInForm is the page of somebody who wants to come in.
type signInForm struct {
	frame
	Login, Name string
	Back        string // the page that they wanted
	Fault       string // what is wrong; empty: nothing yet
	Local       bool   // with a password
	Provider    string // how the identity provider is called; empty: there is none
	Passkeys    bool   // browsers make passkeys for this address
}

// signInForm returns the page of somebody who has typed nothing yet.
func (r *request) signInForm() signInForm {
	return signInForm{
		frame: r.frame(r.say.t("Sign in"), ""), Login: r.form("login"), Back: localPath(r.form("back")),
		Local: r.Access.Local(), Provider: r.Access.Provider(), Passkeys: access.PasskeySite(r.base()),
	}
}

// toSignIn sends somebody to the sign-in, and from there to the page that they wanted.
func (r *request) toSignIn() error {
	if r.http.Method != http.MethodGet {
		return r.seeOther("/sign-in")
	}
	return r.seeOther("/sign-in?back=" + url.QueryEscape(r.http.URL.RequestURI()))
}

func (c *Console) signInPage(_ context.Context, r *request) error {
	return r.page("signin", r.signInForm())
}

func (c *Console) signIn(ctx context.Context, r *request) error {
	key, _, err := c.Access.SignIn(ctx, r.form("login"), r.http.FormValue("password"), r.origin())
	status, fault := r.complaint(err)
	if fault != "" {
		form := r.signInForm()
		form.Fault = fault
		return r.show(status, "signin", form)
	}
	if err != nil {
		return err
	}
	r.letIn(key)
	return r.seeOther(localPath(r.form("back")))
}

// letIn gives the browser what it was given the right to.
func (r *request) letIn(key access.Key) {
	keep(r.w, sessionCookie, key.Session, access.Absolute)
	keep(r.w, browserCookie, key.Browser, 180*24*time.Hour)
}

func (c *Console) signOut(ctx context.Context, r *request) error {
	cookie, err := r.http.Cookie(sessionCookie)
	if err == nil {
		err = c.Access.SignOut(ctx, cookie.Value, r.op)
	}
	if err != nil {
		return err
	}
	keep(r.w, sessionCookie, "", -1)
	return r.seeOther("/sign-in")
}

func (c *Console) setUpPage(_ context.Context, r *request) error {
	form := signInForm{frame: r.frame(r.say.t("Set up Exeunt"), "")}
	if !c.Access.IsSetup(r.http.PathValue("token")) {
		_, form.Fault = r.complaint(access.ErrSetup)
	}
	return r.page("setup", form)
}

func (c *Console) setUp(ctx context.Context, r *request) error {
	n := access.NewOperator{Login: r.form("login"), Name: r.form("name"), Password: r.http.FormValue("password")}
	key, _, err := c.Access.Setup(ctx, r.http.PathValue("token"), n, r.origin())
	if status, fault := r.complaint(err); fault != "" {
		form := signInForm{frame: r.frame(r.say.t("Set up Exeunt"), ""), Login: n.Login, Name: n.Name, Fault: fault}
		return r.show(status, "setup", form)
	}
	if err != nil {
		return err
	}
	r.letIn(key)
	return r.seeOther("/")
}
