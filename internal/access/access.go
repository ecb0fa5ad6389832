// Package access is ground under the way: who may work with the program, how they sign in, and what they may do.
//
// Operators sign in with a password, a passkey or an identity provider; programs come with a token. Whatever is secret is
// kept as a digest. Sessions live in the store, so that ending one ends it on every node.
package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"sync"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Access lets operators in.
type Access struct {
	store *store.Store
	now   func() time.Time
	local bool

	provider *provider // nil: nobody signs in by one

	mu    sync.Mutex
	setup *setupLink // nil: there is an operator, or nobody asked for a link
}

// Options are how operators come in.
type Options struct {
	Store *store.Store
	Now   func() time.Time
	Local bool // with a password that is kept here

	Provider *config.Provider // by which they sign in; nil: by none
}

// New returns the access to an installation.
func New(o Options) *Access {
	a := &Access{store: o.Store, now: o.Now, local: o.Local}
	if o.Provider != nil {
		a.provider = &provider{set: *o.Provider, now: o.Now}
	}
	return a
}

// Local reports whether operators can sign in with a password that is kept here.
func (a *Access) Local() bool { return a.local }

// secret returns a new secret of 256 bits, which fits into a URL.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is how a secret of secret is kept: it has enough chance in it that a plain hash cannot be guessed.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// What the edges see of the store. They never import it.
type (
	// Token lets a program act as an operator.
	Token = store.Token
	// Session is one sign-in of an operator.
	Session = store.Session
	// NoOperatorError says that no operator is called that.
	NoOperatorError = store.NoOperatorError
)

// The ends of a session and of a token.
var (
	ErrNoSession = store.ErrNoSession
	ErrNoToken   = store.ErrNoToken
)
