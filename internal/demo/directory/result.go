package directory

import (
	"fmt"

	"github.com/go-ldap/ldap/v3"
)

// result is why a request was not done: the LDAP result code and its words (RFC 4511, section 4.1.9).
type result struct {
	code    uint16
	matched string // the nearest entry above the one that is not there
	text    string
}

// Error returns the code's name and the words.
func (r *result) Error() string {
	return fmt.Sprintf("%s (%d): %s", ldap.LDAPResultCodeMap[r.code], r.code, r.text)
}

// refuse is a result that names no entry.
func refuse(code uint16, format string, args ...any) error {
	return &result{code: code, text: fmt.Sprintf(format, args...)}
}
