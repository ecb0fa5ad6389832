package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The cost of a password's hash: argon2id with the second set of parameters of RFC 9106, chapter 4 (64 MiB, 3 passes).
const (
	argonTime    = 3
	argonMemory  = 64 << 10
	argonThreads = 4
	argonLength  = 32
	saltLength   = 16
)

// hash returns a password as it is kept, with its parameters (the PHC string format).
func hash(password string) string {
	var salt [saltLength]byte
	_, _ = rand.Read(salt[:]) // never fails: it ends the process instead
	key := argon2.IDKey([]byte(password), salt[:], argonTime, argonMemory, argonThreads, argonLength)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, enc(salt[:]), enc(key))
}

// matches reports whether the password is the one of which the hash was made.
func matches(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var version int
	var memory, time uint32
	var threads uint8
	if n, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &threads); n != 4 || err != nil || version != argon2.Version {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	key, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) == 0 {
		return false
	}
	made := argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(made, key) == 1
}

// decoy is compared with where there is no operator, so that the time of an answer does not tell who there is.
var decoy = sync.OnceValue(func() string { return hash("nobody has this password") })

const (
	shortest = 12  // characters: NIST SP 800-63B-4 asks for 15 where nothing else guards, 8 beside a second factor
	longest  = 256 // bytes: more costs only us
)

func checkPassword(password, login string) error {
	user, _, _ := strings.Cut(login, "@")
	switch {
	case utf8.RuneCountInString(password) < shortest:
		return &InvalidError{"password", fmt.Sprintf("the password needs at least %d characters: a few words in a row are good", shortest)}
	case len(password) > longest:
		return &InvalidError{"password", fmt.Sprintf("the password may have at most %d bytes", longest)}
	case len(user) > 3 && strings.Contains(strings.ToLower(password), strings.ToLower(user)):
		return &InvalidError{"password", "the password holds the sign-in name: choose one that does not"}
	}
	return nil
}
