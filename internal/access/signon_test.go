package access_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/config"
)

const back = "https://exeunt.x.test/sign-in/callback"

// issuer is an identity provider that says whatever a test wants.
type issuer struct {
	*httptest.Server
	key *ecdsa.PrivateKey // that it signs with

	challenge string // of PKCE, from the last question
	claims    map[string]any
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	i := &issuer{key: key}
	server := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: "ES256"}}, Algorithms: []string{"ES256"}}
	mux := http.NewServeMux()
	mux.Handle("/", server)
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(mux)
	server.SetIssuer(i.URL)
	t.Cleanup(i.Close)
	return i
}

// token answers a code with an identity token, to whoever asked the question of its challenge.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	w.Header().Set("Content-Type", "application/json")
	if base64.RawURLEncoding.EncodeToString(sum[:]) != i.challenge || r.FormValue("redirect_uri") != back {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error": "invalid_grant", "error_description": "secret words"}`))
		return
	}
	claims, _ := json.Marshal(i.claims)
	_ = json.NewEncoder(w).Encode(map[string]string{
		"access_token": "a", "token_type": "Bearer", "id_token": oidctest.SignIDToken(i.key, "k", "ES256", string(claims)),
	})
}

func (i *issuer) settings() *config.Provider {
	return &config.Provider{
		Issuer: i.URL, ClientID: "exeunt", Name: "The provider", Scopes: []string{"openid", "email"}, GroupsClaim: "groups", Insecure: true,
		Roles: map[config.Role][]string{"admin": {"it"}, "auditor": {"audit", "board"}},
	}
}

// come asks the question, lets the provider say claims, and comes back with its answer.
func (i *issuer) come(d *door, claims map[string]any) (access.Operator, error) {
	d.t.Helper()
	to, journey, err := d.BeginSignOn(d.t.Context(), back, "/plans")
	must(d.t, err)
	asked, err := url.Parse(to)
	must(d.t, err)
	i.challenge = asked.Query().Get("code_challenge")
	i.claims = map[string]any{
		"iss": i.URL, "sub": "s1", "aud": "exeunt", "iat": d.now.Unix(), "exp": d.now.Add(time.Minute).Unix(), "nonce": asked.Query().Get("nonce"),
		"email": "eve@x.test", "email_verified": true, "name": "Eve", "groups": []string{"it", "staff"},
	}
	maps.Copy(i.claims, claims)
	_, op, err := d.FinishSignOn(d.t.Context(), back, journey, access.Answer{State: asked.Query().Get("state"), Code: "c"}, home)
	return op, err
}

func TestTheRolesFollowTheGroups(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	d := newDoorBy(t, i.settings())
	eve, err := i.come(d, nil)
	must(t, err)
	if eve.Login != "eve@x.test" || eve.Name != "Eve" || !eve.May(access.Administer) || eve.May(access.Act) || !eve.Provider {
		t.Errorf("she is %+v", eve)
	}
	again, err := i.come(d, map[string]any{"groups": "board", "email": "married@x.test"})
	must(t, err)
	if again.Number != eve.Number || again.Login != eve.Login || again.May(access.Administer) || !again.May(access.Audit) {
		t.Errorf("with other groups she is %+v", again)
	}
	if _, err := i.come(d, map[string]any{"groups": []string{}}); !errors.Is(err, access.ErrNoRole) {
		t.Errorf("with no group: %v", err)
	}
	if all, err := d.SessionsOf(t.Context(), eve.Number, admin()); len(all) != 0 || err != nil {
		t.Errorf("with no group she has %d sessions, %v", len(all), err)
	}
	if _, err := i.come(d, nil); err != nil {
		t.Errorf("back in her group: %v", err)
	}
	eve, err = d.Operator(t.Context(), eve.Number)
	must(t, err)
	_, err = d.Disable(t.Context(), eve.Number, eve.Version(), "left", admin())
	if !errors.Is(err, access.ErrLastAdmin) {
		t.Errorf("the last administrator is disabled: %v", err)
	}
	d.add("root@x.test", access.Admin)
	_, err = d.Disable(t.Context(), eve.Number, eve.Version(), "left", admin())
	must(t, err)
	if _, err := i.come(d, nil); !errors.Is(err, access.ErrDisabled) {
		t.Errorf("disabled: %v", err)
	}
}

