package ldap_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// dump is every entry of a directory, each attribute with its values, as the administrator of the database sees them.
type dump map[string]*goldap.Entry

func (l *lab) dump() dump {
	l.Helper()
	found, err := l.admin.Search(goldap.NewSearchRequest(l.BaseDN, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"*", "+"}, nil))
	if err != nil {
		l.Fatal(err)
	}
	all := dump{}
	for _, e := range found.Entries {
		all[e.DN] = e
	}
	return all
}

// without writes an entry without some attributes.
func without(e *goldap.Entry, names ...string) string {
	kept := *e
	kept.Attributes = slices.DeleteFunc(slices.Clone(e.Attributes), func(a *goldap.EntryAttribute) bool { return slices.Contains(names, a.Name) })
	return exact(&kept)
}

// bookkeeping is what the server writes into an entry by itself when somebody changes it.
var bookkeeping = []string{"modifyTimestamp", "modifiersName", "entryCSN", "contextCSN"}

// ours is what the server writes into our own entry when we sign in.
var ours = append([]string{"pwdLastSuccess"}, bookkeeping...)

// Thirty leavers go, 971 others stay byte for byte as they were, and the thirty come back whole.
func TestThirtyLeaversGoAndNobodyElseIsTouched(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1000, func(cfg *ldap.Config) { cfg.SuspendBy = []ldap.Method{ldap.Ppolicy, ldap.Shell, ldap.Shadow} })
	leavers := map[string]identity.Account{}
	for _, a := range l.read(l.Connector) {
		if number := 0; strings.HasPrefix(a.Login, "u") {
			fmt.Sscanf(a.Login, "u%d", &number)
			if number%33 == 1 && len(leavers) < 29 || number == 995 { // shells and none, admins, a policy without lockout
				leavers[l.UserDN(a.Login)] = a
			}
		}
	}
	if len(leavers) != 30 {
		t.Fatalf("there are %d leavers", len(leavers))
	}
	before := l.dump()
	l.all(leavers, identity.Suspend, identity.Remove)
	l.onlyCut(before, l.dump(), leavers)
	l.witness(leavers)
	for dn, a := range leavers {
		if cut := l.lookup(a.Ref.Key); cut.State != identity.Suspended || len(cut.Entitlements) != 0 {
			t.Errorf("%s is %s and holds %q", dn, cut.State, names(cut))
		}
		l.door(a.Login, false)
	}

	l.all(leavers, identity.Restore)
	after := l.dump()
	for dn, e := range before {
		but := bookkeeping
		if dn == l.ServiceDN {
			but = ours
		}
		if got, want := without(after[dn], but...), without(e, but...); got != want {
			t.Errorf("%s came back otherwise:\n%s", dn, cmp.Diff(want, got))
		}
	}
	for _, a := range leavers {
		l.door(a.Login, true)
	}
}

// all does verbs to many accounts, several at once.
func (l *lab) all(accounts map[string]identity.Account, verbs ...identity.Verb) {
	l.Helper()
	var group sync.WaitGroup
	for dn, a := range accounts {
		group.Go(func() {
			for _, verb := range verbs {
				if err := l.try(verb, a, a.Entitlements...); err != nil {
					l.Errorf("%s %s: %v", verb, dn, err)
				}
			}
		})
	}
	group.Wait()
}

// onlyCut demands that a leaver's entry changed in what suspends it, a group in its members, and no other entry at all.
func (l *lab) onlyCut(before, after dump, leavers map[string]identity.Account) {
	l.Helper()
	if len(before) != len(after) {
		l.Errorf("there were %d entries, and are %d", len(before), len(after))
	}
	for dn, e := range before {
		but := []string{"contextCSN"} // of the whole directory, kept in its topmost entry
		_, leaver := leavers[dn]
		switch {
		case dn == l.ServiceDN:
			but = ours
		case leaver:
			but = append(bookkeeping, "pwdAccountLockedTime", "pwdEndTime", "loginShell", "shadowExpire", "memberOf")
		case strings.HasSuffix(dn, l.GroupsDN):
			but = append(bookkeeping, "member")
			left := slices.DeleteFunc(slices.Clone(e.GetAttributeValues("member")), func(m string) bool { _, gone := leavers[m]; return gone })
			if got := after[dn].GetAttributeValues("member"); !slices.Equal(got, left) {
				l.Errorf("%s has the members %q, want %q", dn, got, left)
			}
		}
		if got, want := without(after[dn], but...), without(e, but...); got != want {
			l.Errorf("%s changed:\n%s", dn, cmp.Diff(want, got))
		}
	}
}

// witness asks the server's own log who was written to: it knows of no entry but the leavers and their groups.
func (l *lab) witness(leavers map[string]identity.Account) {
	l.Helper()
	log := l.dial(l.ServiceDN, l.ServicePassword)
	found, err := log.SearchWithPaging(goldap.NewSearchRequest("cn=accesslog", goldap.ScopeSingleLevel, goldap.NeverDerefAliases, 0, 0, false,
		"(&(objectClass=auditWriteObject)(reqAuthzID="+goldap.EscapeFilter(l.ServiceDN)+"))", []string{"reqDN"}, nil), 200)
	if err != nil {
		l.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range found.Entries {
		dn := e.GetAttributeValue("reqDN")
		if _, leaver := leavers[dn]; !leaver && !strings.HasSuffix(dn, l.GroupsDN) {
			l.Errorf("the log says that %s was written", dn)
		}
		seen[dn] = true
	}
	for dn := range leavers {
		if !seen[dn] {
			l.Errorf("the log knows nothing of %s", dn)
		}
	}
}
