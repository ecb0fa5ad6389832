package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) operatorRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /settings/operators", c.with(access.Administer, c.operatorsPage))
	mux.HandleFunc("GET /settings/operators/new", c.with(access.Administer, c.newOperatorPage))
	mux.HandleFunc("POST /settings/operators", c.with(access.Administer, c.addOperator))
	mux.HandleFunc("GET /settings/operators/{number}", c.with(access.Administer, c.operatorPage))
	mux.HandleFunc("POST /settings/operators/{number}", c.with(access.Administer, c.changeOperator))
	for _, deed := range operatorDeeds {
		mux.HandleFunc("POST /settings/operators/{number}/"+deed.name, c.with(access.Administer, c.operatorDeed(deed)))
	}
}

type operatorsList struct {
	frame
	Tabs      []tab
	Operators []access.Operator
}

func (c *Console) operatorsPage(ctx context.Context, r *request) error {
	all, err := c.Access.Operators(ctx)
	if err != nil {
		return err
	}
	return r.page("operators", operatorsList{r.frame(r.say.t("Settings"), "/settings"), r.tabs("/settings/operators"), all})
}

// operatorForm is what is typed about an operator.
type operatorForm struct {
	Login, Name, Person, Why string
	Version                  string // of the operator, as they are shown
	Roles                    []roleBox
	Fault                    string // what is wrong; empty: nothing yet
}

// roleBox is one role that can be chosen.
type roleBox struct {
	Role    access.Role
	Chosen  bool
	Meaning string
}

func (r *request) roleBoxes(chosen []access.Role) []roleBox {
	var boxes []roleBox
	for _, role := range access.Roles() {
		boxes = append(boxes, roleBox{role, slices.Contains(chosen, role), r.say.RoleMeans(role)})
	}
	return boxes
}

// typed returns the roles that were chosen, and the form with all that was typed into it.
func (r *request) typed() (operatorForm, []access.Role) {
	f := operatorForm{Login: r.form("login"), Name: r.form("name"), Person: r.form("person"), Why: r.form("why"), Version: r.form("version")}
	var roles []access.Role
	for _, role := range r.http.Form["role"] {
		roles = append(roles, access.Role(role))
	}
	f.Roles = r.roleBoxes(roles)
	return f, roles
}

type newOperatorView struct {
	frame
	operatorForm
}

func (c *Console) newOperatorPage(_ context.Context, r *request) error {
	return r.page("operatornew", newOperatorView{r.frame(r.say.t("Invite somebody"), "/settings"), operatorForm{Roles: r.roleBoxes(nil)}})
}

// addOperator lets somebody in, and shows the link with which they choose a password.
func (c *Console) addOperator(ctx context.Context, r *request) error {
	f, roles := r.typed()
	n := access.NewOperator{Login: f.Login, Name: f.Name, Roles: roles, Person: identity.PersonID(f.Person), Why: f.Why}
	op, err := c.Access.Add(ctx, n, r.op)
	if status, fault := r.complaint(err); fault != "" {
		f.Fault = fault
		return r.show(status, "operatornew", newOperatorView{r.frame(r.say.t("Invite somebody"), "/settings"), f})
	}
	if err != nil {
		return err
	}
	if c.Access.Local() {
		if err := c.invite(ctx, r, op.Number, f.Why); err != nil {
			return err
		}
	}
	return r.seeOther(operatorPath(op.Number))
}

// invite makes a link with which an operator chooses a password, for the page that is shown next.
func (c *Console) invite(ctx context.Context, r *request, number int64, why string) error {
	token, err := c.Access.Invite(ctx, number, why, r.op)
	if err == nil {
		r.handOver(operatorPath(number), token)
	}
	return err
}

func operatorPath(number int64) string { return fmt.Sprintf("/settings/operators/%d", number) }

// OperatorState says whether an operator can come in.
func (s *speaker) OperatorState(o access.Operator) mark {
	switch {
	case !o.Disabled.IsZero():
		return mark{"calm", s.t("disabled")}
	case !o.Password && !o.Provider && !o.Passkey:
		return mark{"warn", s.t("invited")}
	}
	return mark{"good", s.t("can sign in")}
}

// Ways says how an operator signs in.
func (s *speaker) Ways(o access.Operator) []string {
	var ways []string
	if o.Password {
		ways = append(ways, s.t("Password"))
	}
	if o.Passkey {
		ways = append(ways, s.t("Passkey"))
	}
	if o.Provider {
		ways = append(ways, s.t("Identity provider"))
	}
	return ways
}

// RoleMeans says what a role lets somebody do.
func (s *speaker) RoleMeans(r access.Role) string {
	switch r {
	case access.Viewer:
		return s.t("sees everything but the ledger")
	case access.Worker:
		return s.t("makes plans, works through findings and tasks, ends access at once")
	case access.Approver:
		return s.t("agrees to plans of others, or rejects them")
	case access.Auditor:
		return s.t("reads everything with the ledger, changes nothing")
	case access.Admin:
		return s.t("operators, tokens and settings, and the ledger")
	}
	return ""
}
