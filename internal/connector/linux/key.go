package linux

import (
	"fmt"
	"regexp"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// key addresses an account: HOST:UID, and HOST:UID:LOGIN where several logins of the host share the uid.
//
// The uid is what a host knows an account by: a login can be renamed and stays the same account. A uid that was given
// again to somebody else has another login then, and a verb names both, so that it is refused.
type key struct{ host, uid, login string }

var keyPattern = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*):([0-9]{1,10})(?::(.+))?$`)

func parseKey(text string) (key, error) {
	m := keyPattern.FindStringSubmatch(text)
	if m == nil {
		return key{}, fmt.Errorf("%q is no HOST:UID: %w", text, connector.ErrGone)
	}
	return key{m[1], m[2], m[3]}, nil
}

func (k key) String() string {
	if k.login == "" {
		return k.host + ":" + k.uid
	}
	return k.host + ":" + k.uid + ":" + k.login
}
