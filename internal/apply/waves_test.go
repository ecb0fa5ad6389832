package apply_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

func TestWavesHoldEveryJobOnceAndKeepEveryAccountsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 7).Draw(t, "size")
		accounts := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 60).Draw(t, "accounts")
		jobs := make([]apply.Job, len(accounts))
		for i, a := range accounts {
			jobs[i].Action = plan.Action{ID: fmt.Sprintf("a%d", i), Account: fmt.Sprintf("k%d", a)}
		}
		var flat []apply.Job
		wave := map[string]int{} // by action
		for n, jobs := range apply.Waves(jobs, size) {
			if len(jobs) == 0 || len(jobs) > size {
				t.Fatalf("a wave of %d, and at most %d may be", len(jobs), size)
			}
			in := map[string]bool{}
			for _, job := range jobs {
				if in[job.Action.Account] {
					t.Fatalf("two actions of %s in one wave", job.Action.Account)
				}
				in[job.Action.Account], wave[job.Action.ID] = true, n
			}
			flat = append(flat, jobs...)
		}
		if len(flat) != len(jobs) || len(wave) != len(jobs) {
			t.Fatalf("%d jobs in waves, %d of them different, of %d", len(flat), len(wave), len(jobs))
		}
		last := map[string]int{}
		for _, job := range jobs { // in the plan's order
			n := wave[job.Action.ID]
			if before, more := last[job.Action.Account]; more && n <= before {
				t.Fatalf("%s of %s runs in wave %d, after wave %d", job.Action.ID, job.Action.Account, n, before)
			}
			last[job.Action.Account] = n
		}
	})
}

// A whole run: each account is suspended, then signed out, then stripped, however many run side by side.
func TestAnAccountsActionsAreDoneInOrder(t *testing.T) {
	t.Parallel()
	const n = 30
	l := newLab(t, n)
	jobs := l.jobs(t, n, identity.Suspend, identity.SignOut, identity.Remove)
	l.target.Seen = map[identity.AccountRef]identity.Fingerprint{}
	for _, wave := range apply.Waves(jobs, 8) {
		for _, o := range l.wave(t, wave...) {
			if o.State != apply.Done {
				t.Fatalf("%s: %s %s", o.Action.ID, o.State, o.Note)
			}
			account, err := l.Lookup(t.Context(), o.Action.Account)
			if err != nil {
				t.Fatal(err)
			}
			l.target.Seen[account.Ref] = account.Fingerprint()
		}
	}
	verbs := map[string][]identity.Verb{}
	for _, w := range l.Writes() {
		verbs[w.Key] = append(verbs[w.Key], w.Verb)
	}
	for key, did := range verbs {
		if fmt.Sprint(did) != "[suspend sign-out remove]" {
			t.Errorf("%s: %v", key, did)
		}
	}
	if len(verbs) != n {
		t.Errorf("%d of %d accounts were written", len(verbs), n)
	}
}
