package api_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// siege sends to every operation of the description what it must refuse.
type siege struct {
	*house
	d     *description
	token string         // may do everything
	know  map[string]any // plausible values, by name: what is wrong with a request is one thing alone
	sent  int
}

// request is one request, with plausible values for everything that it needs.
type request struct {
	what   string
	method string
	path   string // with its {parts}
	parts  map[string]string
	query  url.Values
	body   map[string]any // nil: the operation takes none
	op     *operation
}

func newSiege(t *testing.T) *siege {
	t.Helper()
	h := newHouse(t)
	s := &siege{house: h, d: h.describe(), token: h.token("ada@x.test", access.Worker, access.Approver, access.Auditor, access.Admin)}
	plan := read[api.Review](h.get(s.token, "/plans/latest"))
	finding := read[api.List[api.Finding]](h.get(s.token, "/findings?kind=orphan")).Items[0]
	task := read[api.List[app.Task]](h.get(s.token, "/tasks")).Items[0]
	e, err := h.app.As("ann").AddException(t.Context(), app.NewException{Account: finding.System + "/" + finding.Account, Owner: "ann@x.test", Reason: "old", Until: time.Now().Add(time.Hour)})
	must(t, err)
	soon := time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	s.know = map[string]any{
		"/plans": plan.ID, "/runs": plan.ID, "/tasks": task.ID, "/exceptions": e.ID, "/findings": fmt.Sprint(finding.Number), "/systems": "directory", "/tokens": "2", "/ledger": "1",
		"/people": "E0001", "/accounts system": finding.System, "/accounts account": finding.Account,
		"system": finding.System, "account": finding.Account, "person": string(plan.Asks[0].Verb) + "-nobody", "owner": "ann@x.test", "reason": "because", "expires": soon, "due": soon,
		"digest": plan.Digest, "plan": plan.ID, "name": "nobody at all", "text": "seen", "at": soon, "verb": string(plan.Asks[0].Verb), "q": "x",
	}
	return s
}

// each calls f for every operation with a request of its own that is plausible.
func (s *siege) each(f func(r *request)) {
	for _, path := range slices.Sorted(maps.Keys(s.d.Paths)) {
		for method, op := range s.d.Paths[path] {
			r := &request{what: strings.ToUpper(method) + " " + path, method: strings.ToUpper(method), path: path, parts: map[string]string{}, query: url.Values{}, op: op}
			for _, p := range op.Parameters {
				if p.In == "path" {
					first := "/" + strings.Split(path, "/")[1]
					r.parts[p.Name] = fmt.Sprint(cmp.Or(s.know[first], s.know[first+" "+p.Name]))
				}
				if p.In == "query" && p.Required {
					r.query.Set(p.Name, fmt.Sprint(s.know[p.Name]))
				}
			}
			if op.RequestBody != nil {
				r.body, _ = s.plausible("", op.RequestBody.Content["application/json"].Schema).(map[string]any)
			}
			if strings.HasSuffix(path, "/proof") {
				r.body["text"] = s.know["text"] // a text or a file, which no schema says
			}
			f(r)
		}
	}
}

// plausible returns a value of a schema, with what it needs.
func (s *siege) plausible(name string, of *schema) any {
	of = s.d.the(of)
	if len(of.Enum) > 0 {
		return of.Enum[0]
	}
	switch of.kind() {
	case "object":
		value := map[string]any{}
		for _, property := range of.Required {
			value[property] = s.plausible(property, of.Properties[property])
		}
		return value
	case "array":
		return []any{s.plausible(name, of.Items)}
	case "boolean":
		return true
	case "integer", "number":
		return 1
	}
	return s.know[name]
}

