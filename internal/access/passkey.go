package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// Passkeys (W3C Web Authentication) are made for one site: a host name. They are found by the browser itself, so nobody
// types a name, and they ask for a finger, a face or a PIN, so they stand for the password and the second factor.

// Passkey is one with which an operator signs in.
type Passkey = store.Passkey

// Ask is what a browser is asked, and the ticket with which it answers, once.
type Ask struct {
	Ticket  string `json:"ticket"`
	Options any    `json:"options"`
}

// AskFor is how long a browser has to answer.
const AskFor = 5 * time.Minute

// What is wrong with passkeys.
var (
	ErrPasskey = errors.New("the passkey does not let anybody in")
	ErrNoSite  = errors.New("passkeys need the name of a host: the address of the console is a number")
)

// PasskeySite reports whether browsers make passkeys for an address of the console, such as https://exeunt.example.com.
func PasskeySite(base string) bool {
	_, err := site(base)
	return err == nil
}

func site(base string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Exeunt", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoSite, err)
	}
	return w, nil
}

// holder is an operator as the library wants to see one.
type holder struct {
	operator store.Operator
	keys     []webauthn.Credential
}

// WebAuthnID names the operator in the passkey; it tells nobody who they are.
func (h *holder) WebAuthnID() []byte { return []byte(strconv.FormatInt(h.operator.Number, 10)) }

// WebAuthnName is what a browser shows of the operator.
func (h *holder) WebAuthnName() string { return h.operator.Login }

// WebAuthnDisplayName is what a browser shows beside it.
func (h *holder) WebAuthnDisplayName() string { return h.operator.Name }

// WebAuthnCredentials are the operator's passkeys.
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func (a *Access) holder(ctx context.Context, number int64) (*holder, error) {
	kept, err := a.store.Operator(ctx, number)
	if err != nil {
		return nil, err
	}
	keys, err := a.store.Passkeys(ctx, number)
	if err != nil {
		return nil, err
	}
	h := &holder{operator: kept}
	for i := range keys {
		var key webauthn.Credential
		if err := json.Unmarshal([]byte(keys[i].Doc), &key); err != nil {
			return nil, fmt.Errorf("passkey %s: %w", keys[i].ID, err)
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// ask keeps what was asked until it is answered.
func (a *Access) ask(ctx context.Context, options any, asked *webauthn.SessionData) (Ask, error) {
	doc, err := json.Marshal(asked)
	if err != nil {
		return Ask{}, err
	}
	ticket, at := secret(), a.now()
	return Ask{ticket, options}, a.store.KeepChallenge(ctx, digest(ticket), string(doc), at.Add(AskFor), at)
}

// asked returns what was asked, once.
func (a *Access) asked(ctx context.Context, ticket string) (asked webauthn.SessionData, err error) {
	doc, err := a.store.TakeChallenge(ctx, digest(ticket), a.now())
	if errors.Is(err, store.ErrNoChallenge) {
		return asked, fmt.Errorf("%w: it was asked more than 5 minutes ago, or was answered", ErrPasskey)
	}
	if err != nil {
		return asked, err
	}
	return asked, json.Unmarshal([]byte(doc), &asked)
}

// BeginPasskey asks a browser to make a passkey for the operator who has signed in with it.
func (a *Access) BeginPasskey(ctx context.Context, base string, op *Operator) (Ask, error) {
	w, err := site(base)
	if err != nil {
		return Ask{}, err
	}
	h, err := a.holder(ctx, op.Number)
	if err != nil {
		return Ask{}, err
	}
	options, asked, err := w.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return Ask{}, err
	}
	return a.ask(ctx, options, asked)
}

// AddPasskey keeps the passkey that a browser made.
func (a *Access) AddPasskey(ctx context.Context, base, ticket, name string, answer []byte, op *Operator) error {
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, unicode.IsControl) {
		return &InvalidError{"name", "give the passkey a name of at most 100 letters: where is it?"}
	}
	w, err := site(base)
	if err != nil {
		return err
	}
	asked, err := a.asked(ctx, ticket)
	if err != nil {
		return err
	}
	h, err := a.holder(ctx, op.Number)
	if err != nil {
		return err
	}
	made, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	key, err := w.CreateCredential(h, asked, made)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	doc, err := json.Marshal(key)
	if err != nil {
		return err
	}
	err = a.store.AddPasskey(ctx, Passkey{ID: keyID(key), Operator: op.Number, Name: name, Doc: string(doc), Created: a.now().UTC()}, op.Login, op.by(""))
	if errors.Is(err, store.ErrTaken) {
		err = &InvalidError{"name", "that passkey is kept already"}
	}
	return err
}

func keyID(key *webauthn.Credential) string { return base64.RawURLEncoding.EncodeToString(key.ID) }

// Passkeys returns the operator's passkeys, oldest first.
func (a *Access) Passkeys(ctx context.Context, op *Operator) ([]Passkey, error) {
	return a.store.Passkeys(ctx, op.Number)
}

// RemovePasskey forgets one of the operator's own passkeys, unless it is their only way to sign in. One that is gone is as
// it should be.
func (a *Access) RemovePasskey(ctx context.Context, id string, op *Operator) error {
	err := a.store.RemovePasskey(ctx, id, op.Number, func(o *store.Operator, left int) error {
		if left == 0 && o.Subject == "" && (o.Password == "" || !a.local) {
			return &InvalidError{"passkey", "it is your only way to sign in: make another passkey first"}
		}
		return nil
	}, op.by(""), a.now())
	if errors.Is(err, store.ErrNoPasskey) {
		err = nil
	}
	return err
}

// BeginPasskeySignIn asks a browser for a passkey of whoever sits before it.
func (a *Access) BeginPasskeySignIn(ctx context.Context, base string) (Ask, error) {
	w, err := site(base)
	if err != nil {
		return Ask{}, err
	}
	options, asked, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ask{}, err
	}
	return a.ask(ctx, options, asked)
}

