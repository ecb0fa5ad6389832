package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// operatorView is one operator: who they are, and what can be done about them.
type operatorView struct {
	frame
	operatorForm
	One      access.Operator
	Sessions []access.OwnSession
	Tokens   []access.Token
	Link     string // with which they choose a password; it is shown once
	Local    bool
	Doing    string // the deed that was tried and did not work
	now      time.Time
}

func (c *Console) operatorPage(ctx context.Context, r *request) error {
	number, err := r.number()
	if err != nil {
		return err
	}
	one, err := c.Access.Operator(ctx, number)
	if err != nil {
		return err
	}
	f := operatorForm{Login: one.Login, Name: one.Name, Person: string(one.Person), Version: one.Version(), Roles: r.roleBoxes(one.Roles)}
	return c.showOperator(ctx, r, http.StatusOK, one, f, "")
}

// showOperator shows an operator with what was typed about them.
func (c *Console) showOperator(ctx context.Context, r *request, status int, one access.Operator, f operatorForm, doing string) error {
	v := operatorView{operatorForm: f, One: one, Local: c.Access.Local(), Doing: doing, now: c.Now()}
	var err error
	if v.Sessions, err = c.Access.SessionsOf(ctx, one.Number, r.op); err != nil {
		return err
	}
	if v.Tokens, err = c.Access.TokensOf(ctx, one.Number, r.op); err != nil {
		return err
	}
	if token := r.handed(operatorPath(one.Number)); token != "" {
		v.Link = r.base() + "/invitation/" + token
	}
	v.frame = r.frame(one.Name, "/settings")
	return r.show(status, "operator", v)
}

// changeOperator keeps what was typed about an operator.
func (c *Console) changeOperator(ctx context.Context, r *request) error {
	number, err := r.number()
	if err != nil {
		return err
	}
	f, roles := r.typed()
	change := access.Change{Version: f.Version, Name: f.Name, Roles: roles, Person: identity.PersonID(f.Person), Why: f.Why}
	_, err = c.Access.Change(ctx, number, change, r.op)
	return c.changed(ctx, r, number, f, "change", err, r.say.t("It is changed, and the ledger says why."))
}

// Live returns how many tokens of the operator hold.
func (v operatorView) Live() int {
	return len(slices.DeleteFunc(slices.Clone(v.Tokens), func(n access.Token) bool { return !n.Revoked.IsZero() || !v.now.Before(n.Expires) }))
}

// deedForm is the form of one deed.
type deedForm struct {
	Name, Icon, Title, Text, Button string
	Hard, Open                      bool
}

// Deeds returns what can be done about the operator as they are.
func (v operatorView) Deeds() []deedForm {
	t := v.Say.t
	var deeds []deedForm
	if v.One.Disabled.IsZero() {
		if v.Local {
			deeds = append(deeds, deedForm{"invite", "link", t("Make a new link"), t("With it they choose a password: the first one, or a new one in the place of one that was forgotten. An earlier link holds no longer."), t("Make the link"), false, false})
		}
		deeds = append(deeds,
			deedForm{"sessions", "logout", t("End their sessions"), t("They must sign in again, everywhere."), t("End their sessions"), true, false},
			deedForm{"disable", "ban", t("Disable them"), t("They may sign in no more, their sessions end, and their tokens open nothing."), t("Disable them"), true, false})
	} else {
		deeds = append(deeds, deedForm{"enable", "login", t("Let them in again"), t("They sign in as before, with the roles that they have here."), t("Let them in again"), false, false})
	}
	for i := range deeds {
		deeds[i].Open = deeds[i].Name == v.Doing
	}
	return deeds
}

// operatorDeeds is what can be done about an operator, each with a reason.
var operatorDeeds = []operatorDeed{
	{"disable", func(ctx context.Context, c *Console, r *request, number int64, f operatorForm) (string, error) {
		_, err := c.Access.Disable(ctx, number, f.Version, f.Why, r.op)
		return r.say.t("They may sign in no more, and every session of theirs has ended."), err
	}},
	{"enable", func(ctx context.Context, c *Console, r *request, number int64, f operatorForm) (string, error) {
		_, err := c.Access.Enable(ctx, number, f.Version, f.Why, r.op)
		return r.say.t("They may sign in again."), err
	}},
	{"sessions", func(ctx context.Context, c *Console, r *request, number int64, f operatorForm) (string, error) {
		return r.say.t("Every session of theirs has ended."), c.Access.EndSessionsOf(ctx, number, f.Why, r.op)
	}},
	{"invite", func(ctx context.Context, c *Console, r *request, number int64, f operatorForm) (string, error) {
		return "", c.invite(ctx, r, number, f.Why)
	}},
}

type operatorDeed struct {
	name string
	do   func(ctx context.Context, c *Console, r *request, number int64, f operatorForm) (says string, err error)
}

func (c *Console) operatorDeed(deed operatorDeed) handler {
	return func(ctx context.Context, r *request) error {
		number, err := r.number()
		if err != nil {
			return err
		}
		f := operatorForm{Why: r.form("why"), Version: r.form("version")}
		says, err := deed.do(ctx, c, r, number, f)
		return c.changed(ctx, r, number, f, deed.name, err, says)
	}
}

// changed goes back to the operator after a deed, or shows them with what was wrong with it.
func (c *Console) changed(ctx context.Context, r *request, number int64, f operatorForm, deed string, err error, says string) error {
	status, fault := r.complaint(err)
	if fault == "" && err != nil {
		return err
	}
	if fault == "" {
		if says != "" {
			r.flash(says)
		}
		return r.seeOther(operatorPath(number))
	}
	one, err := c.Access.Operator(ctx, number)
	if err != nil {
		return err
	}
	if deed != "change" {
		f = operatorForm{Name: one.Name, Person: string(one.Person), Why: f.Why, Roles: r.roleBoxes(one.Roles)}
	}
	f.Login, f.Version, f.Fault = one.Login, one.Version(), fault
	return c.showOperator(ctx, r, status, one, f, deed)
}
