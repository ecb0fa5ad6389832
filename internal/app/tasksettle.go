package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// settleTasks compares the tasks that are with somebody with what a pass has just read: what is seen to be done is
// verified, what nobody needs any more is waived. What was reported as done and is not is asked for again by the plan.
func (a *App) settleTasks(ctx context.Context, result *reconcile.Result) error {
	tasks, err := a.store.Tasks(ctx, store.TaskFilter{})
	if err != nil || len(tasks) == 0 {
		return err
	}
	needed := neededDeeds(result)
	var verdicts []store.TaskVerdict
	for _, task := range tasks {
		system := result.Snapshot.System(task.System)
		if system == nil {
			continue
		}
		verdict, newer := store.TaskVerdict{Task: task.ID}, readSince(system, result.Snapshot, &task)
		if newer { // an older export cannot show that it was done
			if verdict, err = a.seenOf(ctx, &task); err != nil {
				return err
			}
		}
		deed := assess.Deed{Account: identity.AccountRef{System: task.System, Key: task.Account}, Verb: task.Verb}
		if verdict.State == "" && !needed[deed] && (newer || task.Verb.Cuts()) { // to go on asking would cut who is to stay
			verdict.State, verdict.Saw = store.TaskWaived, "nothing asks for it any more"
		}
		if verdict.State != "" {
			verdicts = append(verdicts, verdict)
		}
	}
	return a.store.SettleTasks(ctx, verdicts, result.Snapshot.At)
}

// readSince reports whether what was read of the system was made after the task was opened.
func readSince(system *snapshot.System, snap *snapshot.Snapshot, task *store.Task) bool {
	written := system.Written
	if written.IsZero() {
		written = snap.At
	}
	return written.After(task.Opened)
}

// neededDeeds returns what the plan asks for now or later, or has somebody doing. A task that was given before its time,
// by an order to end somebody's access at once, is needed until then; one to look at an account is needed as long as
// something is wrong with it.
func neededDeeds(result *reconcile.Result) map[assess.Deed]bool {
	needed := map[assess.Deed]bool{}
	for i := range result.Plan.Actions {
		action := &result.Plan.Actions[i]
		needed[assess.Deed{Account: action.Ref(), Verb: action.Verb}] = true
	}
	for i := range result.Plan.Upcoming {
		action := &result.Plan.Upcoming[i]
		needed[assess.Deed{Account: action.Ref(), Verb: action.Verb}] = true
	}
	for i := range result.Plan.Findings {
		f := &result.Plan.Findings[i]
		needed[assess.Deed{Account: identity.AccountRef{System: f.System, Key: f.Account}, Verb: identity.Task}] = true
	}
	for _, w := range result.Plan.Waiting {
		needed[assess.Deed{Account: identity.AccountRef{System: w.System, Key: w.Account}, Verb: w.Verb}] = true
	}
	for _, r := range result.Plan.Refusals {
		if r.Guard == plan.GuardException {
			continue // somebody decided to leave it as it is
		}
		needed[assess.Deed{Account: identity.AccountRef{System: r.System, Key: r.Account}, Verb: r.Verb}] = true
	}
	return needed
}

// seenOf says what the last reading shows of a task; no state when it shows that it is not done.
func (a *App) seenOf(ctx context.Context, task *store.Task) (store.TaskVerdict, error) {
	verdict := store.TaskVerdict{Task: task.ID}
	row, there, err := a.store.Account(ctx, identity.AccountRef{System: task.System, Key: task.Account})
	if err != nil {
		return verdict, err
	}
	switch {
	case !there && task.Verb.Cuts():
		verdict.State, verdict.Saw = store.TaskVerified, "the account is not there any more"
	case !there:
		verdict.State, verdict.Saw = store.TaskWaived, "the account is not there any more"
	case task.Verb == identity.Suspend && row.State == identity.Suspended:
		verdict.State, verdict.Saw = store.TaskVerified, "the account is suspended"
	case task.Verb == identity.Restore && row.State == identity.Enabled:
		verdict.State, verdict.Saw = store.TaskVerified, "the account is enabled"
	case (task.Verb == identity.Remove || task.Verb == identity.Release) && len(row.Entitlements) == 0:
		verdict.State, verdict.Saw = store.TaskVerified, "it holds no entitlement"
	}
	return verdict, nil
}
