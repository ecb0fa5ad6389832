package http_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const (
	byToken  = "login: {post: login, body: \"{'u': user, 'p': password}\", token: body.token, header: X-Auth, prefix: 'T '}\n"
	byCookie = "login: {post: login, form: {u: '${user}', p: '${password}'}}\n"
	signIn   = "sign-in: {user: exeunt, password: file:password}\n"
)

func TestEverySignInIsShownOnEveryRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rest, keys string
		shown      func(*http.Request) bool
	}{
		"a token": {"", "sign-in: {token: file:password}\n", func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer svc-secret" }},
		"a password": {"", signIn, func(r *http.Request) bool {
			user, password, _ := r.BasicAuth()
			return user == "exeunt" && password == "svc-secret"
		}},
		"a header":                   {"", "sign-in: {header: X-Key, key: file:password}\n", func(r *http.Request) bool { return r.Header.Get("X-Key") == "svc-secret" }},
		"a login that gives a token": {byToken, signIn, func(r *http.Request) bool { return r.Header.Get("X-Auth") == "T t1" }},
		"a login that gives a cookie": {byCookie, signIn, func(r *http.Request) bool {
			cookie, err := r.Cookie("session")
			return err == nil && cookie.Value == "c1"
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, 5, func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/login" {
					http.SetCookie(w, &http.Cookie{Name: "session", Value: "c1"})
					say(w, map[string]any{"token": "t1"})
					return true
				}
				if !c.shown(r) {
					w.WriteHeader(http.StatusUnauthorized)
					return true
				}
				return false
			})
			if accounts := read(t, a.connect(t, plainList, c.rest, c.keys)); len(accounts) != 5 {
				t.Errorf("read %d accounts", len(accounts))
			}
		})
	}
}

// expiring is an application whose tokens are good for so many requests. What it answers then is up to the test.
func expiring(t testing.TB, users, uses int, over func(w http.ResponseWriter, r *http.Request)) (a *app, logins *atomic.Int64) {
	logins, left := &atomic.Int64{}, &atomic.Int64{}
	a = newApp(t, users, func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/login" {
			logins.Add(1)
			left.Store(int64(uses))
			say(w, map[string]any{"token": "t1"})
			return true
		}
		if left.Add(-1) < 0 {
			over(w, r)
			return true
		}
		return false
	})
	return a, logins
}

func TestASignInThatIsOverIsMadeAnew(t *testing.T) {
	t.Parallel()
	a, logins := expiring(t, 5, 2, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	c := a.connect(t, plainList, byToken, signIn)
	for range 5 {
		lookup(t, c, "id-3")
	}
	if n := logins.Load(); n != 3 {
		t.Errorf("signed in %d times for 5 requests, with tokens that hold for 2", n)
	}
}

// An application may show an empty list and answer 404 to whom it does not know any more. Nobody is gone by that.
func TestNobodyIsGoneBecauseOurSignInIsOver(t *testing.T) {
	t.Parallel()
	over := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users" {
			say(w, []any{})
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}
	const ended = "login: {post: login, token: body.token, ended: 'body == []'}\n"
	a, logins := expiring(t, 5, 2, over)
	c := a.connect(t, plainList, ended, signIn)
	for range 4 {
		if seen := lookup(t, c, "id-3"); seen.Login != "u0003" {
			t.Errorf("looked up %+v", seen)
		}
	}
	if logins.Load() < 2 {
		t.Error("the sign-in was never over: the test shows nothing")
	}
	if _, err := c.Lookup(t.Context(), "id-99"); !errors.Is(err, connector.ErrGone) {
		t.Errorf("an account that is gone: %v", err)
	}

	a, _ = expiring(t, 5, 0, over) // and where signing in anew does not help
	_, err := a.connect(t, plainList, ended, signIn).Lookup(t.Context(), "id-3")
	says(t, err, "plain", "neither can any other be seen")
}

