package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Approval is what one operator said of one plan.
type Approval = store.Approval

// What an approver can say.
const (
	Approved = store.Approved
	Rejected = store.Rejected
)

// Review is a plan with what was said of it, and what its parts still need.
type Review struct {
	Plan      *plan.Plan
	Maker     string
	Approvals []Approval // of exactly this plan
	Asks      []plan.Ask
	Rejected  *Approval // nil: nobody rejected it
}

// Ready returns the classes to which enough people have agreed, and of these the ones that are allowed to pass a limit.
// What may run alone is not among them: it needed nobody.
func (r *Review) Ready() (classes, allowed []plan.Class) {
	if r.Rejected != nil {
		return nil, nil
	}
	for i := range r.Asks {
		ask := &r.Asks[i]
		if !ask.Ready() || ask.Needs == 0 && (len(ask.Over) > 0 && ask.Has == 0) {
			continue
		}
		classes = append(classes, ask.Class)
		if ask.Needs == 2 || len(ask.Over) > 0 {
			allowed = append(allowed, ask.Class)
		}
	}
	return classes, allowed
}

// Review returns a saved plan with what was said of it.
func (a *App) Review(ctx context.Context, id string) (*Review, error) {
	p, err := a.SavedPlan(ctx, id)
	if err != nil {
		return nil, err
	}
	r := &Review{Plan: p}
	if r.Maker, err = a.store.Maker(ctx, p.ID); err != nil {
		return nil, err
	}
	said, err := a.store.Approvals(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	var consents []plan.Consent
	for i := range said {
		switch s := &said[i]; {
		case s.Digest != p.Digest: // of what somebody else saw
			continue
		case s.Decision == store.Rejected:
			r.Rejected = s
		default:
			consents = append(consents, plan.Consent{By: s.Operator, Classes: s.Classes, Allow: s.Allow})
		}
		r.Approvals = append(r.Approvals, said[i])
	}
	g := gate(a.Settings)
	r.Asks = p.Asks(&g, consents)
	return r, nil
}

// Approve keeps what an operator says of a plan that they saw, which its digest proves, and returns how it stands then.
// Nobody agrees to a plan that they made, or that concerns themselves; rejecting it is everybody's who may approve.
func (a *App) Approve(ctx context.Context, by *access.Operator, said Approval) (*Review, error) {
	if err := by.Demand(access.Approve); err != nil {
		return nil, err
	}
	r, err := a.Review(ctx, said.Plan)
	if err != nil {
		return nil, err
	}
	if err := r.mayBeSaid(by, &said); err != nil {
		return nil, err
	}
	said.Plan, said.Operator, said.At = r.Plan.ID, by.Login, a.now().UTC()
	if err := a.For(by).store.Approve(ctx, said); err != nil {
		return nil, err
	}
	if err := a.checkpoint(ctx); err != nil {
		return nil, err
	}
	return a.Review(ctx, r.Plan.ID)
}

func (r *Review) mayBeSaid(by *access.Operator, said *Approval) error {
	if said.Digest != r.Plan.Digest {
		return conflict("plan %s is not the one that you were shown: look at it again", r.Plan.ID)
	}
	if said.Decision == store.Rejected {
		if said.Reason == "" {
			return &UsageError{"rejecting a plan needs a reason"}
		}
		return nil
	}
	unknown := slices.IndexFunc(said.Classes, func(c plan.Class) bool {
		return !slices.ContainsFunc(r.Asks, func(a plan.Ask) bool { return a.Class == c })
	})
	switch {
	case r.Plan.Purpose == plan.ForWhatIf:
		return conflict("a plan of another instant can never be applied")
	case r.Maker == by.Login:
		return conflict("you made plan %s: somebody else must agree to it", r.Plan.ID)
	case r.Plan.Concerns(by.Person):
		return conflict("plan %s concerns yourself: somebody else must agree to it", r.Plan.ID)
	case r.Rejected != nil:
		return conflict("%s rejected plan %s: a new plan is needed", r.Rejected.Operator, r.Plan.ID)
	case said.Allow && said.Reason == "":
		return &UsageError{"letting what is over a limit pass needs a reason"}
	case unknown >= 0:
		return &UsageError{fmt.Sprintf("plan %s has no actions %s", r.Plan.ID, said.Classes[unknown])}
	}
	return nil
}

// ApplyApproved applies those parts of a plan to which enough people have agreed.
func (a *App) ApplyApproved(ctx context.Context, id string, progress func(done, all int)) (*Report, error) {
	r, err := a.Review(ctx, id)
	if err != nil {
		return nil, err
	}
	classes, allowed := r.Ready()
	if len(classes) == 0 {
		return nil, conflict("nothing of plan %s has been agreed to by enough people", id)
	}
	reason := ""
	for i := range r.Approvals {
		if r.Approvals[i].Reason != "" {
			reason = r.Approvals[i].Reason
		}
	}
	return a.Apply(ctx, r.Plan, ApplyOptions{Only: classes, Allow: allowed, Reason: reason, Progress: progress})
}
