package access

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// How long a session lasts.
const (
	Idle     = 30 * time.Minute // without a request
	Absolute = 12 * time.Hour   // whatever happens
	touch    = time.Minute      // how exactly it is kept when a session was last seen
)

// Origin is where a request comes from.
type Origin struct {
	Address string // without a port
	Agent   string // what the browser says it is
	Browser string // the secret by which it is known again; empty: it is a stranger
}

// Key is what a browser is given after a sign-in. It is kept nowhere else.
type Key struct {
	Session string // the secret of the session
	Browser string // the secret by which the browser is known again
}

// ErrSignIn says that name and password do not let anybody in; it does not say which of the two is wrong.
var ErrSignIn = errors.New("the name or the password is wrong")

// ErrNotLocal says that nobody signs in with a password here.
var ErrNotLocal = errors.New("nobody signs in with a password here: sign in by the identity provider, or with a passkey")

// WaitError says that there were too many failed sign-ins.
type WaitError struct{ Until time.Time }

// Error says how long to wait.
func (e *WaitError) Error() string {
	return fmt.Sprintf("too many failed sign-ins: try again after %s UTC", e.Until.UTC().Format("15:04:05"))
}

// SignIn lets an operator in who has a password.
func (a *Access) SignIn(ctx context.Context, login, password string, from Origin) (Key, Operator, error) {
	if !a.local {
		return Key{}, Operator{}, ErrNotLocal
	}
	n, err := a.begin(ctx, login, from)
	if err != nil {
		return Key{}, Operator{}, err
	}
	kept, err := a.store.OperatorByLogin(ctx, login)
	var nobody *store.NoOperatorError
	if err != nil && !errors.As(err, &nobody) {
		return Key{}, Operator{}, err
	}
	right, err := a.proves(ctx, &kept, password)
	if err != nil {
		return Key{}, Operator{}, err
	}
	if !right || !kept.Disabled.IsZero() {
		return Key{}, Operator{}, ErrSignIn
	}
	if err := a.forgive(ctx, n); err != nil {
		return Key{}, Operator{}, err
	}
	return a.start(ctx, &kept, from, "password")
}

// proves reports whether it is the password of the operator. It takes as long where there is no operator, or no password.
func (a *Access) proves(ctx context.Context, kept *store.Operator, password string) (bool, error) {
	against := kept.Password
	if against == "" {
		against = decoy()
	}
	right, err := matches(ctx, against, password)
	return right && kept.Password != "", err
}

// start begins a session.
func (a *Access) start(ctx context.Context, kept *store.Operator, from Origin, how string) (Key, Operator, error) {
	token, at := secret(), a.now().UTC()
	if err := a.store.ForgetSessions(ctx, at.Add(-Idle), at.Add(-Absolute)); err != nil {
		return Key{}, Operator{}, err
	}
	browser, err := a.know(ctx, kept, from)
	if err != nil {
		return Key{}, Operator{}, err
	}
	n := store.Session{Digest: digest(token), Operator: kept.Number, Created: at, Seen: at, Address: from.Address, Agent: short(from.Agent)}
	if err := a.store.StartSession(ctx, n, kept.Login, how); err != nil {
		return Key{}, Operator{}, err
	}
	return Key{token, browser}, operatorOf(kept), nil
}

// short keeps what a browser says of itself within bounds.
func short(agent string) string { return strings.ToValidUTF8(agent[:min(len(agent), 200)], "") }

// Session returns the operator of a session that is alive, or store.ErrNoSession.
func (a *Access) Session(ctx context.Context, token string) (Operator, error) {
	n, err := a.store.Session(ctx, digest(token))
	if err != nil {
		return Operator{}, err
	}
	kept, err := a.store.Operator(ctx, n.Operator)
	if err != nil {
		return Operator{}, err
	}
	at := a.now()
	if why := over(&n, at); why != "" {
		by := store.By{Actor: kept.Login, From: n.Address, Why: why}
		return Operator{}, errors.Join(ErrNoSession, a.store.EndSession(ctx, n.Digest, n.Operator, kept.Login, by, at))
	}
	if !kept.Disabled.IsZero() {
		return Operator{}, ErrNoSession
	}
	if at.Sub(n.Seen) >= touch {
		err = a.store.TouchSession(ctx, n.Digest, at)
	}
	return operatorOf(&kept), err
}

// over says why a session has ended; empty: it has not.
func over(n *Session, at time.Time) string {
	switch {
	case at.Sub(n.Seen) >= Idle:
		return "nothing was asked for 30 minutes"
	case at.Sub(n.Created) >= Absolute:
		return "it lasted 12 hours"
	}
	return ""
}

// SignOut ends the session of a secret.
func (a *Access) SignOut(ctx context.Context, token string, op *Operator) error {
	return a.store.EndSession(ctx, digest(token), op.Number, op.Login, op.by(""), a.now())
}

// OwnSession is a session as its operator sees it.
type OwnSession struct {
	ID      string // names it, and opens nothing
	Created time.Time
	Seen    time.Time
	Address string
	Agent   string
	Here    bool // it is the one of who asks
}

// Sessions returns the sessions of an operator that have not ended, the one last seen first. Token is the secret of the
// one that asks.
func (a *Access) Sessions(ctx context.Context, op *Operator, token string) ([]OwnSession, error) {
	all, err := a.store.Sessions(ctx, op.Number)
	var own []OwnSession
	for i := range all {
		if n := &all[i]; over(n, a.now()) == "" {
			own = append(own, OwnSession{n.Digest, n.Created, n.Seen, n.Address, n.Agent, n.Digest == digest(token)})
		}
	}
	return own, err
}

// SessionsOf returns the sessions of an operator for whoever may administer, or for themselves.
func (a *Access) SessionsOf(ctx context.Context, number int64, by *Operator) ([]OwnSession, error) {
	if number != by.Number {
		if err := by.Demand(Administer); err != nil {
			return nil, err
		}
	}
	return a.Sessions(ctx, &Operator{Number: number}, "")
}

// EndSession ends one of the operator's own sessions; one that has ended already is no error.
func (a *Access) EndSession(ctx context.Context, id string, op *Operator) error {
	return a.store.EndSession(ctx, id, op.Number, op.Login, op.by("ended by its owner"), a.now())
}

// EndOtherSessions ends the operator's own sessions but the one of the secret.
func (a *Access) EndOtherSessions(ctx context.Context, token string, op *Operator) error {
	return a.store.EndSessions(ctx, op.Number, op.Login, digest(token), op.by("ended by their owner"), a.now())
}
