package web_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func secret(s string) web.Secret { return func(context.Context) (string, error) { return s, nil } }

func connect(t testing.TB, cfg web.Config) *web.Client {
	t.Helper()
	c, err := web.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func serve(t testing.TB, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s
}

func get(t testing.TB, c *web.Client, path string) (*web.Answer, error) {
	t.Helper()
	return c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: path})
}

func TestSettingsThatAreWrongAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cfg   web.Config
		words string
	}{
		"no url":                   {web.Config{}, "https://HOST/PATH is expected"},
		"another scheme":           {web.Config{URL: "ftp://h"}, "https://HOST/PATH is expected"},
		"in clear":                 {web.Config{URL: "http://h.example.com"}, "in clear"},
		"in clear over a network":  {web.Config{URL: "http://10.0.0.1", Insecure: true}, "on this machine only"},
		"credentials in the url":   {web.Config{URL: "https://a:hunter2@h"}, "keys of their own"},
		"a query in the url":       {web.Config{URL: "https://h/?key=hunter2"}, "nothing is expected after the path"},
		"a key without its cert":   {web.Config{URL: "https://h", ClientKey: secret("x")}, "client-key is written without client-cert"},
		"concurrency":              {web.Config{URL: "https://h", Concurrency: -1}, "concurrency"},
		"a timeout below zero":     {web.Config{URL: "https://h", Timeout: -1}, "timeout"},
		"a token in clear":         {web.Config{URL: "https://h", SignIn: &web.OAuth{TokenURL: "http://idp.example.com/t", ID: "x", Secret: secret("x")}}, "token-url"},
		"a client without its key": {web.Config{URL: "https://h", SignIn: &web.OAuth{TokenURL: "https://idp.example.com/t", ID: "x"}}, "client-secret is missing"},
	} {
		_, err := web.New(c.cfg)
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want an error that says %q", name, err, c.words)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}

// Every way to sign in shows on the wire what it should.
func TestEveryWayToSignInIsShown(t *testing.T) {
	t.Parallel()
	var seen http.Header
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { seen = r.Header })
	for name, c := range map[string]struct {
		how          web.SignIn
		header, want string
	}{
		"bearer": {web.Bearer(secret("abc")), "Authorization", "Bearer abc"},
		"basic":  {web.Basic{User: "u", Password: secret("p")}, "Authorization", "Basic dTpw"},
		"header": {web.Header{Name: "X-Api-Key", Secret: secret("abc")}, "X-Api-Key", "abc"},
	} {
		if _, err := get(t, connect(t, web.Config{URL: s.URL, Insecure: true, SignIn: c.how}), "x"); err != nil {
			t.Fatal(err)
		}
		if got := seen.Get(c.header); got != c.want {
			t.Errorf("%s: %s is %q, want %q", name, c.header, got, c.want)
		}
	}
}

// issuer gives tokens for an id and a secret, and takes only the last one; asked counts the tokens.
func issuer(t testing.TB, expires int) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		id, password, _ := r.BasicAuth()
		switch {
		case r.URL.Path != "/token":
			if r.Header.Get("Authorization") != fmt.Sprintf("Bearer token-%d", asked.Load()) {
				w.WriteHeader(http.StatusUnauthorized)
			}
		case id != "exeunt" || password != "s3cret" || r.PostFormValue("grant_type") != "client_credentials" || r.PostFormValue("scope") != "scim":
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"error":"invalid_client","error_description":"s3cret is wrong"}`))
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":%d}`, asked.Add(1), expires)
		}
	}), &asked
}

func flow(s *httptest.Server, password string) web.Config {
	return web.Config{URL: s.URL, Insecure: true, Concurrency: 8, SignIn: &web.OAuth{TokenURL: s.URL + "/token", ID: "exeunt", Secret: secret(password), Scopes: []string{"scim"}}}
}

func TestATokenIsKeptUntilItIsRefused(t *testing.T) {
	t.Parallel()
	s, asked := issuer(t, 3600)
	c := connect(t, flow(s, "s3cret"))
	ok := func() {
		t.Helper()
		if answer, err := get(t, c, "x"); err != nil || !answer.OK() {
			t.Fatalf("%+v, %v", answer, err)
		}
	}
	ok()
	ok()
	if asked.Load() != 1 {
		t.Errorf("%d tokens were asked for", asked.Load())
	}
	asked.Add(1) // the application forgets the token
	var all sync.WaitGroup
	for range 8 {
		all.Go(ok)
	}
	all.Wait()
	if n := asked.Load(); n < 3 {
		t.Errorf("no new token was asked for: %d", n)
	}
}

func TestATokenThatIsNotGivenIsSaidWithoutTheSecret(t *testing.T) {
	t.Parallel()
	s, _ := issuer(t, 3600)
	_, err := get(t, connect(t, flow(s, "wrong-secret")), "x")
	if !connector.IsPermanent(err) || !strings.Contains(err.Error(), "gives no token for exeunt (401 invalid_client)") {
		t.Errorf("%v", err)
	}
	if strings.Contains(fmt.Sprint(err), "s3cret") || strings.Contains(fmt.Sprint(err), "wrong-secret") {
		t.Errorf("the error tells the secret: %v", err)
	}
}