// PasskeySignIn lets in whose passkey answered. It says to nobody why it does not: the cause is for the log.
func (a *Access) PasskeySignIn(ctx context.Context, base, ticket string, answer []byte, from Origin) (Key, Operator, error) {
	w, err := site(base)
	if err != nil {
		return Key{}, Operator{}, err
	}
	asked, err := a.asked(ctx, ticket)
	if err != nil {
		return Key{}, Operator{}, err
	}
	shown, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Key{}, Operator{}, fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	h, key, err := a.shown(ctx, w, asked, shown)
	if err != nil {
		return Key{}, Operator{}, err
	}
	doc, err := json.Marshal(key)
	if err != nil {
		return Key{}, Operator{}, err
	}
	if err := a.store.UsePasskey(ctx, keyID(key), string(doc), a.now()); err != nil {
		return Key{}, Operator{}, err
	}
	return a.start(ctx, &h.operator, from, "passkey")
}

// shown returns whose passkey was shown, when it is theirs and they may come in.
func (a *Access) shown(ctx context.Context, w *webauthn.WebAuthn, asked webauthn.SessionData, shown *protocol.ParsedCredentialAssertionData) (*holder, *webauthn.Credential, error) {
	var h *holder
	_, key, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		number, err := strconv.ParseInt(string(handle), 10, 64)
		if err == nil {
			h, err = a.holder(ctx, number)
		}
		return h, err
	}, asked, shown)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %w", ErrPasskey, err)
	case key.Authenticator.CloneWarning:
		return nil, nil, fmt.Errorf("%w: it was used elsewhere at the same time, as a copy would be", ErrPasskey)
	case !h.operator.Disabled.IsZero():
		return nil, nil, fmt.Errorf("%w: %s is disabled", ErrPasskey, h.operator.Login)
	}
	return h, key, nil
}
