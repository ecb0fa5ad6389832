package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/demo"
)

// house is the demo company with its API, after one pass.
type house struct {
	*testing.T
	app  *app.App
	door *access.Access
	url  string
	log  *record
}

func newHouse(t *testing.T) *house {
	t.Helper()
	company, err := demo.Open(t.Context(), demo.Options{Dir: t.TempDir(), Now: time.Now()})
	must(t, err)
	a, err := app.Open(t.Context(), company.Settings, app.Options{Hold: "serve"})
	must(t, err)
	_, _, err = a.As("exeunt").Run(t.Context(), nil)
	must(t, err)
	h := &house{T: t, app: a, door: a.Access(), log: &record{}}
	server := httptest.NewServer(api.New(api.Options{App: a, Access: h.door, Work: atOnce{a}, Log: slog.New(slog.NewTextHandler(h.log, nil)), Now: time.Now}))
	h.url = server.URL + api.Prefix
	t.Cleanup(func() {
		server.Close()
		must(t, a.Close())
		must(t, company.Close())
	})
	return h
}

// in returns the house for a part of a test.
func (h *house) in(t *testing.T) *house {
	part := *h
	part.T = t
	return &part
}

// record is a log that is read by the test.
type record struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write keeps a line.
func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// atOnce does what is asked before it answers.
type atOnce struct{ app *app.App }

func (w atOnce) Pass(ctx context.Context, _ string) error {
	_, _, err := w.app.As("exeunt").Run(ctx, nil)
	return err
}

func (w atOnce) Apply(ctx context.Context, planID string) error {
	_, err := w.app.As("exeunt").ApplyApproved(ctx, planID, nil)
	return err
}

func (w atOnce) Applying(string) bool { return false }

// token makes an operator with roles, and a token of theirs that may do all that they may.
func (h *house) token(login string, roles ...access.Role) string {
	h.Helper()
	admin := &access.Operator{Login: "root@x.test", Roles: []access.Role{access.Admin}}
	op, err := h.door.Add(h.Context(), access.NewOperator{Login: login, Name: login, Roles: roles}, admin)
	must(h, err)
	var scopes []access.Right
	for _, right := range access.Rights() {
		if op.May(right) {
			scopes = append(scopes, right)
		}
	}
	token, _, err := h.door.IssueToken(h.Context(), access.NewToken{Name: "test", Scopes: scopes, For: time.Hour}, &op)
	must(h, err)
	return token
}

// answer is what came back.
type answer struct {
	*testing.T
	what   string // was asked
	status int
	header http.Header
	body   []byte
}

// ask sends a request with a token. A body that is no string and no bytes is sent as JSON. Headers come in pairs.
func (h *house) ask(token, method, path string, body any, headers ...string) *answer {
	h.Helper()
	request, err := http.NewRequestWithContext(h.Context(), method, h.url+path, bytes.NewReader(sent(h, body)))
	must(h, err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	must(h, err)
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	must(h, err)
	return &answer{h.T, method + " " + path, response.StatusCode, response.Header, got}
}

func sent(t testing.TB, body any) []byte {
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return []byte(b)
	case []byte:
		return b
	}
	b, err := json.Marshal(body)
	must(t, err)
	return b
}

func (h *house) get(token, path string, headers ...string) *answer {
	h.Helper()
	return h.ask(token, http.MethodGet, path, nil, headers...)
}

// is fails the test unless the answer has the status.
func (a *answer) is(status int) *answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("%s: %d, want %d: %s", a.what, a.status, status, a.body)
	}
	return a
}

// problem fails the test unless the answer is a problem with the status that says these words.
func (a *answer) problem(status int, words string) {
	a.Helper()
	a.is(status)
	var p struct {
		Status        int
		Title, Detail string
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		a.Errorf("%s: the problem comes as %s", a.what, got)
	}
	if err := json.Unmarshal(a.body, &p); err != nil || p.Status != status || p.Title == "" || !strings.Contains(p.Detail, words) {
		a.Errorf("%s: the problem is %s, want one that says %q", a.what, a.body, words)
	}
}

// into reads the answer.
func (a *answer) into(v any) {
	a.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.Fatalf("%s: %v: %s", a.what, err, a.body)
	}
}

// read reads an answer that must be well.
func read[T any](a *answer) (v T) {
	a.Helper()
	a.is(http.StatusOK).into(&v)
	return v
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
