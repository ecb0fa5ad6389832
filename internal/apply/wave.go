package apply

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Waves cuts the jobs of one system, which must be in the plan's order, into waves of at most size: no wave holds two
// actions of one account, and an account's actions keep their order. Everybody's first action comes first.
func Waves(jobs []Job, size int) [][]Job {
	var depths [][]Job
	depth := map[string]int{}
	for _, job := range jobs {
		d := depth[job.Action.Account]
		depth[job.Action.Account] = d + 1
		if d == len(depths) {
			depths = append(depths, nil)
		}
		depths[d] = append(depths[d], job)
	}
	var waves [][]Job
	for _, level := range depths {
		for ; len(level) > size; level = level[size:] {
			waves = append(waves, level[:size])
		}
		waves = append(waves, level)
	}
	return waves
}

// Wave runs one wave and returns an outcome for every job, in their order. The error is only for a context that ended
// before anything was written, or a journal that could not record: then nothing of the wave was written.
func (t *Target) Wave(ctx context.Context, wave []Job) ([]Outcome, error) {
	outcomes := make([]Outcome, len(wave))
	looks := make([]look, len(wave))
	t.each(len(wave), func(i int) { looks[i] = t.look(ctx, &wave[i]) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := t.Journal.Intend(ctx, t.intents(wave, looks)); err != nil {
		return nil, fmt.Errorf("record what is about to be done: %w", err)
	}
	t.each(len(wave), func(i int) { outcomes[i] = t.act(ctx, &wave[i], &looks[i]) })
	return outcomes, nil
}

// each calls f for every index, as many at once as the system takes well.
func (t *Target) each(n int, f func(i int)) {
	description := t.Connector.Describe()
	var group errgroup.Group
	group.SetLimit(max(1, description.Concurrency))
	for i := range n {
		group.Go(func() error { f(i); return nil })
	}
	_ = group.Wait() // f never fails: every result is a value
}

// look is an account just before the write.
type look struct {
	account identity.Account
	gone    bool
	stop    *Outcome // why nothing is to be written
}

// look reads the account and decides whether it is still as the plan says.
//
//	not there any more                          nothing to write; whether that is fine, nobody has seen
//	the system does not answer any more         stop: it is not asked
//	cannot be read                              stop: nothing is written blindly
//	somebody else's account by now              stop, also where it was to come back
//	as the plan was made on, or as we left it   go
//	our own earlier try was cut short           go: the verb is idempotent
//	anything else                               stop: somebody changed it since the plan
func (t *Target) look(ctx context.Context, job *Job) look {
	a := &job.Action
	if stop := t.silent(job); stop != nil {
		return look{stop: stop}
	}
	account, err := t.Connector.Lookup(ctx, a.Account)
	switch {
	case errors.Is(err, connector.ErrGone):
		return look{gone: true, account: identity.Account{Ref: a.Ref(), Login: a.Login}}
	case err != nil:
		stop := t.outcome(a, untried(job), fmt.Sprintf("the account could not be read, so nothing was written: %v", err))
		_, throttled := connector.IsThrottled(err)
		stop.Unanswered = !throttled && !connector.IsPermanent(err)
		return look{stop: stop}
	case a.Verb.Cuts() && a.Basis != "" && t.Owner != nil && t.Owner(&account) != a.Person:
		return look{stop: t.outcome(a, Stopped, fmt.Sprintf("the account is no longer linked to %s: make a new plan", a.Person))}
	}
	if job.Before != nil {
		if why := Recycled(job.Before, &account); why != "" {
			return look{stop: t.outcome(a, Stopped, why)}
		}
	}
	now := account.Fingerprint()
	left, ours := t.Seen[a.Ref()]
	if now.String() == a.Fingerprint || (ours && now == left) || job.Resumed {
		return look{account: account}
	}
	return look{stop: t.outcome(a, Stopped, "somebody changed the account since the plan: make a new plan")}
}

func (t *Target) intents(wave []Job, looks []look) []Intent {
	var intents []Intent
	for i := range wave {
		if looks[i].stop == nil {
			intents = append(intents, Intent{Action: wave[i].Action, Before: looks[i].account, Gone: looks[i].gone, At: t.Now().UTC()})
		}
	}
	return intents
}

// act writes, and says what the system answered. A system that asks to wait is waited for; the time until it lets the
// write through is time in which somebody may change the account, so it is looked at again.
func (t *Target) act(ctx context.Context, job *Job, seen *look) Outcome {
	a := &job.Action
	for {
		switch {
		case seen.stop != nil:
			return *seen.stop
		case seen.gone && a.Verb.Cuts():
			return *t.gone(job)
		}
		if stop := t.silent(job); stop != nil {
			return *stop
		}
		err := t.Connector.Do(ctx, operation(job))
		if t.Again == nil || !t.Again(ctx, err) {
			return t.answered(job, err)
		}
		again := t.look(ctx, job)
		seen = &again
	}
}

// silent says that an action is not tried, because the system does not answer; nil: it is tried.
func (t *Target) silent(job *Job) *Outcome {
	if t.Down == nil {
		return nil
	}
	why := t.Down(job.Action.Account)
	if why == nil {
		return nil
	}
	stop := t.outcome(&job.Action, untried(job), fmt.Sprintf("the system does not answer, so nothing was written: %v", why))
	stop.Unanswered = true
	return stop
}

// untried is the state of an action that was not tried: an earlier try that was cut short stays in doubt.
func untried(job *Job) State {
	if job.Resumed {
		return Unknown
	}
	return Failed
}

// answered says what an answer to a write means.
//
//	nil                           done
//	gone, and it was to be cut    done
//	gone, and it was to come back failed
//	refused                       failed: nothing was changed
//	asked to wait, for too long   failed: nothing was changed
//	anything else                 unknown: somebody must look
func (t *Target) answered(job *Job, err error) Outcome {
	a := &job.Action
	_, throttled := connector.IsThrottled(err)
	switch {
	case err == nil:
		return *t.outcome(a, Done, "")
	case errors.Is(err, connector.ErrGone) && a.Verb.Cuts():
		return *t.gone(job)
	case throttled:
		return *t.outcome(a, Failed, fmt.Sprintf("the system lets nothing through for now, and nothing was changed: %v; the same command tries again", err))
	case errors.Is(err, connector.ErrGone), connector.IsPermanent(err):
		return *t.outcome(a, Failed, err.Error())
	}
	return *t.outcome(a, Unknown, "the answer was lost: "+err.Error())
}

// gone is the outcome of an action whose account was not there. A deletion that was tried before and whose answer was
// lost is why.
func (t *Target) gone(job *Job) *Outcome {
	o := t.outcome(&job.Action, Done, "the account was gone already")
	o.Gone = !job.Resumed || job.Action.Verb != identity.Delete
	return o
}

func (t *Target) outcome(a *plan.Action, state State, note string) *Outcome {
	return &Outcome{Action: *a, State: state, Note: note, At: t.Now().UTC()}
}

func operation(job *Job) identity.Operation {
	op := identity.Operation{Verb: job.Action.Verb, Account: job.Action.Ref(), Login: job.Action.Login, Before: job.Before, Reason: job.Action.Rule}
	for _, e := range job.Action.Entitlements {
		op.Entitlements = append(op.Entitlements, identity.Entitlement(e))
	}
	return op
}
