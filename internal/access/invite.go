package access

import (
	"context"
	"errors"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// InviteFor is how long an invitation holds.
const InviteFor = 72 * time.Hour

// ErrInvitation says that an invitation is not, or no longer, good.
var ErrInvitation = errors.New("the invitation is wrong, was used, was replaced, or is older than 3 days: ask an administrator for a new one")

// Invite returns the secret of a link with which an operator chooses a password, the first one or a new one. Whoever
// makes it never knows the password. It holds once, and an earlier one holds no longer.
func (a *Access) Invite(ctx context.Context, number int64, why string, by *Operator) (string, error) {
	if err := by.Demand(Administer); err != nil {
		return "", err
	}
	if !a.local {
		return "", ErrNotLocal
	}
	kept, err := a.store.Operator(ctx, number)
	if err != nil {
		return "", err
	}
	if !kept.Disabled.IsZero() {
		return "", &InvalidError{"operator", "the operator may sign in no more: let them in again first"}
	}
	token, at := secret(), a.now()
	return token, a.store.Invite(ctx, digest(token), number, kept.Login, at.Add(InviteFor), by.by(why), at)
}

// Invited returns whom an invitation is for, or ErrInvitation.
func (a *Access) Invited(ctx context.Context, token string) (Operator, error) {
	kept, err := a.store.Invited(ctx, digest(token), a.now())
	if errors.Is(err, store.ErrNoInvitation) || err == nil && (!kept.Disabled.IsZero() || !a.local) {
		return Operator{}, ErrInvitation
	}
	return operatorOf(&kept), err
}

// Accept keeps the password that an operator chose by invitation, ends their other sessions and begins one.
func (a *Access) Accept(ctx context.Context, token, password string, from Origin) (Key, Operator, error) {
	op, err := a.Invited(ctx, token)
	if err != nil {
		return Key{}, Operator{}, err
	}
	made, err := a.choose(ctx, password, op.Login)
	if err != nil {
		return Key{}, Operator{}, err
	}
	kept, err := a.store.Accept(ctx, digest(token), made, from.Address, a.now())
	if errors.Is(err, store.ErrNoInvitation) {
		err = ErrInvitation
	}
	if err != nil {
		return Key{}, Operator{}, err
	}
	return a.start(ctx, &kept, from, "invitation")
}

// choose returns the hash of a password that somebody chose for a login.
func (a *Access) choose(ctx context.Context, password, login string) (string, error) {
	if err := checkPassword(password, login); err != nil {
		return "", err
	}
	return hash(ctx, password)
}
