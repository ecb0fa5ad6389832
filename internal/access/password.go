package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// cost is what the hash of a new password costs: argon2id with the second set of parameters of RFC 9106, chapter 4
// (64 MiB, 3 passes).
var cost = parameters{time: 3, memory: 64 << 10, threads: 4, length: 32}

const saltLength = 16

// places are how many passwords are hashed at once: each takes 64 MiB, and whoever asks has not shown yet who they are.
var places = make(chan struct{}, 2)

// key is the hash itself, of a password in one of the forms in which it can be typed.
func key(ctx context.Context, password string, salt []byte, p parameters) ([]byte, error) {
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, p.time, p.memory, p.threads, p.length), nil
}

type parameters struct {
	time, memory uint32
	threads      uint8
	length       uint32
}

// hash returns a password as it is kept, with its parameters (the PHC string format).
func hash(ctx context.Context, password string) (string, error) {
	return hashAt(ctx, password, cost)
}

func hashAt(ctx context.Context, password string, p parameters) (string, error) {
	var salt [saltLength]byte
	_, _ = rand.Read(salt[:]) // never fails: it ends the process instead
	made, err := key(ctx, password, salt[:], p)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads, enc(salt[:]), enc(made)), err
}

// matches reports whether the password is the one of which the hash was made. One that is longer than any is none.
func matches(ctx context.Context, hash, password string) (bool, error) {
	p, salt, kept, ok := parse(hash)
	if !ok || len(password) > longest {
		return false, nil
	}
	made, err := key(ctx, password, salt, p)
	return err == nil && subtle.ConstantTimeCompare(made, kept) == 1, err
}

// parse reads what hash wrote.
func parse(hash string) (p parameters, salt, kept []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return p, nil, nil, false
	}
	var version int
	n, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &p.memory, &p.time, &p.threads)
	if n != 4 || err != nil || version != argon2.Version {
		return p, nil, nil, false
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	kept, keptErr := base64.RawStdEncoding.DecodeString(parts[5])
	p.length = uint32(len(kept))
	return p, salt, kept, saltErr == nil && keptErr == nil && len(kept) > 0
}

// decoy is compared with where there is no operator, so that the time of an answer does not tell who there is.
var decoy = sync.OnceValue(func() string {
	made, _ := hash(context.Background(), "nobody has this password") // it waits for nobody
	return made
})

const (
	shortest = 12  // characters: NIST SP 800-63B-4 asks for 15 where nothing else guards, 8 beside a second factor
	longest  = 256 // bytes: more costs only us
)

func checkPassword(password, login string) error {
	user, _, _ := strings.Cut(login, "@")
	switch lower := strings.ToLower(password); {
	case utf8.RuneCountInString(password) < shortest:
		return &InvalidError{"password", "the password needs at least 12 characters: a few words in a row are good"}
	case len(password) > longest:
		return &InvalidError{"password", "the password may have at most 256 bytes"}
	case len(user) > 3 && strings.Contains(lower, strings.ToLower(user)):
		return &InvalidError{"password", "the password holds the sign-in name: choose one that does not"}
	case guessable(lower):
		return &InvalidError{"password", "the password is among the first that are guessed: choose a few words in a row"}
	}
	return nil
}

// guessed is what passwords of which thousands were lost are made of, beside a sign or two.
var guessed = regexp.MustCompile(`password|passw0rd|p@ssword|p@ssw0rd|passwort|motdepasse|qwertyuiop|qwerty|azertyuiop|azerty|qwertzuiop|qwertz|asdfghjkl|asdf|` +
	`abcdefghijkl|abcdef|abc|1q2w3e4r5t6y|1q2w3e4r|1234567890|123456789|12345678|1234567|123456|12345|1234|123|20[0-9][0-9]|19[0-9][0-9]|` +
	`administrator|administrateur|admin|welcome|willkommen|bienvenue|letmein|iloveyou|jetaime|changeme|secret|exeunt|login|test|root|user|` +
	`spring|summer|autumn|winter|printemps|automne|hiver`)

// guessable reports whether a password has too little in it: few different characters, or next to nothing beside what
// everybody takes.
func guessable(password string) bool {
	return different(password) < 5 || different(guessed.ReplaceAllString(password, "")) < 3
}

func different(text string) int {
	runes := map[rune]bool{}
	for _, r := range text {
		runes[r] = true
	}
	return len(runes)
}
