package web

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one thing that can be decided about a finding. It returns what is said on the next page.
type deed func(ctx context.Context, r *request, f *app.Judged) (said string, err error)

// deeds are what the form of a finding can ask for.
var deeds = map[string]deed{"link": linkDeed, "deny": denyDeed, "classify": classifyDeed, "accept": acceptDeed, "task": taskDeed}

// decideFinding keeps what the operator decided about the finding that they saw.
func (c *Console) decideFinding(ctx context.Context, r *request) error {
	do, known := deeds[r.form("do")]
	if !known {
		return errNoPage
	}
	return c.settleFinding(ctx, r, r.form("do"), func(f *app.Judged) (string, string, error) {
		said, err := do(ctx, r, f)
		return said, "/findings", err
	})
}

// suspendForFinding makes a plan of its own, which goes through the gate.
func (c *Console) suspendForFinding(ctx context.Context, r *request) error {
	return c.settleFinding(ctx, r, "suspend", func(f *app.Judged) (string, string, error) {
		p, err := r.as().PlanSuspend(ctx, app.Order{Account: f.Account.String(), Reason: r.form("reason")})
		if err != nil {
			return "", "", err
		}
		return r.say.t("The plan is made. Somebody else must agree before it runs."), "/plans/" + p.ID, nil
	})
}

// settleFinding does a deed if the finding is still the one that was seen, and shows what is wrong otherwise.
func (c *Console) settleFinding(ctx context.Context, r *request, name string, do func(*app.Judged) (said, next string, err error)) error {
	f, err := c.finding(ctx, r)
	if errors.Is(err, errNoPage) {
		r.flash(r.say.t("This finding is over: nothing was kept."))
		return r.seeOther("/findings")
	}
	if err != nil {
		return err
	}
	if f.Print != r.form("print") {
		return c.showFinding(ctx, r, f, name, r.say.t("This finding has changed since you looked at it. Nothing was kept: look again."))
	}
	said, next, err := do(&f)
	var usage *app.UsageError
	if errors.As(err, &usage) {
		return c.showFinding(ctx, r, f, name, r.say.Reason(usage.What))
	}
	if err != nil {
		return err
	}
	r.flash(said)
	return r.seeOther(next)
}

func linkDeed(ctx context.Context, r *request, f *app.Judged) (string, error) {
	person := cmp.Or(r.form("other"), r.form("person"))
	if person == "" {
		return "", &app.UsageError{What: r.say.t("Choose the person, or name them by id, mail or name.")}
	}
	if r.form("reason") == "" {
		return "", noReason(r)
	}
	err := r.as().ConfirmLink(ctx, f.Account.String(), person, r.form("reason"))
	return r.say.t("Kept: it is known whose account this is. It takes effect at the next pass."), err
}

func denyDeed(ctx context.Context, r *request, f *app.Judged) (string, error) {
	if r.form("person") == "" {
		return "", &app.UsageError{What: r.say.t("Choose the person whose account it is not.")}
	}
	if r.form("reason") == "" {
		return "", noReason(r)
	}
	err := r.as().DenyLink(ctx, f.Account.String(), r.form("person"), r.form("reason"))
	return r.say.t("Kept: it is not the account of this person. It takes effect at the next pass."), err
}

func classifyDeed(ctx context.Context, r *request, f *app.Judged) (string, error) {
	err := r.as().Classify(ctx, app.Classification{
		Account: f.Account.String(), Kind: identity.AccountKind(r.form("kind")), Owner: r.form("owner"), Reason: r.form("reason"),
	})
	return r.say.t("Kept: it is known what this account is for. It takes effect at the next pass."), err
}

func acceptDeed(ctx context.Context, r *request, f *app.Judged) (string, error) {
	until, err := r.lastDay("until")
	if err != nil {
		return "", err
	}
	e, err := r.as().AddException(ctx, app.NewException{
		Account: f.Account.String(), Owner: cmp.Or(r.form("owner"), r.op.Login), Reason: r.form("reason"), Until: until,
	})
	return r.say.t("Accepted as it is until %s (%s).", r.say.day(until.Add(-time.Second)), e.ID), err
}

func taskDeed(ctx context.Context, r *request, f *app.Judged) (string, error) {
	due, err := r.lastDay("due")
	if err != nil {
		return "", err
	}
	_, err = r.as().AskTask(ctx, app.Asking{
		Order: app.Order{Account: f.Account.String(), Reason: r.form("reason")}, Owner: r.form("owner"), Time: due.Sub(r.Now()),
	})
	return r.say.t("%s is asked to look at it.", r.form("owner")), err
}

// lastDay reads a day of a form, and returns the instant at which it is over on the reader's clock.
func (r *request) lastDay(field string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, r.form(field), r.say.zone)
	if err != nil {
		return day, &app.UsageError{What: r.say.t("%q is no day: write it as 2027-01-31.", r.form(field))}
	}
	return day.AddDate(0, 0, 1), nil
}

func noReason(r *request) error {
	return &app.UsageError{What: r.say.t("Say how you know: the reason is kept with the decision.")}
}