func TestALoginThatIsRefusedSaysSoWithoutThePassword(t *testing.T) {
	t.Parallel()
	for status, class := range map[int]string{400: "permanent", 401: "permanent", 403: "permanent", 429: "throttled", 500: "plain"} {
		a := newApp(t, 5, func(w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"you sent":"svc-secret"}`))
			return true
		})
		for _, login := range []string{byToken, byCookie} {
			_, err := a.connect(t, plainList, login, signIn).Read(t.Context(), &sink{})
			says(t, err, class)
			if err != nil && strings.Contains(err.Error(), "svc-secret") {
				t.Errorf("%d: the password is shown: %v", status, err)
			}
		}
	}
}

// What an answer means is said by its status, and by the description where the application does otherwise.
func TestAnAnswerMeansWhatTheDescriptionSays(t *testing.T) {
	t.Parallel()
	const answers = "answers: {said: \"body.?why.orValue('')\", throttled: \"body.?code.orValue(0) == 42\", refused: \"body.?code.orValue(0) == 13\"}\n"
	for name, c := range map[string]struct {
		status int
		header string
		body   map[string]any
		class  string
		words  string
	}{
		"too many requests":              {429, "7", nil, "throttled", "wait 7s"},
		"busy":                           {503, "", nil, "throttled", "wait 0s"},
		"too many, by the description":   {200, "9", map[string]any{"code": 42, "why": "slow down"}, "throttled", "slow down) (wait 9s"},
		"refused, by the description":    {200, "", map[string]any{"code": 13, "why": "not this one"}, "permanent", "the application refuses (not this one)"},
		"forbidden":                      {403, "", map[string]any{"why": "ask Ann"}, "permanent", "(ask Ann)"},
		"a fault":                        {500, "", map[string]any{"why": "disk full"}, "plain", "(disk full)"},
		"not done, by the description":   {200, "", map[string]any{"done": false}, "plain", "by the description (ok) it was not done"},
		"done":                           {200, "", map[string]any{"done": true}, "none", ""},
		"there is nothing at that place": {404, "", nil, "permanent", "though the account is there"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, 5, func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodPost {
					return false
				}
				if c.header != "" {
					w.Header().Set("Retry-After", c.header)
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(c.status)
				if c.body != nil {
					say(w, c.body)
				}
				return true
			})
			rest := answers + "verbs:\n  suspend:\n    - {post: \"users/${key}/shut\", ok: \"status == 200 && body.?done.orValue(true)\"}\n"
			con := a.connect(t, plainList, rest, "")
			says(t, try(t, con, identity.Suspend, lookup(t, con, "id-3")), c.class, c.words)
		})
	}
}

// A step that fails after another one was done leaves the outcome unknown, and the same verb again does what is left.
func TestAVerbThatStopsInTheMiddleSaysSo(t *testing.T) {
	t.Parallel()
	var refuse atomic.Bool
	refuse.Store(true)
	a := newApp(t, 5, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/shut") && refuse.Load() {
			w.WriteHeader(http.StatusForbidden)
			return true
		}
		return strings.HasSuffix(r.URL.Path, "/first")
	})
	c := a.connect(t, plainList, "verbs:\n  suspend:\n    - {post: \"users/${key}/first\"}\n    - {post: \"users/${key}/shut\"}\n", "")
	seen := lookup(t, c, "id-3")
	says(t, try(t, c, identity.Suspend, seen), "plain", "done in part")
	refuse.Store(false)
	do(t, c, identity.Suspend, seen)
	if after := lookup(t, c, "id-3"); after.State != identity.Suspended {
		t.Errorf("afterwards it is %s", after.State)
	}
	before := len(a.asked())
	do(t, c, identity.Suspend, seen)
	if again := a.asked()[before:]; strings.Contains(again, "POST") {
		t.Errorf("suspended again, it was asked\n%s", again)
	}
}

// What stands in a key is one part of a path, whatever it is.
func TestAKeyStaysOnePartOfAPath(t *testing.T) {
	t.Parallel()
	a := newApp(t, 5, func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/users" {
			return false
		}
		w.WriteHeader(http.StatusNotFound)
		return true
	})
	c := a.connect(t, plainList, "", "")
	for key, path := range map[string]string{"../admin": "/users/..%2Fadmin", "..": "/users/%2E%2E", "a/b?c#d": "/users/a%2Fb%3Fc%23d", "ü": "/users/%C3%BC"} {
		if _, err := c.Lookup(t.Context(), key); !errors.Is(err, connector.ErrGone) {
			t.Errorf("%q: %v", key, err)
		}
		if !strings.Contains(a.asked(), "GET "+path+"\n") {
			t.Errorf("%q was asked for as\n%s", key, a.asked())
		}
	}
	_, err := c.Lookup(t.Context(), "")
	says(t, err, "permanent", "nothing was asked")
}
