package http_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// app is an application that answers as a test wants it to.
type app struct {
	*httptest.Server
	users  int
	answer func(w http.ResponseWriter, r *http.Request) bool // whether it was answered; else as a plain application does

	mu   sync.Mutex
	seen []string // each request: method, path and query
	shut map[string]bool
}

func newApp(t testing.TB, users int, answer func(w http.ResponseWriter, r *http.Request) bool) *app {
	t.Helper()
	a := &app{users: users, answer: answer, shut: map[string]bool{}}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

// connect makes a connector of a description, which begins below accounts; the rest of it is added as it is.
func (a *app) connect(t testing.TB, accounts, rest, keys string) connector.Connector {
	t.Helper()
	description := "suspended: It is shut.\naccounts:\n" + indentBy("  ", accounts+"\none: {get: \"users/${key}\"}\nkey: item.id\nlogin: item.login\nsuspended: item.shut\nattributes: {shut: item.shut}\n") + rest
	if keys == "" {
		keys = signIn
	}
	return system(t, "url: "+a.URL+"\ndescription: app.yaml\n"+keys, "app.yaml", description)
}

func indentBy(by, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(by + line)
	}
	return b.String()
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.seen = append(a.seen, r.Method+" "+r.URL.RequestURI())
	a.mu.Unlock()
	if a.answer != nil && a.answer(w, r) {
		return
	}
	id, one := strings.CutPrefix(r.URL.Path, "/users/")
	switch {
	case r.Method == http.MethodPost && strings.HasSuffix(id, "/shut"):
		a.mu.Lock()
		a.shut[strings.TrimSuffix(id, "/shut")] = true
		a.mu.Unlock()
	case one:
		a.one(w, id)
	default:
		say(w, a.page(0, a.users))
	}
}

func (a *app) one(w http.ResponseWriter, id string) {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "id-"))
	if err != nil || n < 1 || n > a.users {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	say(w, a.user(n))
}

func (a *app) user(n int) map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	id := fmt.Sprintf("id-%d", n)
	return map[string]any{"id": id, "login": fmt.Sprintf("u%04d", n), "shut": a.shut[id]}
}

// page returns the users after the first ones.
func (a *app) page(after, size int) []any {
	list := []any{}
	for n := after + 1; n <= min(after+size, a.users); n++ {
		list = append(list, a.user(n))
	}
	return list
}

func (a *app) asked() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.seen, "\n")
}

func say(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// number returns a number of a query.
func number(r *http.Request, name string) int {
	n, _ := strconv.Atoi(r.URL.Query().Get(name))
	return n
}
