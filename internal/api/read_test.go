package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// TestEverythingThatIsReadIsThere reads the demo company, and compares with the use cases.
func TestEverythingThatIsReadIsThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Worker, access.Auditor)

	me := read[api.Me](h.get(token, "/me"))
	if me.Login != "ann@x.test" || len(me.Rights) != 4 {
		t.Errorf("me: %+v", me)
	}
	want, err := h.app.Overview(t.Context())
	must(t, err)
	over := read[api.Overview](h.get(token, "/overview"))
	if over.Plan != want.Plan.ID || len(over.Inside) != len(want.Inside) || over.Tasks != want.Tasks || over.Tasks == 0 {
		t.Errorf("overview: %+v", over)
	}
	plan := read[api.Review](h.get(token, "/plans/latest"))
	if plan.ID != want.Plan.ID || plan.Digest != want.Plan.Digest || plan.Actions != len(want.Plan.Actions) || len(plan.Asks) == 0 {
		t.Errorf("plan: %+v", plan)
	}
	document, err := json.Marshal(want.Plan)
	must(t, err)
	if got := bytes.TrimSpace(h.get(token, "/plans/latest/document").is(200).body); !equalJSON(t, got, document) {
		t.Errorf("the document is %s", got)
	}
	run := read[api.Run](h.get(token, "/runs/"+plan.ID))
	if run.Live || run.Verified == 0 || run.NotBegun+run.Verified+run.Asked+run.Failed+run.Stopped+run.Unseen+run.Contradicted+run.Intended != run.Actions {
		t.Errorf("run: %+v", run)
	}
	task := read[api.List[app.Task]](h.get(token, "/tasks")).Items[0]
	if got := read[app.Task](h.get(token, "/tasks/"+task.ID)); got.Account != task.Account || got.Owner == "" {
		t.Errorf("task: %+v", got)
	}
	systems := read[api.List[api.System]](h.get(token, "/systems")).Items
	if len(systems) < 3 || !systems[0].People || systems[0].Seen == 0 || systems[1].Read.IsZero() {
		t.Errorf("systems: %+v", systems)
	}
	read[api.List[api.Exception]](h.get(token, "/exceptions?all=true"))
	inside := over.Inside[0].Person
	person := read[api.WholePerson](h.get(token, "/people/"+string(inside)))
	if person.ID != inside || person.State != "left" || len(person.Accounts) == 0 {
		t.Errorf("person: %+v", person)
	}
	account := person.Accounts[0]
	if got := read[api.Account](h.get(token, "/accounts/"+account.System+"/"+account.Account)); got.Login != account.Login {
		t.Errorf("account: %+v", got)
	}
	explained := read[api.Explanation](h.get(token, "/explain?name="+string(inside)))
	if explained.Person == nil || explained.Person.ID != inside || len(explained.Accounts) == 0 || len(explained.Accounts[0].Why) == 0 {
		t.Errorf("explained: %+v", explained)
	}
}

func equalJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	must(t, json.Unmarshal(a, &x))
	must(t, json.Unmarshal(b, &y))
	return fmt.Sprint(x) == fmt.Sprint(y)
}

// TestPagesOfAListMakeTheWhole reads every list in small pages and at once: each item comes once, in the same order.
func TestPagesOfAListMakeTheWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Worker, access.Auditor)
	for _, path := range []string{"/people?state=left", "/accounts?link=unmatched", "/findings?kind=leaver", "/plans", "/runs", "/tasks?all=true", "/plans/latest/actions", "/ledger/entries"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			h := h.in(t)
			sign := "?"
			if strings.Contains(path, "?") {
				sign = "&"
			}
			whole := read[api.List[json.RawMessage]](h.get(token, path+sign+"limit=60"))
			var paged []json.RawMessage
			for next := ""; ; {
				page := read[api.List[json.RawMessage]](h.get(token, path+sign+"limit=7&after="+next))
				paged = append(paged, page.Items...)
				if next = page.Next; next == "" || len(paged) >= 60 {
					break
				}
			}
			if len(whole.Items) == 0 || len(paged) < len(whole.Items) {
				t.Fatalf("%d in one page, %d in pages of 7", len(whole.Items), len(paged))
			}
			for i := range whole.Items {
				if !bytes.Equal(whole.Items[i], paged[i]) {
					t.Fatalf("item %d is %s in one page and %s in pages of 7", i, whole.Items[i], paged[i])
				}
			}
		})
	}
}

