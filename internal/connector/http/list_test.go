package http_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const plainList = "list: {get: users}"

// pages answers to lists by the number, the offset, the cursor or the link that the request holds.
func (a *app) pages(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/users" {
		return false
	}
	size := number(r, "size")
	after := number(r, "after") + (number(r, "page")-1)*size*min(number(r, "page"), 1)
	if r.URL.Query().Has("from0") {
		after = number(r, "from0") * size
	}
	if more := after + size; more < a.users {
		w.Header().Add("Link", fmt.Sprintf(`<https://elsewhere.test/>; rel="prev", </users?after=%d&size=%d>; title="a, b"; rel="next"`, more, size))
		say(w, map[string]any{"users": a.page(after, size), "total": a.users, "next": more})
		return true
	}
	say(w, map[string]any{"users": a.page(after, size), "total": a.users, "next": nil})
	return true
}

func TestEveryWayOfPagingGivesEverybody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ list, last string }{
		"by number":                   {"query: {page: '${page}', size: '${size}'}\n  page: number\n  total: body.total", "page=3&size=10"},
		"by number, without a total":  {"query: {page: '${page}', size: '${size}'}\n  page: number", "page=4&size=10"},
		"by number from 0":            {"query: {from0: '${page}', size: '${size}'}\n  page: number\n  first: 0\n  total: body.total", "from0=2&size=10"},
		"by offset":                   {"query: {after: '${offset}', size: '${size}'}\n  page: offset\n  total: body.total", "after=20&size=10"},
		"by offset, without a total":  {"query: {after: '${offset}', size: '${size}'}\n  page: offset", "after=23&size=10"},
		"by cursor":                   {"query: {after: '${cursor}', size: '${size}'}\n  page: cursor\n  next: body.next", "after=20&size=10"},
		"by cursor, with a total":     {"query: {after: '${cursor}', size: '${size}'}\n  page: cursor\n  next: body.next\n  total: body.total", "after=20&size=10"},
		"by the header Link":          {"query: {size: '${size}'}\n  page: link", "after=20&size=10"},
		"a page that holds all of it": {"query: {size: '1000'}", "size=1000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, 23, nil)
			a.answer = a.pages
			accounts := read(t, a.connect(t, "list:\n  get: users\n  items: body.users\n  size: 10\n  "+c.list, "", ""))
			if len(accounts) != 23 {
				t.Errorf("read %d accounts", len(accounts))
			}
			if all := a.asked(); !strings.HasSuffix(all, c.last) {
				t.Errorf("asked for\n%s\nand last should have been %s", all, c.last)
			}
		})
	}
}

// A list that is not what it says it is gives an error, never a part of it.
func TestAListThatLiesIsNoReading(t *testing.T) {
	t.Parallel()
	const byNumber = "list:\n  get: users\n  query: {page: '${page}'}\n  items: body.users\n  size: 10\n  page: number\n  total: body.total"
	for name, c := range map[string]struct {
		accounts string
		answer   func(a *app, w http.ResponseWriter, r *http.Request)
		words    string
	}{
		"it announces more": {byNumber, func(a *app, w http.ResponseWriter, r *http.Request) {
			say(w, map[string]any{"users": a.page((number(r, "page")-1)*10, 10), "total": 50})
		}, "announced 50, and gave 23"},
		"it announces less": {byNumber, func(a *app, w http.ResponseWriter, r *http.Request) {
			say(w, map[string]any{"users": a.page((number(r, "page")-1)*10, 10), "total": 7})
		}, "announced 7, and gave 10"},
		"it shrinks": {byNumber, func(a *app, w http.ResponseWriter, r *http.Request) {
			say(w, map[string]any{"users": a.page((number(r, "page")-1)*10, 10), "total": 24 - number(r, "page")})
		}, "changed while it was read"},
		"it gives one page for ever": {byNumber, func(a *app, w http.ResponseWriter, _ *http.Request) {
			say(w, map[string]any{"users": a.page(0, 10), "total": 23})
		}, "again and again"},
		"an account comes twice": {byNumber, func(a *app, w http.ResponseWriter, r *http.Request) {
			say(w, map[string]any{"users": a.page((number(r, "page")-1)*9, 10), "total": 23})
		}, `"id-10" came twice`},
		"it breaks off": {byNumber, func(a *app, w http.ResponseWriter, r *http.Request) {
			if number(r, "page") == 2 {
				panic(http.ErrAbortHandler)
			}
			say(w, map[string]any{"users": a.page(0, 10), "total": 23})
		}, "GET /users"},
		"the next page is on another host": {"list: {get: users, page: link}", func(a *app, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", `<http://evil.test/users>; rel=next`)
			say(w, a.page(0, 10))
		}, "evil.test, which is not given our credentials"},
		"it is no list": {plainList, func(_ *app, w http.ResponseWriter, _ *http.Request) { say(w, map[string]any{"error": "no"}) }, "gives no list: does url lead to the API"},
		"it is a page for people": {plainList, func(_ *app, w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("<html>please sign in</html>"))
		}, "gives no list"},
		"a total that is no number": {byNumber, func(a *app, w http.ResponseWriter, _ *http.Request) {
			say(w, map[string]any{"users": a.page(0, 10), "total": "many"})
		}, `"body.total" gives no whole number`},
		"an account without a key": {plainList, func(_ *app, w http.ResponseWriter, _ *http.Request) {
			say(w, []any{map[string]any{"id": "", "login": "x", "shut": false}})
		}, "empty key"},
		"an account without a login": {plainList, func(_ *app, w http.ResponseWriter, _ *http.Request) {
			say(w, []any{map[string]any{"id": "7", "login": " ", "shut": false}})
		}, "gives no login"},
		"an account of another form": {plainList, func(_ *app, w http.ResponseWriter, _ *http.Request) {
			say(w, []any{map[string]any{"id": "7", "login": "x"}})
		}, `account "7": the expression "item.shut" gives no value: no such key: shut`},
		"a state that is a text": {plainList, func(_ *app, w http.ResponseWriter, _ *http.Request) {
			say(w, []any{map[string]any{"id": "7", "login": "x", "shut": "no"}})
		}, "true or false is expected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, 23, nil)
			a.answer = func(w http.ResponseWriter, r *http.Request) bool { c.answer(a, w, r); return true }
			_, err := a.connect(t, c.accounts, "", "").Read(t.Context(), &sink{})
			says(t, err, "plain", c.words)
		})
	}
}
