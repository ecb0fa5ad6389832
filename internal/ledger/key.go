package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// Signer signs checkpoints: an Ed25519 private key with the name of its ledger.
// It prints as (secret) under every verb and encoding; only Reveal gives the key away. The zero Signer signs nothing.
type Signer struct {
	signer   note.Signer
	verifier Verifier
	text     func() string // a closure, because reflection reads fields and not closures
}

// Verifier checks checkpoints: an Ed25519 public key with the name of its ledger. It is no secret.
// The zero Verifier accepts nothing.
type Verifier struct {
	verifier note.Verifier
	text     string
}

// GenerateKey makes a new key for the ledger that origin names, by custom a host and path without a scheme,
// as in "exeunt.example.com/ledger". The error says what a name must not hold.
func GenerateKey(origin string) (Signer, error) {
	if err := checkOrigin(origin); err != nil {
		return Signer{}, err
	}
	text, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return Signer{}, fmt.Errorf("generate the key of ledger %s: %w", origin, err)
	}
	return ParseSigner(text)
}

// ParseSigner reads the text of a private key, PRIVATE+KEY+name+hash+data. Errors never hold the text.
func ParseSigner(text string) (Signer, error) {
	text = strings.TrimSpace(text)
	s, err := note.NewSigner(text)
	if err != nil {
		return Signer{}, errors.New("this is not a private key of a ledger (PRIVATE+KEY+name+hash+data), or it was cut or altered")
	}
	v, err := publicHalf(s.Name(), text)
	if err != nil {
		return Signer{}, err
	}
	return Signer{signer: s, verifier: v, text: func() string { return text }}, nil
}

// publicHalf computes the public key from the text of a private key that is known to be well formed.
func publicHalf(name, text string) (Verifier, error) {
	fields := strings.SplitN(text, "+", 5) // PRIVATE, KEY, name, hash, data; only the data may hold a plus
	data, err := base64.StdEncoding.DecodeString(fields[len(fields)-1])
	if err != nil || len(data) != 1+ed25519.SeedSize {
		return Verifier{}, errors.New("this private key is not Ed25519")
	}
	public := ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return Verifier{}, fmt.Errorf("compute the public key of ledger %s: %w", name, err)
	}
	return ParseVerifier(vkey)
}

// ParseVerifier reads the text of a public key, name+hash+data.
func ParseVerifier(text string) (Verifier, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "PRIVATE+KEY+") {
		return Verifier{}, errors.New("this is a private key: give the public key, which stands beside it in the file that ends in .pub")
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return Verifier{}, errors.New("this is not a public key of a ledger (name+hash+data), or it was cut or altered")
	}
	return Verifier{verifier: v, text: text}, nil
}

// Verifier returns the public half.
func (s Signer) Verifier() Verifier { return s.verifier }

// Reveal returns the text of the private key, to be kept where nobody else reads it.
func (s Signer) Reveal() string {
	if s.text == nil {
		return ""
	}
	return s.text()
}

// String hides the key.
func (s Signer) String() string { return "(secret)" }

// Format hides the key under every verb.
func (s Signer) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// MarshalText hides the key from JSON, YAML and logs.
func (s Signer) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// String returns the text of the key, which ParseVerifier reads.
func (v Verifier) String() string { return v.text }

// Origin returns the name of the ledger, "" for the zero Verifier.
func (v Verifier) Origin() string {
	if v.verifier == nil {
		return ""
	}
	return v.verifier.Name()
}

// ID returns the name of the ledger and the hash of the key, as in ledger.example.com+3f21b0aa. People compare it by eye.
func (v Verifier) ID() string {
	if v.verifier == nil {
		return "(no key)"
	}
	return keyID(v.verifier.Name(), v.verifier.KeyHash())
}

func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// checkOrigin demands what a signed note demands of the name of a key.
func checkOrigin(origin string) error {
	bad := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' }
	if origin == "" || !utf8.ValidString(origin) || strings.ContainsFunc(origin, bad) {
		return fmt.Errorf("a ledger cannot be named %q: the name has no spaces and no plus, as in exeunt.example.com/ledger", origin)
	}
	return nil
}