func (r *request) address() string {
	path := r.path
	for name, value := range r.parts {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if len(r.query) > 0 {
		path += "?" + r.query.Encode()
	}
	return path
}

// refused sends a request, and fails the test unless it is refused with a clear problem.
func (s *siege) refused(what string, r *request, body any, headers ...string) *answer {
	s.Helper()
	s.sent++
	a := s.ask(s.token, r.method, r.address(), body, headers...)
	var p struct {
		Status int
		Title  string
		Detail string
	}
	err := json.Unmarshal(a.body, &p)
	if a.status < 400 || a.status >= 500 || err != nil || p.Detail == "" || p.Status != a.status || a.header.Get("Content-Type") != "application/problem+json" {
		s.Errorf("%s, %s (%s %.300s): %d %.300s", r.what, what, r.address(), sent(s, body), a.status, a.body)
	}
	return a
}

// unchanged fails the test when anything was changed by what f does: every change is in the ledger.
func (s *siege) unchanged(f func()) {
	s.Helper()
	before := s.size()
	f()
	if after := s.size(); after != before {
		s.Errorf("the ledger had %d entries and has %d now", before, after)
	}
	if log := s.log.String(); log != "" {
		s.Errorf("the log says: %s", log)
	}
	if s.sent < 30 {
		s.Errorf("only %d requests were sent", s.sent)
	}
}

func (s *siege) size() int64 {
	s.Helper()
	cp, err := s.app.Checkpoint(s.Context())
	must(s, err)
	return cp.Size
}

// TestWhatMakesNoSenseIsRefused sends wrong types, too long texts, numbers beyond their bounds, unknown words and names,
// zero bytes, and what is no JSON.
func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	s := newSiege(t)
	s.unchanged(func() {
		s.each(func(r *request) {
			for _, p := range r.op.Parameters {
				s.wrongParameter(r, p)
			}
			r.query.Set("no-such-parameter", "1")
			s.refused("an unknown parameter", r, s.bodyOf(r))
			r.query.Del("no-such-parameter")
			if r.body != nil {
				s.wrongBodies(r)
			}
		})
	})
}

// bodyOf returns the body of a request as it is sent; nil: none.
func (s *siege) bodyOf(r *request) any {
	if r.body == nil {
		return nil
	}
	return r.body
}

func (s *siege) wrongParameter(r *request, p parameter) {
	var wrong []string
	of := s.d.the(p.Schema)
	switch {
	case len(of.Enum) > 0:
		wrong = []string{"no-such-word", strings.ToUpper(fmt.Sprint(of.Enum[0])) + "x"}
	case of.kind() == "integer":
		wrong = []string{"many", "1.5", "-1", "99999999999999999999", "1e3"}
	case of.kind() == "boolean":
		wrong = []string{"maybe", "2"}
	case of.Format == "date-time":
		wrong = []string{"tomorrow", "2026-02-30T00:00:00Z", "0"}
	case of.kind() == "string" && p.In != "header":
		wrong = []string{"zero\x00byte", "broken \xff", strings.Repeat("é", *of.MaxLength+1)}
	case p.In == "header":
		wrong = []string{strings.Repeat("x", *of.MaxLength+1)}
	}
	for _, value := range wrong {
		s.withParameter(r, p, value)
	}
}

func (s *siege) withParameter(r *request, p parameter, value string) {
	switch p.In {
	case "path":
		was := r.parts[p.Name]
		r.parts[p.Name] = value
		s.refused(p.Name+" is wrong", r, s.bodyOf(r))
		r.parts[p.Name] = was
	case "query":
		was := r.query[p.Name]
		r.query.Set(p.Name, value)
		s.refused(p.Name+" is wrong", r, s.bodyOf(r))
		r.query[p.Name] = was
		if was == nil {
			r.query.Del(p.Name)
		}
	case "header":
		s.refused(p.Name+" is wrong", r, s.bodyOf(r), p.Name, value)
	}
}

func (s *siege) wrongBodies(r *request) {
	of := s.d.the(r.op.RequestBody.Content["application/json"].Schema)
	for _, body := range []string{"", "{", "[]", "null", `"text"`, "7", "{}{}", strings.Repeat("[", 20000), `{"a":` + strings.Repeat(`{"a":`, 5000)} {
		if body == "" && len(of.Required) == 0 {
			continue
		}
		s.refused("no body that it is", r, body)
	}
	s.refused("another type of content", r, s.bodyOf(r), "Content-Type", "text/xml")
	large := 1<<20 + 1
	if strings.HasSuffix(r.path, "/proof") {
		large = 23<<20 + 1
	}
	if a := s.refused("too large", r, bytes.Repeat([]byte("x"), large)); a.status != http.StatusRequestEntityTooLarge {
		s.Errorf("%s: what is too large is refused with %d", r.what, a.status)
	}
	changed := func(what, name string, value any) {
		body := maps.Clone(r.body)
		body[name] = value
		s.refused(what+" "+name, r, body)
	}
	changed("an unknown name", "no-such-name", 1)
	for _, name := range of.Required {
		body := maps.Clone(r.body)
		delete(body, name)
		s.refused("without "+name, r, body)
	}
	for name, property := range of.Properties {
		for what, value := range s.wrongValues(property) {
			changed(what, name, value)
		}
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		s.refused("by chance", r, randomObject(dice, of))
	}
}

