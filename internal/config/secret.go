package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// Secret is a reference to a secret that is kept elsewhere. It holds no secret, and prints as (secret) all the same.
// The zero value means that none is set.
type Secret struct{ scheme, rest, dir string }

const secretExpected = "a reference to where it is kept (env:NAME, file:PATH or exec:COMMAND)"

// secret is read without ever showing what is written: it could be the secret itself.
var secret = form[Secret]{
	expected: secretExpected,
	schema:   schema{Type: "string", Pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|(file|exec):.*[^ ].*)$"},
	read: func(r *reader, v value, into *Secret) bool {
		text, ok := r.text(v, secretExpected)
		if !ok {
			return false
		}
		s, err := ParseSecret(text, r.dir)
		if err != nil {
			r.add(v.position, fmt.Sprintf("%s %v", v.key, err), secretExpected)
			return false
		}
		*into = s
		return true
	},
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// ParseSecret reads a reference: env:NAME, file:PATH (relative to dir, or absolute) or exec:COMMAND (words, which may
// be quoted; no shell). The error never shows the reference.
func ParseSecret(reference, dir string) (Secret, error) {
	scheme, rest, found := strings.Cut(reference, ":")
	s := Secret{scheme, strings.TrimSpace(rest), dir}
	switch {
	case found && scheme == "env":
		if !variable.MatchString(s.rest) {
			return Secret{}, errors.New("begins with env: but names no environment variable")
		}
	case found && (scheme == "file" || scheme == "exec"):
		if words, err := splitWords(s.rest); s.rest == "" || (scheme == "exec" && (err != nil || len(words) == 0)) {
			return Secret{}, fmt.Errorf("begins with %s: but names nothing that can be read", scheme)
		}
	default:
		return Secret{}, errors.New("is written here in clear")
	}
	return s, nil
}

// IsZero reports whether no secret is set.
func (s Secret) IsZero() bool { return s == Secret{} }

// String returns (secret).
func (Secret) String() string { return "(secret)" }

// Format writes (secret), whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "(secret)") }

// LogValue returns (secret).
func (Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// MarshalText returns (secret).
func (Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }
