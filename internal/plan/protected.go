package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ourselves refuses to cut the account that we ourselves use.
func ourselves(in *Input, _ *Plan, a *Action) string {
	if !a.Verb.Cuts() {
		return ""
	}
	self := in.Systems[a.System].Self
	names := []string{a.Login, a.Account}
	if account := in.Accounts[a.Ref()]; account != nil {
		dn, _ := account.Attribute("dn")
		names = append(names, dn...)
	}
	for _, name := range names {
		if name != "" && slices.ContainsFunc(self, func(s string) bool { return strings.EqualFold(s, name) }) {
			return "Exeunt itself works through this account"
		}
	}
	return ""
}

// protected refuses to touch accounts that the settings protect.
func protected(in *Input, _ *Plan, a *Action) string {
	if !a.Verb.Cuts() {
		return ""
	}
	for _, p := range in.Gate.Accounts {
		if p.System == a.System && (p.Key == a.Account && p.Key != "" || strings.EqualFold(p.Login, a.Login) && p.Login != "") {
			return "the settings protect this account (protect: accounts)"
		}
	}
	return ""
}

// excepted refuses what somebody decided to leave as it is, until the exception ends.
func excepted(in *Input, _ *Plan, a *Action) string {
	return exception(in.Exceptions, a, in.Snapshot.At)
}

func exception(exceptions []Exception, a *Action, at time.Time) string {
	for _, e := range exceptions {
		if !a.Verb.Cuts() && a.Verb != identity.Task || !e.Expires.After(at) {
			continue
		}
		if e.Account == a.Ref() || e.Account == (identity.AccountRef{}) && e.Person != "" && e.Person == a.Person {
			return fmt.Sprintf("exception %s of %s until %s UTC: %s", e.ID, e.Owner, e.Expires.UTC().Format("2006-01-02 15:04"), e.Reason)
		}
	}
	return ""
}