// wrongValues returns values that are none of a schema.
func (s *siege) wrongValues(of *schema) map[string]any {
	of = s.d.the(of)
	wrong := map[string]any{"an object as": map[string]any{"a": 1}, "a list as": []any{1, "x", nil}, "a number as": -1.5}
	switch of.kind() {
	case "string":
		wrong["a yes as"] = true
		wrong["an unknown word as"] = "no such word \x00"
		if of.MaxLength != nil && of.Encoding == "" {
			wrong["too long a"] = strings.Repeat("é", *of.MaxLength+1)
		}
		if of.Format == "date-time" {
			wrong["a day that is none as"] = "2026-02-30T00:00:00Z"
			wrong["long ago as"] = "0001-01-02T00:00:00Z"
			wrong["words as"] = "tomorrow"
		}
	case "boolean":
		wrong["a word as"] = "yes"
	case "array":
		wrong["too many of"] = slices.Repeat([]any{s.plausible("system", of.Items)}, *of.MaxItems+1)
	}
	return wrong
}

// randomObject returns an object with some names of a schema and some others, and values of any kind. One of its names is
// always unknown, so that it is wrong for certain.
func randomObject(dice *rand.Rand, of *schema) map[string]any {
	value := map[string]any{fmt.Sprintf("x%d", dice.IntN(99)): randomValue(dice, 3)}
	for name := range of.Properties {
		if dice.IntN(3) > 0 {
			value[name] = randomValue(dice, 3)
		}
	}
	return value
}

func randomValue(dice *rand.Rand, depth int) any {
	n := dice.IntN(8)
	if depth == 0 {
		n = dice.IntN(5)
	}
	switch n {
	case 0:
		return nil
	case 1:
		return dice.IntN(2) == 0
	case 2:
		return dice.NormFloat64() * 1e10
	case 3, 4:
		letters := make([]rune, dice.IntN(40))
		for i := range letters {
			letters[i] = rune(dice.IntN(0x3000))
		}
		return string(letters)
	case 5:
		return []any{randomValue(dice, depth-1), randomValue(dice, depth-1)}
	}
	return map[string]any{"a": randomValue(dice, depth-1), "": randomValue(dice, depth-1)}
}

// TestWhatIsNotThereIsRefused names what is not there, and what was changed since it was seen.
func TestWhatIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	s := newSiege(t)
	s.unchanged(func() {
		s.each(func(r *request) {
			for _, p := range r.op.Parameters {
				if p.In == "header" && p.Name == "If-Match" {
					if a := s.refused("a stale version", r, s.bodyOf(r), "If-Match", `"stale"`); a.status != http.StatusPreconditionFailed {
						t.Errorf("%s: a stale version is refused with %d", r.what, a.status)
					}
				}
				if p.In != "path" {
					continue
				}
				none := "no/such thing"
				if s.d.the(p.Schema).kind() == "integer" {
					none = "987654321"
				}
				was := r.parts[p.Name]
				r.parts[p.Name] = none
				if a := s.refused("what is not there", r, s.bodyOf(r)); a.status != http.StatusNotFound {
					t.Errorf("%s: what is not there is refused with %d %s", r.what, a.status, a.body)
				}
				r.parts[p.Name] = was
			}
			for name := range r.body {
				if name == "system" || name == "account" || name == "person" || name == "plan" || name == "digest" {
					body := maps.Clone(r.body)
					body[name] = "nosuchthing"
					s.refused("a foreign "+name, r, body)
				}
			}
		})
	})
}

// TestEveryOperationNeedsItsRight sends each plausible request with a token that may do everything but this, and without one.
func TestEveryOperationNeedsItsRight(t *testing.T) {
	t.Parallel()
	s := newSiege(t)
	op, err := s.door.Add(t.Context(), access.NewOperator{Login: "most@x.test", Name: "Most", Roles: access.Roles()}, &access.Operator{Login: "root@x.test", Roles: []access.Role{access.Admin}})
	must(t, err)
	without := map[string]string{}
	for _, right := range access.Rights() {
		others := slices.DeleteFunc(access.Rights(), func(r access.Right) bool { return r == right })
		without[string(right)], _, err = s.door.IssueToken(t.Context(), access.NewToken{Name: "without " + string(right), Scopes: others, For: time.Hour}, &op)
		must(t, err)
	}
	s.unchanged(func() {
		s.each(func(r *request) {
			s.sent += 2
			s.ask("", r.method, r.address(), s.bodyOf(r)).problem(http.StatusUnauthorized, "token")
			_, right, needs := strings.Cut(r.op.Description, "Needs the right ")
			if !needs {
				if r.path != "/me" {
					t.Errorf("%s needs no right", r.what)
				}
				return
			}
			s.ask(without[strings.TrimSuffix(right, ".")], r.method, r.address(), s.bodyOf(r)).problem(http.StatusForbidden, "may not")
		})
	})
}