func TestAMailAddressIsTakenOnTrustOnlyWhenItIsVerified(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	d := newDoorBy(t, i.settings())
	ada := d.first()
	for what, verified := range map[string]any{"says no": false, "says no in letters": "false", "says nothing": nil} {
		if op, err := i.come(d, map[string]any{"email": "ada@x.test", "email_verified": verified}); !errors.Is(err, access.ErrUnverified) {
			t.Errorf("the provider %s: %+v, %v", what, op, err)
		}
	}
	same, err := i.come(d, map[string]any{"email": "Ada@x.test", "email_verified": "true"})
	must(t, err)
	if same.Number != ada.Number || !same.Password || !same.Provider {
		t.Errorf("she is %+v", same)
	}
	if _, err := i.come(d, map[string]any{"email": "ada@x.test", "sub": "s2"}); !errors.Is(err, access.ErrUnverified) {
		t.Errorf("somebody else with her address: %v", err)
	}
	if _, err := i.come(d, map[string]any{"email": nil, "sub": "s3"}); !errors.Is(err, access.ErrNoMail) {
		t.Errorf("no address: %v", err)
	}
}

func TestWhatAProviderMustNotSayIsRefused(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	d := newDoorBy(t, i.settings())
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	for what, claims := range map[string]map[string]any{
		"another nonce":    {"nonce": "x"},
		"no nonce":         {"nonce": nil},
		"another audience": {"aud": "somebody"},
		"another issuer":   {"iss": "https://evil.test"},
		"an old token":     {"exp": d.now.Add(-time.Minute).Unix()},
		"no groups":        {"groups": nil},
	} {
		var refused *access.ProviderError
		if op, err := i.come(d, claims); !errors.As(err, &refused) {
			t.Errorf("%s: %+v, %v", what, op, err)
		}
	}
	i.key = other
	if op, err := i.come(d, nil); err == nil {
		t.Errorf("signed by somebody else: %+v", op)
	}
	if all, err := d.Operators(t.Context()); len(all) != 0 || err != nil {
		t.Errorf("there are %d operators, %v", len(all), err)
	}
}

func TestAnAnswerBelongsToItsQuestion(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	d := newDoorBy(t, i.settings())
	_, journey, err := d.BeginSignOn(t.Context(), back, "/")
	must(t, err)
	other := journey
	other.Verifier = "another"
	for what, c := range map[string]struct {
		journey access.Journey
		answer  access.Answer
	}{
		"no journey":       {access.Journey{}, access.Answer{Code: "c"}},
		"another state":    {journey, access.Answer{State: "x", Code: "c"}},
		"another verifier": {other, access.Answer{State: journey.State, Code: "c"}},
		"a refusal":        {journey, access.Answer{State: journey.State, Error: "access_denied"}},
		"made-up words":    {journey, access.Answer{State: journey.State, Error: "<b>call this number</b>"}},
	} {
		_, op, err := d.FinishSignOn(t.Context(), back, c.journey, c.answer, home)
		if refused := (*access.ProviderError)(nil); !errors.As(err, &refused) {
			t.Errorf("%s: %+v, %v", what, op, err)
		}
		for _, secret := range []string{"secret words", "call this number"} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error tells what came from outside: %v", what, err)
			}
		}
	}
	if _, _, err := newDoor(t).BeginSignOn(t.Context(), back, "/"); !errors.Is(err, access.ErrNoProvider) {
		t.Errorf("with no provider: %v", err)
	}
}
