package scim_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/scim"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// server is a SCIM server that has the ways of one vendor or another, and can be made to lie: what the real one of the lab
// cannot be brought to do.
type server struct {
	*httptest.Server

	mu      sync.Mutex
	users   []map[string]any
	version int
	seen    []string // METHOD PATH BODY

	config string // ServiceProviderConfig; empty: 404
	forms  []scim.Form
	etags  bool
	hides  bool // whoever is not active is 404, as Atlassian does it
	texts  bool // active is "True" or "False", as Entra ID writes it
	before func(w http.ResponseWriter, r *http.Request) (answered bool)
	lie    func(r *http.Request, list map[string]any)
}

const plainConfig = `{"patch":{"supported":true},"filter":{"supported":true,"maxResults":200},"etag":{"supported":false}}`

func newServer(t testing.TB, users int) *server {
	t.Helper()
	s := &server{config: plainConfig, forms: []scim.Form{scim.FormPath, scim.FormValue}}
	for n := 1; n <= users; n++ {
		s.users = append(s.users, map[string]any{"id": fmt.Sprintf("id-%03d", n), "userName": fmt.Sprintf("u%03d", n), "active": true, "nickName": "Nick", "x": json.Number("12345678901234567890")})
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// connect makes a connector on the server.
func (s *server) connect(t testing.TB, change ...func(*scim.Config)) *scim.Connector {
	t.Helper()
	cfg := scim.Config{Name: "app", Web: web.Config{URL: s.URL, Insecure: true, SignIn: web.Bearer(secret("token-of-ours"))}, GroupsBy: scim.NoGroups, PageSize: 10}
	for _, f := range change {
		f(&cfg)
	}
	return open(t, cfg)
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	s.seen = append(s.seen, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	w.Header().Set("Content-Type", "application/scim+json")
	if s.before != nil && s.before(w, r) {
		return
	}
	switch id, one := strings.CutPrefix(r.URL.Path, "/Users/"); {
	case r.URL.Path == "/ServiceProviderConfig" && s.config != "":
		_, _ = w.Write([]byte(s.config))
	case r.URL.Path == "/Users":
		s.list(w, r)
	case one:
		s.one(w, r, id, body)
	default:
		refuse(w, http.StatusNotFound, "")
	}
}

func refuse(w http.ResponseWriter, status int, scimType string) {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","scimType":%q,"detail":"the server says no"}`, status, scimType)
}

// list answers by index, or by cursor where the request has one.
func (s *server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, _ := strconv.Atoi(q.Get("startIndex"))
	count, _ := strconv.Atoi(q.Get("count"))
	list := map[string]any{"totalResults": len(s.users)}
	if q.Has("cursor") {
		from, _ = strconv.Atoi(strings.TrimPrefix(q.Get("cursor"), "at-"))
		from = max(from, 1)
	}
	from = min(max(from, 1), len(s.users)+1)
	end := min(from-1+count, len(s.users))
	if q.Has("cursor") && end < len(s.users) {
		list["nextCursor"] = fmt.Sprintf("at-%d", end+1)
	}
	page := []any{}
	for _, u := range s.users[from-1 : end] {
		page = append(page, s.shown(u))
	}
	list["Resources"] = page
	if s.lie != nil {
		s.lie(r, list)
	}
	_ = json.NewEncoder(w).Encode(list)
}

func (s *server) shown(u map[string]any) map[string]any {
	if !s.texts {
		return u
	}
	shown := map[string]any{}
	for k, v := range u {
		shown[k] = v
	}
	shown["active"] = map[bool]string{true: "True", false: "False"}[u["active"] == true]
	return shown
}

func (s *server) one(w http.ResponseWriter, r *http.Request, id string, body []byte) {
	at := slices.IndexFunc(s.users, func(u map[string]any) bool { return u["id"] == id })
	if at < 0 || s.hides && r.Method == http.MethodGet && s.users[at]["active"] == false {
		refuse(w, http.StatusNotFound, "")
		return
	}
	if s.etags {
		w.Header().Set("ETag", s.tag())
		if match := r.Header.Get("If-Match"); match != "" && match != s.tag() {
			refuse(w, http.StatusPreconditionFailed, "")
			return
		}
	}
	switch r.Method {
	case http.MethodGet:
		_ = json.NewEncoder(w).Encode(s.shown(s.users[at]))
	case http.MethodPatch:
		s.patch(w, s.users[at], body)
	case http.MethodPut:
		var all map[string]any
		_ = json.Unmarshal(body, &all)
		s.users[at] = all
		w.WriteHeader(http.StatusNoContent)
	case http.MethodDelete:
		s.users = slices.Delete(s.users, at, at+1)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *server) tag() string { return fmt.Sprintf(`W/"%d"`, s.version) }

// patch takes the forms that this server knows.
func (s *server) patch(w http.ResponseWriter, u map[string]any, body []byte) {
	var asked struct {
		Operations []struct {
			Op, Path string
			Value    any
		}
	}
	_ = json.Unmarshal(body, &asked)
	o := asked.Operations[0]
	form, value := scim.FormPath, o.Value
	if inner, ok := o.Value.(map[string]any); ok {
		form, value = scim.FormValue, inner["active"]
	}
	if text, ok := o.Value.(string); ok {
		form, value = scim.FormString, text == "True"
	}
	if !slices.Contains(s.forms, form) {
		refuse(w, http.StatusBadRequest, "invalidSyntax")
		return
	}
	u["active"] = value
	s.version++
	w.WriteHeader(http.StatusNoContent)
}

// writes returns the writes since the last call.
func (s *server) writes() (writes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.seen {
		if !strings.HasPrefix(line, "GET ") {
			writes = append(writes, line)
		}
	}
	s.seen = nil
	return writes
}

func (s *server) active(n int) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[n]["active"]
}
