package cli

import (
	"fmt"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// What has one cause is one line, with who it is about; what differs in anything is told apart.
func TestTroublesOfOneCauseAreOneLine(t *testing.T) {
	t.Parallel()
	var receipts []prove.Receipt
	add := func(system, login string, verb identity.Verb, state apply.State, saw string) {
		receipts = append(receipts, prove.Receipt{
			Outcome: apply.Outcome{Action: plan.Action{System: system, Login: login, Verb: verb}, State: state}, Verdict: prove.Unseen, Saw: saw,
		})
	}
	for i := range 20 {
		add("directory", fmt.Sprint("u", i), identity.Suspend, apply.Failed, "the password is wrong")
	}
	add("directory", "u1", identity.Remove, apply.Failed, "the password is wrong")
	add("directory", "u1", identity.Suspend, apply.Done, "the password is wrong")
	add("directory", "u2", identity.Suspend, apply.Failed, "no right")
	add("crm", "u2", identity.Suspend, apply.Failed, "no right")
	add("crm", "u3", identity.Suspend, apply.Failed, "no right")
	var got []string
	for _, c := range troublesOf(receipts) {
		got = append(got, fmt.Sprintf("%s %s %s %s: %s", c.system, c.accounts(), c.verb, c.word, c.why))
	}
	want := []string{
		"directory u0, u1 and 18 more suspend failed: the password is wrong",
		"directory u1 remove failed: the password is wrong",
		"directory u1 suspend unseen: the password is wrong",
		"directory u2 suspend failed: no right",
		"crm u2, u3 suspend failed: no right",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got:\n%q\nwant:\n%q", got, want)
	}
}
