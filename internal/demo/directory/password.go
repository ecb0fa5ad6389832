package directory

import (
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"
)

// scheme marks a password kept as the salted SHA-512 of it, as OpenLDAP's module pw-sha2 writes it.
const scheme = "{SSHA512}"

// storable returns the values as they are kept: a password that came in clear is hashed (OpenLDAP:
// ppolicy_hash_cleartext), one that names its scheme stays.
func storable(t *attributeType, values []string) ([]string, error) {
	if t.name() != "userPassword" {
		return values, nil
	}
	hashed := make([]string, len(values))
	for i, v := range values {
		if strings.HasPrefix(v, "{") {
			hashed[i] = v
			continue
		}
		salt := make([]byte, 8)
		if _, err := rand.Read(salt); err != nil {
			return nil, err
		}
		hashed[i] = hashPassword(v, salt)
	}
	return hashed, nil
}

func hashPassword(password string, salt []byte) string {
	sum := sha512.Sum512(append([]byte(password), salt...))
	return scheme + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}

// passwordMatches compares a password with a kept one. A scheme that is not ours matches nothing.
func passwordMatches(kept, password string) bool {
	encoded, ours := strings.CutPrefix(kept, scheme)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if !ours || err != nil || len(raw) < sha512.Size {
		return false
	}
	again := hashPassword(password, raw[sha512.Size:])
	return subtle.ConstantTimeCompare([]byte(again), []byte(kept)) == 1
}

// passwordChanged does to an entry what OpenLDAP's ppolicy does when its password is set: the lock is gone with it.
func passwordChanged(r *record, at time.Time) {
	r.put("pwdChangedTime", formatTime(at))
	r.put("pwdAccountLockedTime")
	r.put("pwdFailureTime")
}
