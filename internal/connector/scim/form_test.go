package scim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/scim"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Whatever words a server wants, the account is suspended and restored; the second time without trying.
func TestTheFormThatAServerTakesIsFoundAndKept(t *testing.T) {
	t.Parallel()
	for _, form := range []scim.Form{scim.FormPath, scim.FormValue, scim.FormString} {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 3)
			s.forms = []scim.Form{form}
			c := s.connect(t)
			for n, a := range read(t, c) {
				s.writes()
				do(t, c, identity.Suspend, a)
				if tried := len(s.writes()); n > 0 && tried != 1 {
					t.Errorf("the %d. suspension took %d writes", n+1, tried)
				}
				if s.active(n) != false || lookup(t, c, a.Ref.Key).State != identity.Suspended {
					t.Errorf("%s is active: %v", a.Login, s.active(n))
				}
				do(t, c, identity.Restore, a)
				if got := lookup(t, c, a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
					t.Errorf("restored to %+v, and was %+v", got, a)
				}
			}
		})
	}
}

func TestTheFormOfTheSettingsIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	s := newServer(t, 1)
	c := s.connect(t, func(cfg *scim.Config) { cfg.Patch = scim.FormString })
	says(t, try(t, c, identity.Suspend, read(t, c)[0]), "permanent", "400", "invalidSyntax")
	if writes := s.writes(); len(writes) != 1 || !strings.Contains(writes[0], `"False"`) {
		t.Errorf("written: %q", writes)
	}
}

// Entra ID's words in both directions.
func TestActiveAsTextIsUnderstood(t *testing.T) {
	t.Parallel()
	s := newServer(t, 2)
	s.forms, s.texts = []scim.Form{scim.FormString}, true
	c := s.connect(t)
	a := read(t, c)[0]
	do(t, c, identity.Suspend, a)
	if got := lookup(t, c, a.Ref.Key); got.State != identity.Suspended {
		t.Errorf("the account is %s", got.State)
	}
	do(t, c, identity.Restore, a)
	if got := lookup(t, c, a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("restored to %+v", got)
	}
}

func TestActiveThatIsNeitherTrueNorFalseIsAnError(t *testing.T) {
	t.Parallel()
	s := newServer(t, 2)
	s.users[1]["active"] = "perhaps"
	_, err := s.connect(t).Read(t.Context(), &sink{})
	says(t, err, "plain", "id-002", "neither true nor false")
}

// A server that says yes to every form and does nothing is not believed.
func TestAServerThatOnlySaysYesIsNotBelieved(t *testing.T) {
	t.Parallel()
	s := newServer(t, 1)
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPatch {
			w.WriteHeader(http.StatusNoContent)
		}
		return r.Method == http.MethodPatch
	}
	c := s.connect(t)
	says(t, try(t, c, identity.Suspend, read(t, c)[0]), "plain", "answered 204 to active: false", "it is not so")
	if writes := s.writes(); len(writes) != 3 {
		t.Errorf("tried %q", writes)
	}
}

// What a server refuses for a reason of its own is not forced upon it in other words than those of PATCH.
func TestARefusalIsNotAnsweredWithPut(t *testing.T) {
	t.Parallel()
	s := newServer(t, 1)
	s.forms = nil
	c := s.connect(t)
	says(t, try(t, c, identity.Suspend, read(t, c)[0]), "permanent", "the server says no")
	for _, w := range s.writes() {
		if !strings.HasPrefix(w, "PATCH ") {
			t.Errorf("written: %s", w)
		}
	}
}

func TestWithoutPatchTheWholeUserIsWritten(t *testing.T) {
	t.Parallel()
	for name, plain := range map[string]bool{"it says so": true, "it answers 405": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 2)
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPatch {
					refuse(w, http.StatusMethodNotAllowed, "")
				}
				return r.Method == http.MethodPatch
			}
			if plain {
				s.config = `{"patch":{"supported":false}}`
			}
			c := s.connect(t)
			a := read(t, c)[1]
			do(t, c, identity.Suspend, a)
			writes := s.writes()
			if last := writes[len(writes)-1]; !strings.HasPrefix(last, "PUT /Users/id-002 ") || !strings.Contains(last, `"x":12345678901234567890`) || !strings.Contains(last, `"nickName":"Nick"`) {
				t.Errorf("written: %s", last)
			}
			if plain && len(writes) != 1 {
				t.Errorf("tried: %q", writes)
			}
			do(t, c, identity.Restore, a)
			if s.active(1) != true {
				t.Error("not restored")
			}
		})
	}
}

// Some applications hide whoever is not active. That is no failure, and the way back is still there.
func TestAnAccountThatIsHiddenWhenSuspendedIsRestored(t *testing.T) {
	t.Parallel()
	s := newServer(t, 3)
	s.hides = true
	c := s.connect(t)
	a := read(t, c)[1]
	do(t, c, identity.Suspend, a)
	if _, err := c.Lookup(t.Context(), a.Ref.Key); class(err) != "gone" {
		t.Errorf("lookup of a hidden account: %v", err)
	}
	says(t, try(t, c, identity.Suspend, a), "gone")
	do(t, c, identity.Restore, a)
	if got := lookup(t, c, a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
		t.Errorf("restored to %+v", got)
	}
}

// Where active was never written it is taken away again, or true.
func TestActiveThatWasNotThereComesBackAsOpen(t *testing.T) {
	t.Parallel()
	s := newServer(t, 1)
	delete(s.users[0], "active")
	c := s.connect(t)
	a := read(t, c)[0]
	if a.State != identity.Enabled {
		t.Fatalf("without active the account is %s", a.State)
	}
	do(t, c, identity.Suspend, a)
	do(t, c, identity.Restore, a)
	if got := lookup(t, c, a.Ref.Key); got.State != identity.Enabled {
		t.Errorf("restored, it is %s", got.State)
	}
}

func TestVersionsGuardEveryWrite(t *testing.T) {
	t.Parallel()
	s := newServer(t, 2)
	s.etags, s.config = true, `{"patch":{"supported":true},"filter":{"supported":true},"etag":{"supported":true}}`
	c := s.connect(t)
	a := read(t, c)[0]
	s.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPatch {
			s.version++ // somebody was quicker
		}
		return false
	}
	err := try(t, c, identity.Suspend, a)
	says(t, err, "plain", "412", "changed while we looked")
	if s.active(0) != true {
		t.Error("written all the same")
	}
	s.before = nil
	do(t, c, identity.Suspend, a)
	if s.active(0) != false {
		t.Error("not written")
	}
	do(t, c, identity.Restore, a)
	do(t, c, identity.Delete, a)
}

// Versions prove what we may do, and change nothing; a server that does not look at them changes nothing either.
func TestAProbeProvesByAVersionThatNeverWas(t *testing.T) {
	t.Parallel()
	for name, honours := range map[string]bool{"honoured": true, "unheeded": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 2)
			s.etags, s.config = honours, `{"patch":{"supported":true},"etag":{"supported":true}}`
			rights, err := s.connect(t).Probe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rights {
				if r.Verb == identity.Suspend && (r.Granted == connector.Yes) != honours {
					t.Errorf("suspend is granted: %s (%s)", r.Granted, r.Why)
				}
			}
			if s.active(0) != true || len(s.users) != 2 {
				t.Error("the probe changed something")
			}
		})
	}
}
