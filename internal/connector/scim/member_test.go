package scim_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/scim"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// members returns who is in a group, as the application has stored it.
func (l *lab) members(group string) (ids []string) {
	l.Helper()
	for _, g := range l.rows().Groups {
		if g.DisplayName == group {
			for _, m := range g.Members {
				ids = append(ids, m.Value)
			}
		}
	}
	return ids
}

// An account that is in a group leaves it alone: nobody else does.
func TestOneMemberLeavesAndNobodyElse(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.account(user(7))
	before := l.members("everybody")
	do(t, l.Connector, identity.Remove, a, a.Entitlements...)
	after := l.members("everybody")
	if len(after) != len(before)-1 || slices.Contains(after, a.Ref.Key) {
		t.Errorf("everybody had %d members, and has %d", len(before), len(after))
	}
	if got := names(lookup(t, l.Connector, a.Ref.Key)); len(got) != 0 {
		t.Errorf("left with %q", got)
	}
	do(t, l.Connector, identity.Add, a, a.Entitlements...)
	do(t, l.Connector, identity.Add, a, a.Entitlements...)
	if got := l.members("everybody"); len(got) != len(before) {
		t.Errorf("everybody has %d members, and had %d: who is in already was added again", len(got), len(before))
	}
}

// Members are asked for one by one, because a server takes "members" without a filter for all of them.
func TestAllMembersAreNeverNamed(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.account(user(3))
	var bodies []string
	l.proxy.Spoil(func(pass http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			bodies = append(bodies, bodyOf(r))
			pass.ServeHTTP(w, r)
		})
	})
	do(t, l.Connector, identity.Remove, a, a.Entitlements...)
	l.proxy.Spoil(nil)
	sent := strings.Join(bodies, "\n")
	if strings.Contains(sent, `"path":"members"`) || !strings.Contains(sent, `members[value eq \"`+a.Ref.Key+`\"]`) {
		t.Errorf("sent:\n%s", sent)
	}
}

// With or without a filter that can be believed, a lookup shows the groups that the reading showed.
func TestTheGroupsOfOneAreFoundWhateverTheFilterIsWorth(t *testing.T) {
	t.Parallel()
	byMember := func(r *http.Request) bool { return strings.Contains(r.URL.Query().Get("filter"), "members.value") }
	for name, spoil := range map[string]func(http.Handler) http.Handler{
		"heeded": nil,
		"refused": func(pass http.Handler) http.Handler {
			return when(byMember, systemtest.Answer(false, http.StatusBadRequest)(pass), pass)
		},
		"unheeded": func(pass http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if byMember(r) {
					q := r.URL.Query()
					q.Del("filter")
					r.URL.RawQuery = q.Encode()
				}
				pass.ServeHTTP(w, r)
			})
		},
		"finding nothing": func(pass http.Handler) http.Handler {
			return when(byMember, rewrite(pass, func(_ *http.Request, said map[string]any) {
				said["totalResults"], said["Resources"] = 0, []any{}
			}), pass)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.proxy.Spoil(spoil)
			for _, n := range []int{7, 8} {
				a := l.account(user(n))
				if got := lookup(t, l.Connector, a.Ref.Key); got.Fingerprint() != a.Fingerprint() || len(got.Entitlements) < 2 {
					t.Errorf("read %q, looked up %q", names(a), names(got))
				}
			}
		})
	}
}

func when(is func(*http.Request) bool, yes, no http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if is(r) {
			yes.ServeHTTP(w, r)
			return
		}
		no.ServeHTTP(w, r)
	})
}

func TestAGroupThatIsGoneStopsNothingElse(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.account(user(3))
	do(t, l.Connector, identity.Suspend, a)
	for _, g := range l.rows().Groups {
		if g.DisplayName == "team3" {
			l.call(http.MethodDelete, l.SCIMApp.URL+"/Groups/"+g.ID, nil, nil)
		}
	}
	do(t, l.Connector, identity.Remove, a, a.Entitlements...)
	says(t, try(t, l.Connector, identity.Restore, a), "plain", "done in part", "team3: ", "no longer there")
	if got := names(lookup(t, l.Connector, a.Ref.Key)); !slices.Equal(got, []string{"everybody"}) {
		t.Errorf("holds %q", got)
	}
	if err := l.tryIn(t.Context(), a.Login); err != nil {
		t.Error(err)
	}
}

// A role comes back with everything that was kept of it.
func TestARoleComesBackWhole(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.account(user(7))
	if want := []string{"Auditor", "Editor", "everybody", "team2"}; !slices.Equal(names(a), want) {
		t.Fatalf("holds %q, want %q", names(a), want)
	}
	do(t, l.Connector, identity.Remove, a, a.Entitlements...)
	do(t, l.Connector, identity.Restore, a)
	if got := lookup(t, l.Connector, a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("came back as %+v, and was %+v", got, a)
	}
}

func TestGroupsThatAreNotReadAreNotChanged(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.account(user(3))
	c := l.connect(func(cfg *scim.Config) { cfg.GroupsBy = scim.NoGroups })
	if b := lookup(t, c, a.Ref.Key); len(b.Entitlements) != 0 {
		t.Errorf("holds %q", names(b))
	}
	before := l.members("everybody")
	if err := try(t, c, identity.Add, identity.Account{Ref: a.Ref}, identity.Entitlement{Key: "g", Name: "g", Kind: identity.Group}); !connector.IsPermanent(err) {
		t.Errorf("add: %v", err)
	}
	if !slices.Equal(before, l.members("everybody")) {
		t.Error("the group was changed")
	}
}

func TestOurOwnAccountIsNeverCut(t *testing.T) {
	t.Parallel()
	l := newLab(t, func(cfg *scim.Config) { cfg.Self = []string{user(3)} })
	a := l.account(user(3))
	for _, verb := range []identity.Verb{identity.Suspend, identity.Remove, identity.Delete} {
		says(t, try(t, l.Connector, verb, a, a.Entitlements...), "permanent", "our own account")
	}
	if got := l.Describe().Self; !slices.Equal(got, []string{user(3)}) {
		t.Errorf("self is %q", got)
	}
}

// What a suspension does and does not do in the application of the lab: nobody new comes in, and who is in stays in.
func TestAnOpenSessionOutlivesASuspensionUntilItIsEnded(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	c := l.connect(func(cfg *scim.Config) {
		cfg.SignOut = scim.SignOut{Method: http.MethodDelete, Path: strings.Replace(cfg.Web.URL, "/scim/v2", "/app/sessions/{id}", 1)}
	})
	a := l.account(user(5))
	session, _ := l.login(a.Login)
	do(t, c, identity.Suspend, a)
	if _, status := l.login(a.Login); status != http.StatusForbidden {
		t.Errorf("a suspended user signs in: %d", status)
	}
	if !l.inside(session) {
		t.Error("the session ended by itself: the lab shows nothing")
	}
	says(t, try(t, l.Connector, identity.SignOut, a), "permanent", "no way to sign-out")
	do(t, c, identity.SignOut, a)
	if l.inside(session) {
		t.Error("the session is still open")
	}
}