// A server that asks for a certificate gets ours, and only one that our authority signed is believed.
func TestCertificatesOnBothSides(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.TLS.PeerCertificates[0].Subject.Organization[0]))
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	s.StartTLS()
	t.Cleanup(s.Close)
	authority := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
	cert, key := pairOf(t, s)
	file := filepath.Join(t.TempDir(), "client.crt")
	if err := os.WriteFile(file, []byte(cert), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := web.Config{URL: s.URL, CA: authority, ClientCert: file, ClientKey: secret(key)}
	if answer, err := get(t, connect(t, whole), "x"); err != nil || string(answer.Body) != "Acme Co" {
		t.Errorf("%+v, %v", answer, err)
	}
	for name, c := range map[string]struct {
		change func(*web.Config)
		words  string
	}{
		"none of ours":     {func(c *web.Config) { c.ClientCert, c.ClientKey = "", nil }, "client-cert"},
		"no pair":          {func(c *web.Config) { c.ClientKey = secret("no key") }, "no pair"},
		"no file":          {func(c *web.Config) { c.ClientCert = file + ".missing" }, "client-cert: "},
		"another one's":    {func(c *web.Config) { c.CA = "" }, "name its PEM file in ca"},
		"an authority no":  {func(c *web.Config) { c.CA = file + ".missing" }, "ca: "},
		"no certificate":   {func(c *web.Config) { c.CA = "-----BEGIN NOTHING-----" }, "holds no certificate"},
		"another name":     {func(c *web.Config) { c.URL = strings.Replace(c.URL, "127.0.0.1", "localhost", 1) }, "another name than localhost"},
		"nobody there":     {func(c *web.Config) { c.URL = "https://127.0.0.1:1" }, "nothing listens there"},
		"a name of nobody": {func(c *web.Config) { c.URL = "https://nobody.invalid" }, ""},
	} {
		cfg := whole
		c.change(&cfg)
		_, err := get(t, connect(t, cfg), "x")
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want an error that says %q", name, err, c.words)
		}
	}
}

// pairOf returns the certificate and the key of a test server, to be shown as ours.
func pairOf(t testing.TB, s *httptest.Server) (cert, key string) {
	t.Helper()
	pair := s.TLS.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestAPortThatDoesNotSpeakTLSIsSaid(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err := get(t, connect(t, web.Config{URL: strings.Replace(s.URL, "http:", "https:", 1)}), "x")
	if err == nil || !strings.Contains(err.Error(), "does not speak TLS") {
		t.Errorf("%v", err)
	}
}

// Our credentials go to one host.
func TestCredentialsGoToNoOtherHost(t *testing.T) {
	t.Parallel()
	thief := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("asked for %s with %q", r.URL, r.Header.Get("Authorization"))
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL, http.StatusFound) })
	c := connect(t, web.Config{URL: s.URL, Insecure: true, SignIn: web.Bearer(secret("abc"))})
	answer, err := get(t, c, "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Err(""); !connector.IsPermanent(err) || !strings.Contains(err.Error(), "not followed") {
		t.Errorf("a redirect: %v", err)
	}
	if _, err := get(t, c, thief.URL+"/x"); err == nil || !strings.Contains(err.Error(), "another host") {
		t.Errorf("another host: %v", err)
	}
}

func TestTroubleIsAnErrorThatSaysWhat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		cfg    web.Config
		words  string
	}{
		"too much": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 100)) }, web.Config{MostBytes: 99}, "larger than 99 bytes"},
		"no end":   {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, web.Config{Timeout: time.Millisecond}, "no answer within 1ms"},
		"half an answer": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			_, _ = w.Write([]byte("x"))
		}, web.Config{}, "hung up"},
		"the line is dead": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, web.Config{}, "hung up"},
	} {
		s := serve(t, c.handle)
		c.cfg.URL, c.cfg.Insecure = s.URL, true
		_, err := get(t, connect(t, c.cfg), "x")
		if err == nil || !strings.Contains(err.Error(), c.words) || connector.IsPermanent(err) {
			t.Errorf("%s: %v; want a plain error that says %q", name, err, c.words)
		}
	}
}

func TestEachStatusHasItsClass(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{
		200: "", 204: "", 301: "permanent", 400: "permanent", 401: "permanent", 403: "permanent", 404: "gone", 408: "plain", 409: "permanent",
		410: "gone", 412: "plain", 422: "permanent", 429: "throttled", 500: "plain", 501: "permanent", 502: "plain", 503: "throttled", 504: "plain",
	} {
		answer := web.Answer{Method: "PATCH", Path: "/x", Status: status, Header: http.Header{"Retry-After": {"7"}, "Content-Type": {"text/plain"}}, Body: []byte("no\n\x00way")}
		err := answer.Err("")
		if got := class(err); got != want {
			t.Errorf("%d is %s, want %s: %v", status, got, want, err)
		}
		if after, ok := connector.IsThrottled(err); ok && after != 7*time.Second {
			t.Errorf("%d: wait %s", status, after)
		}
	}
}

func class(err error) string {
	_, throttled := connector.IsThrottled(err)
	switch {
	case err == nil:
		return ""
	case throttled:
		return "throttled"
	case connector.IsPermanent(err):
		return "permanent"
	case errors.Is(err, connector.ErrGone):
		return "gone"
	}
	return "plain"
}

func TestTheTimeToWaitIsRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, " 90 ": 90 * time.Second, "-5": 0, "soon": 0, "9999999999": 24 * time.Hour,
		"Wed, 25 Nov 2026 10:00:30 GMT": 30 * time.Second, "Wed, 25 Nov 2026 09:00:00 GMT": 0, "Fri, 25 Dec 2026 10:00:30 GMT": 24 * time.Hour,
	} {
		answer := web.Answer{Header: http.Header{"Retry-After": {text}, "Date": {"Wed, 25 Nov 2026 10:00:00 GMT"}}}
		if got := answer.RetryAfter(); got != want {
			t.Errorf("Retry-After %q is %s, want %s", text, got, want)
		}
	}
}
