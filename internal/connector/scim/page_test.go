package scim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/scim"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const cursorConfig = `{"patch":{"supported":true},"filter":{"supported":true,"maxResults":4},
	"pagination":{"cursor":true,"index":true,"defaultPaginationMethod":"cursor","maxPageSize":4}}`

func TestEveryWayOfPagingGivesEverybody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config string
		paging scim.Paging
		size   int
		asked  string
	}{
		"by index":                        {plainConfig, "", 7, "count=7&startIndex=8"},
		"by index, the server's own size": {`{"filter":{"supported":true,"maxResults":5}}`, "", 7, "count=5&startIndex=6"},
		"a page that holds all":           {plainConfig, "", 100, "count=100&startIndex=1"},
		"by cursor":                       {cursorConfig, "", 7, "count=4&cursor=at-5"},
		"by index all the same":           {cursorConfig, scim.ByIndex, 7, "count=4&startIndex=5"},
		"by cursor, by the settings":      {plainConfig, scim.ByCursor, 7, "count=7&cursor=at-8"},
		"a server that says nothing":      {"", "", 7, "count=7&startIndex=8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 21)
			s.config = c.config
			accounts := read(t, s.connect(t, func(cfg *scim.Config) { cfg.Paging, cfg.PageSize = c.paging, c.size }))
			if len(accounts) != 21 {
				t.Errorf("read %d accounts", len(accounts))
			}
			if all := strings.Join(s.seen, "\n"); !strings.Contains(all, c.asked) {
				t.Errorf("was not asked for %s, but for\n%s", c.asked, all)
			}
		})
	}
}

// A list that is not what it says it is gives an error, never a part of it.
func TestAListThatLiesIsNoReading(t *testing.T) {
	t.Parallel()
	second := func(r *http.Request) bool { return strings.HasPrefix(r.URL.Query().Get("startIndex"), "11") }
	for name, c := range map[string]struct {
		lie   func(r *http.Request, list map[string]any)
		words string
	}{
		"it announces more": {func(_ *http.Request, l map[string]any) { l["totalResults"] = 50 }, "announced 50, and gave 25"},
		"it announces less": {func(_ *http.Request, l map[string]any) { l["totalResults"] = 7 }, "announced 7, and gave 10"},
		"it shrinks": {func(r *http.Request, l map[string]any) {
			l["totalResults"] = map[bool]int{true: 24, false: 25}[second(r)]
		}, "changed while it was read"},
		"it gives one page for ever": {func(_ *http.Request, l map[string]any) {
			l["Resources"] = []any{map[string]any{"id": "x", "userName": "x"}}
		}, "gave x twice"},
		"it ends early, by index": {func(r *http.Request, l map[string]any) { drop(second(r), l, "Resources") }, "announced 25, and gave 10"},
		"a user has no id":        {func(_ *http.Request, l map[string]any) { delete(l["Resources"].([]any)[0].(map[string]any), "id") }, "without an id"},
		"a user has no login": {func(_ *http.Request, l map[string]any) {
			delete(l["Resources"].([]any)[0].(map[string]any), "userName")
		}, "has no userName"},
		"it is no list":                {func(_ *http.Request, l map[string]any) { clear(l) }, "no list"},
		"its total is a word":          {func(_ *http.Request, l map[string]any) { l["totalResults"] = "many" }, "not the JSON that was expected"},
		"a time that is none, created": {func(_ *http.Request, l map[string]any) { created(l, "yesterday") }, "which is no time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 25)
			s.lie = c.lie
			_, err := s.connect(t).Read(t.Context(), &sink{})
			says(t, err, "plain", c.words)
		})
	}
}

func drop(when bool, list map[string]any, name string) {
	if when {
		delete(list, name)
	}
}

func created(list map[string]any, text string) {
	list["Resources"].([]any)[0].(map[string]any)["meta"] = map[string]any{"created": text}
}

func TestACursorThatExpiresOrComesAgainIsNoReading(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before    func(w http.ResponseWriter, r *http.Request) bool
		lie       func(r *http.Request, list map[string]any)
		is, words string
	}{
		"expired": {func(w http.ResponseWriter, r *http.Request) bool {
			late := r.URL.Query().Get("cursor") != "" && r.URL.Path == "/Users"
			if late {
				refuse(w, http.StatusBadRequest, "expiredCursor")
			}
			return late
		}, nil, "permanent", "expiredCursor"},
		"again": {nil, func(_ *http.Request, l map[string]any) { l["nextCursor"] = "at-5" }, "plain", "twice"},
		"lost":  {nil, func(_ *http.Request, l map[string]any) { delete(l, "nextCursor") }, "plain", "announced 25, and gave 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, 25)
			s.config, s.before, s.lie = cursorConfig, c.before, c.lie
			_, err := s.connect(t).Read(t.Context(), &sink{})
			says(t, err, c.is, c.words)
		})
	}
}

// A filter that the server cannot heed would take everybody for those whom it means.
func TestAFilterIsNotSentWhereItIsNotHeeded(t *testing.T) {
	t.Parallel()
	s := newServer(t, 3)
	filtered := func(cfg *scim.Config) { cfg.Filter = `userType eq "Employee"` }
	read(t, s.connect(t, filtered))
	if all := strings.Join(s.seen, "\n"); !strings.Contains(all, "filter=userType+eq+%22Employee%22") {
		t.Errorf("the filter was not sent:\n%s", all)
	}
	s.config = `{"filter":{"supported":false}}`
	_, err := s.connect(t, filtered).Read(t.Context(), &sink{})
	says(t, err, "plain", "cannot filter", "take it away")
}

// 404 can mean that we see nothing any more.
func TestNotFoundIsGoneOnlyWhileOthersAreSeen(t *testing.T) {
	t.Parallel()
	s := newServer(t, 2)
	c := s.connect(t)
	a := read(t, c)[0]
	_, err := c.Lookup(t.Context(), "id-999")
	says(t, err, "gone")
	s.before = func(w http.ResponseWriter, r *http.Request) bool { refuse(w, http.StatusNotFound, ""); return true }
	_, err = c.Lookup(t.Context(), a.Ref.Key)
	says(t, err, "plain", "neither can others be seen")
	says(t, try(t, c, identity.Suspend, a), "plain", "neither can others be seen")
	s.before = nil
	s.lie = func(_ *http.Request, l map[string]any) { l["totalResults"], l["Resources"] = 0, []any{} }
	_, err = c.Lookup(t.Context(), "id-999")
	says(t, err, "plain", "may the account of the settings (sign-in) read users?")
}
