package apply

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Recycled says why an account is no longer the one that was captured, or "". A name, and with it the entry, is given to
// whoever comes next: the rights of the one who left are not for them. A mail address that was taken away is no sign of
// that, as some systems take it from whoever is suspended.
func Recycled(before, now *identity.Account) string {
	var apart []string
	if before.Employee != now.Employee {
		apart = append(apart, fmt.Sprintf("its employee number was %q and is %q", before.Employee, now.Employee))
	}
	if before.Email != "" && now.Email != "" && !strings.EqualFold(before.Email, now.Email) {
		apart = append(apart, fmt.Sprintf("its mail was %s and is %s", before.Email, now.Email))
	}
	if len(apart) == 0 {
		return ""
	}
	return "the account may be somebody else's by now: " + strings.Join(apart, ", ") + "; set it back there first, or give back by hand what is theirs"
}
