package access

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// SetupFor is how long a set-up link holds.
const SetupFor = 30 * time.Minute

// setupLink lets the first operator in, once.
type setupLink struct {
	digest string
	until  time.Time
}

// ErrSetup says that a set-up link is not, or no longer, good.
var ErrSetup = errors.New("the set-up link is wrong, was used, or is older than 30 minutes: start the server again for a new one")

// NewSetup returns the secret of a new set-up link while there is no operator; else it is empty, as it is where nobody
// signs in with a password: there the identity provider sends the first one. An earlier link holds no longer.
func (a *Access) NewSetup(ctx context.Context) (string, error) {
	all, err := a.store.Operators(ctx)
	if err != nil || len(all) > 0 || !a.local {
		return "", err
	}
	token := secret()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.setup = &setupLink{digest(token), a.now().Add(SetupFor)}
	return token, nil
}

// IsSetup reports whether the secret is that of a set-up link that still holds.
func (a *Access) IsSetup(token string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.setup != nil && a.now().Before(a.setup.until) &&
		subtle.ConstantTimeCompare([]byte(a.setup.digest), []byte(digest(token))) == 1
}

// Setup lets the first operator in, who may do everything, and begins their session. The link is used up by it.
func (a *Access) Setup(ctx context.Context, token string, n NewOperator, from Origin) (Key, Operator, error) {
	if !a.IsSetup(token) {
		return Key{}, Operator{}, ErrSetup
	}
	n.Roles = []Role{Worker, Approver, Admin}
	if n.Password == "" {
		return Key{}, Operator{}, &InvalidError{"password", "choose a password"}
	}
	first, err := a.add(ctx, n, "", true, store.By{Actor: strings.ToLower(n.Login), From: from.Address, Why: "the first start"})
	if errors.Is(err, store.ErrTaken) {
		err = ErrSetup
	}
	if err != nil {
		return Key{}, Operator{}, err
	}
	a.mu.Lock()
	a.setup = nil
	a.mu.Unlock()
	kept, err := a.store.Operator(ctx, first.Number)
	if err != nil {
		return Key{}, Operator{}, err
	}
	return a.start(ctx, &kept, from, "set-up")
}
