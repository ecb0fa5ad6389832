package access

import (
	"context"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// ChangePassword changes the operator's own password, which wants the old one, ends all their other sessions, and makes
// every other browser a stranger. Token is the secret of the session that goes on.
func (a *Access) ChangePassword(ctx context.Context, old, chosen, token string, op *Operator) error {
	if !a.local {
		return ErrNotLocal
	}
	n := try{a.now(), "password of " + op.Login, nil} // whoever found an open session must not find the password too
	if err := a.count(ctx, n); err != nil {
		return err
	}
	kept, err := a.store.Operator(ctx, op.Number)
	if err != nil {
		return err
	}
	if right, err := a.proves(ctx, &kept, old); err != nil {
		return err
	} else if !right {
		return &InvalidError{"old", "the old password is wrong"}
	}
	if err := a.forgive(ctx, n); err != nil {
		return err
	}
	made, err := a.choose(ctx, chosen, op.Login)
	if err != nil {
		return err
	}
	_, err = a.store.ChangeOperator(ctx, op.Number, func(o *store.Operator, _ store.Everybody) (string, bool, error) {
		o.Password = made
		return "password", false, nil
	}, op.by(""), a.now())
	if err != nil {
		return err
	}
	return a.store.EndSessions(ctx, op.Number, op.Login, digest(token), op.by("the password was changed"), a.now())
}

// languages are those that an operator can choose; the empty one is that of their browser.
var languages = []string{"", "en", "fr"}

// ChooseLanguage keeps the language that the operator reads.
func (a *Access) ChooseLanguage(ctx context.Context, language string, op *Operator) error {
	if !slices.Contains(languages, language) {
		return &InvalidError{"language", "choose one of the languages"}
	}
	_, err := a.store.ChangeOperator(ctx, op.Number, func(o *store.Operator, _ store.Everybody) (string, bool, error) {
		if o.Language == language {
			return "", false, nil
		}
		o.Language = language
		return "language", false, nil
	}, op.by(""), a.now())
	return err
}
