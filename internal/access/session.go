package access

import (
	"context"
	"errors"
	"fmt"
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
}

// ErrSignIn says that name and password do not let anybody in; it does not say which of the two is wrong.
var ErrSignIn = errors.New("the name or the password is wrong")

// WaitError says that there were too many failed sign-ins.
type WaitError struct{ Until time.Time }

// Error says how long to wait.
func (e *WaitError) Error() string {
	return fmt.Sprintf("too many failed sign-ins: try again after %s UTC", e.Until.UTC().Format("15:04:05"))
}

// SignIn lets an operator in who has a password, and returns the secret of the session, which is kept nowhere else.
func (a *Access) SignIn(ctx context.Context, login, password string, from Origin) (string, Operator, error) {
	if err := a.mayTry(ctx, login, from); err != nil {
		return "", Operator{}, err
	}
	kept, err := a.store.OperatorByLogin(ctx, login)
	var nobody *store.NoOperatorError
	if err != nil && !errors.As(err, &nobody) {
		return "", Operator{}, err
	}
	against := kept.Password
	if against == "" {
		against = decoy()
	}
	if right := matches(against, password); !right || err != nil || kept.Password == "" || !kept.Disabled.IsZero() {
		return "", Operator{}, errors.Join(ErrSignIn, a.failed(ctx, login, from))
	}
	return a.start(ctx, &kept, from, "password")
}

// start begins a session.
func (a *Access) start(ctx context.Context, kept *store.Operator, from Origin, how string) (string, Operator, error) {
	token, at := secret(), a.now().UTC()
	n := store.Session{Digest: digest(token), Operator: kept.Number, Created: at, Seen: at, Address: from.Address, Agent: short(from.Agent)}
	if err := a.store.StartSession(ctx, n, kept.Login, how); err != nil {
		return "", Operator{}, err
	}
	return token, operatorOf(kept), nil
}

// short keeps what a browser says of itself within bounds.
func short(agent string) string { return agent[:min(len(agent), 200)] }

// Session returns the operator of a session that is alive, or store.ErrNoSession.
func (a *Access) Session(ctx context.Context, token string) (Operator, error) {
	n, err := a.store.Session(ctx, digest(token))
	if err != nil {
		return Operator{}, err
	}
	at := a.now()
	if at.Sub(n.Seen) >= Idle || at.Sub(n.Created) >= Absolute {
		return Operator{}, errors.Join(store.ErrNoSession, a.store.EndSession(ctx, n.Digest, "", at))
	}
	kept, err := a.store.Operator(ctx, n.Operator)
	if err != nil {
		return Operator{}, err
	}
	if !kept.Disabled.IsZero() {
		return Operator{}, store.ErrNoSession
	}
	if at.Sub(n.Seen) >= touch {
		err = a.store.TouchSession(ctx, n.Digest, at)
	}
	return operatorOf(&kept), err
}

// SignOut ends a session.
func (a *Access) SignOut(ctx context.Context, token, login string) error {
	return a.store.EndSession(ctx, digest(token), login, a.now())
}