func TestWhoHasNoTokenOrNoRightIsToldSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	viewer := h.token("vic@x.test", access.Viewer)
	for _, token := range []string{"", "exeunt_", "exeunt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", viewer + "x", strings.ToUpper(viewer)} {
		a := h.get(token, "/me")
		a.problem(http.StatusUnauthorized, "show a token that holds")
		if a.header.Get("WWW-Authenticate") == "" {
			t.Error("it is not told how to show a token")
		}
	}
	h.get(viewer, "/overview").is(http.StatusOK)
	h.get(viewer, "/ledger/entries").problem(http.StatusForbidden, "vic@x.test may not audit: that needs the role auditor or admin")
	h.get(viewer, "/ledger/entries?limit=many").problem(http.StatusForbidden, "") // before anything of it is looked at
	h.get(viewer, "/nothing").problem(http.StatusNotFound, "no such operation")
	h.ask(viewer, http.MethodDelete, "/overview", nil).problem(http.StatusMethodNotAllowed, "only GET, HEAD")
	h.get(viewer, "/people/E0").problem(http.StatusNotFound, "nobody is known")
	h.get(viewer, "/plans/p-none").problem(http.StatusNotFound, "no plan is called")
	h.get(viewer, "/people?name=x").problem(http.StatusUnprocessableEntity, "")
	if strings.Contains(h.log.String(), "failed") {
		t.Errorf("the log says: %s", h.log)
	}
}

// A token that was ended lets nobody in from then on.
func TestATokenThatIsEndedLetsNobodyIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ann, admin := h.token("ann@x.test", access.Viewer), h.token("ada@x.test", access.Admin)
	tokens := read[api.List[api.Token]](h.get(admin, "/tokens")).Items
	if operators := read[api.List[api.Operator]](h.get(admin, "/operators")).Items; len(operators) != 2 || len(tokens) != 2 || operators[0].Login != "ann@x.test" {
		t.Fatalf("operators %+v, tokens %+v", operators, tokens)
	}
	h.get(ann, "/me").is(http.StatusOK)
	path := fmt.Sprintf("/tokens/%d/end", tokens[0].Number)
	if ended := read[api.Token](h.post(admin, path, nil)); ended.Revoked.IsZero() {
		t.Errorf("the ended token: %+v", ended)
	}
	h.get(ann, "/me").problem(http.StatusUnauthorized, "token")
	h.post(admin, path, nil).problem(http.StatusNotFound, "is over")
}

// A right that an operator has is not one of a token that was made without it.
func TestATokenMayDoNoMoreThanItsScopes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := &access.Operator{Login: "root@x.test", Roles: []access.Role{access.Admin}}
	op, err := h.door.Add(t.Context(), access.NewOperator{Login: "ada@x.test", Name: "Ada", Roles: []access.Role{access.Auditor}}, admin)
	must(t, err)
	token, _, err := h.door.IssueToken(t.Context(), access.NewToken{Name: "t", Scopes: []access.Right{access.Audit}, For: 1e12}, &op)
	must(t, err)
	h.get(token, "/ledger/checkpoint").is(http.StatusOK)
	h.get(token, "/overview").problem(http.StatusForbidden, "may not see")
}

func TestAnAnswerThatIsKnownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Worker)
	first := h.get(token, "/plans/latest").is(http.StatusOK)
	tag := first.header.Get("ETag")
	if tag == "" || h.get(token, "/plans/latest").header.Get("ETag") != tag {
		t.Fatalf("the ETag is %q, and another one the second time", tag)
	}
	again := h.get(token, "/plans/latest", "If-None-Match", `"other", `+tag).is(http.StatusNotModified)
	if len(again.body) > 0 {
		t.Errorf("304 has a body: %s", again.body)
	}
	h.get(token, "/plans/latest", "If-None-Match", `"other"`).is(http.StatusOK)
}

func TestTheLedgerIsProvenToWhoReadsIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Auditor)
	found := read[api.Verified](h.get(token, "/ledger/verify"))
	if found.Entries == 0 || found.Checkpoints == 0 {
		t.Errorf("verified: %+v", found)
	}
	one := read[api.EntryProof](h.get(token, "/ledger/entries/3"))
	if one.Entry.Seq != 3 || !strings.Contains(one.Body, one.Entry.Kind) || len(one.Proof) == 0 || one.Checkpoint.Size < 4 {
		t.Errorf("proof: %+v", one)
	}
	plans := read[api.List[ledger.Entry]](h.get(token, "/ledger/entries?kind=plan&q=ADA"))
	all := read[api.List[ledger.Entry]](h.get(token, "/ledger/entries?kind=plan"))
	if len(plans.Items) != 0 || len(all.Items) == 0 || all.Items[0].Kind != "plan" {
		t.Errorf("plans by ada: %+v; all: %+v", plans.Items, all.Items)
	}
	h.get(token, "/ledger/entries/999999").problem(http.StatusNotFound, "no entry 999999")
	file := filepath.Join(t.TempDir(), "ledger")
	must(t, os.WriteFile(file, h.get(token, "/ledger/export").is(http.StatusOK).body, 0o600))
	key, err := h.app.LedgerKey(t.Context())
	must(t, err)
	report, err := app.VerifyExport(file, key)
	if err != nil || report.Entries < found.Entries {
		t.Errorf("the export: %+v, %v", report, err)
	}
}
