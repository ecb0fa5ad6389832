package prove

import (
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// returned decides whether a restored account is again what a capture says, in everything that a verb may touch: its
// state, its entitlements and its attributes. What others changed beside that is not ours to bring back, and a right
// that they gave since is not ours to take away.
func returned(account, before *identity.Account) (Verdict, string) {
	if before == nil {
		return Unseen, "there is no capture to compare the account with"
	}
	if apart := apart(before, account); len(apart) > 0 {
		return Contradicted, "it is not as it was captured: " + strings.Join(apart, ", ")
	}
	saw := "it is as it was captured"
	for _, e := range account.Entitlements {
		if !before.Holds(e.Key) {
			saw += ", and holds " + e.Name + " since"
		}
	}
	return Verified, saw
}

// apart names what of a capture the account has not got back.
func apart(before, now *identity.Account) []string {
	var list []string
	if before.State != now.State {
		list = append(list, "it is "+string(now.State)+" and was "+string(before.State))
	}
	for _, e := range before.Entitlements {
		if !now.Holds(e.Key) {
			list = append(list, "it lacks "+e.Name)
		}
	}
	for _, a := range before.Attributes {
		values, _ := now.Attribute(a.Name)
		if !slices.Equal(values, a.Values) || (values == nil) != (a.Values == nil) {
			list = append(list, a.Name+" differs")
		}
	}
	return list
}
