package apply_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Every row of the tables above look and act: what is found just before the write, and what the system answers.
func TestAnActionRunsOnlyOnTheAccountThatThePlanSaw(t *testing.T) {
	t.Parallel()
	const changed = "somebody changed the account since the plan: make a new plan"
	for _, c := range []struct {
		name   string
		verb   identity.Verb
		before func(*lab, *apply.Job)
		state  apply.State
		note   string // a part of it
		intent bool   // recorded
		writes int    // of ours
	}{
		{"as the plan was made on", identity.Suspend, func(*lab, *apply.Job) {}, apply.Done, "", true, 1},
		{"not there any more", identity.Suspend, func(l *lab, _ *apply.Job) { l.Drop("k001") }, apply.Done, "the account was gone already", true, 0},
		{"not there to be brought back", identity.Restore, func(l *lab, _ *apply.Job) { l.Drop("k001") }, apply.Failed, "the account is not there", true, 0},
		{"cannot be read", identity.Suspend, func(l *lab, _ *apply.Job) {
			l.Script(connectortest.Trouble{Fault: connectortest.Fail, Method: connectortest.Lookup})
		}, apply.Failed, "could not be read, so nothing was written: lookup app: the connection dropped", false, 0},
		{"throttled when looked at", identity.Suspend, func(l *lab, _ *apply.Job) {
			l.Script(connectortest.Trouble{Fault: connectortest.Throttle, Method: connectortest.Lookup})
		}, apply.Failed, "could not be read, so nothing was written: too many requests (wait 7s)", false, 0},
		{"somebody else's by now", identity.Suspend, func(l *lab, _ *apply.Job) { l.own("E002") }, apply.Stopped, "no longer linked to E001: make a new plan", false, 0},
		{"nobody's by now", identity.Suspend, func(l *lab, _ *apply.Job) { l.own("") }, apply.Stopped, "no longer linked to E001: make a new plan", false, 0},
		{"somebody else's, and the action rests on no person", identity.Suspend, func(l *lab, j *apply.Job) { l.own("E002"); j.Action.Basis = "" }, apply.Done, "", true, 1},
		{"nobody is asked whose it is", identity.Suspend, func(l *lab, _ *apply.Job) { l.target.Owner = nil }, apply.Done, "", true, 1},
		{"changed since the plan", identity.Suspend, func(l *lab, _ *apply.Job) { l.change("k001") }, apply.Stopped, changed, false, 0},
		{"used since the plan", identity.Suspend, func(l *lab, _ *apply.Job) {
			l.Outside("k001", func(a *identity.Account) { a.LastSeen = now })
		}, apply.Done, "", true, 1},
		{"as this run left it", identity.Suspend, func(l *lab, _ *apply.Job) { l.change("k001"); l.left(t, "k001") }, apply.Done, "", true, 1},
		{"changed after this run left it", identity.Suspend, func(l *lab, _ *apply.Job) {
			l.change("k001")
			l.left(t, "k001")
			l.Outside("k001", func(a *identity.Account) { a.Email = "new@x.test" })
		}, apply.Stopped, changed, false, 0},
		{"as this run left another account", identity.Suspend, func(l *lab, _ *apply.Job) { l.change("k001"); l.left(t, "k002") }, apply.Stopped, changed, false, 0},
		{"our own try was cut short", identity.Suspend, func(l *lab, j *apply.Job) { l.change("k001"); j.Resumed = true }, apply.Done, "", true, 1},
		{"our own try was cut short, and it is somebody else's", identity.Suspend, func(l *lab, j *apply.Job) { l.own("E002"); j.Resumed = true }, apply.Stopped, "no longer linked", false, 0},

		{"our own deletion, of which nobody knew", identity.Delete, func(l *lab, j *apply.Job) { l.Drop("k001"); j.Resumed = true }, apply.Done, "the account was gone already", true, 0},

		{"the answer is lost", identity.Suspend, answers(connectortest.LoseAnswer), apply.Unknown, "the answer was lost: suspend app/k001: the connection dropped", true, 1},
		{"the connection drops before the write", identity.Suspend, answers(connectortest.Fail), apply.Unknown, "the answer was lost", true, 0},
		{"the system asks to wait", identity.Suspend, answers(connectortest.Throttle), apply.Failed, "too many requests (wait 7s)", true, 0},
		{"the system is busy", identity.Suspend, answers(connectortest.Busy), apply.Failed, "the system is busy (wait 0s)", true, 0},
		{"the system refuses", identity.Suspend, answers(connectortest.Refuse), apply.Failed, "the right to write is missing", true, 0},
		{"the system pretends", identity.Suspend, answers(connectortest.Pretend), apply.Done, "", true, 0},
		{"gone between the look and the write", identity.Suspend, func(l *lab, _ *apply.Job) { l.vanishAtTheWrite() }, apply.Done, "the account was gone already", true, 0},
		{"nothing to come back to", identity.Restore, func(*lab, *apply.Job) {}, apply.Failed, "there is no capture of this account to come back to", true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 2)
			job := l.job(t, "k001", c.verb)
			c.before(l, &job)
			got := l.wave(t, job)[0]
			if got.State != c.state || !strings.Contains(got.Note, c.note) || (c.note == "") != (got.Note == "") {
				t.Errorf("%s %q, want %s %q", got.State, got.Note, c.state, c.note)
			}
			if got.Gone != (got.Note == "the account was gone already" && !job.Resumed) {
				t.Errorf("gone is %v, and it says %q", got.Gone, got.Note)
			}
			if _, intended := l.journal.of("k001"); intended != c.intent {
				t.Errorf("an intent was recorded: %v, want %v", intended, c.intent)
			}
			if n := l.cuts(); n != c.writes {
				t.Errorf("%d writes, want %d: %+v", n, c.writes, l.Writes())
			}
		})
	}
}

func answers(fault connectortest.Fault) func(*lab, *apply.Job) {
	return func(l *lab, _ *apply.Job) { l.Script(connectortest.Trouble{Fault: fault, Method: connectortest.Do}) }
}

// own says whose every account is by the newest reading.
func (l *lab) own(person identity.PersonID) {
	l.target.Owner = func(*identity.Account) identity.PersonID { return person }
}

// left notes the present state of k001 as the one in which this run left an account.
func (l *lab) left(t testing.TB, key string) {
	t.Helper()
	account, err := l.Lookup(t.Context(), "k001")
	if err != nil {
		t.Fatal(err)
	}
	l.target.Seen = map[identity.AccountRef]identity.Fingerprint{{System: "app", Key: key}: account.Fingerprint()}
}

func (l *lab) vanishAtTheWrite() {
	l.Hook(connectortest.Hooks{Before: func(_ context.Context, c connectortest.Call) error {
		if c.Method == connectortest.Do {
			l.Drop(c.Key)
		}
		return nil
	}})
}

func TestOneAccountThatChangedStopsItsActionAndNotTheRun(t *testing.T) {
	t.Parallel()
	l := newLab(t, 5)
	jobs := l.jobs(t, 5, identity.Suspend)
	l.change("k003")
	for i, o := range l.wave(t, jobs...) {
		want := apply.Done
		if i == 2 {
			want = apply.Stopped
		}
		if o.State != want || o.Action.ID != jobs[i].Action.ID {
			t.Errorf("outcome %d is %s of %s, want %s of %s", i, o.State, o.Action.ID, want, jobs[i].Action.ID)
		}
	}
}

// Before the first write of a wave every account was looked at and every intent is recorded with what was there.
func TestIntentsHoldTheExactStateFromBeforeTheFirstWrite(t *testing.T) {
	t.Parallel()
	const n = 40
	l := newLab(t, n)
	jobs := l.jobs(t, n, identity.Suspend)
	before := map[string]identity.Account{}
	for _, job := range jobs {
		before[job.Action.Account], _ = l.Lookup(t.Context(), job.Action.Account)
	}
	var unrecorded atomic.Int32
	l.Hook(connectortest.Hooks{Before: func(_ context.Context, c connectortest.Call) error {
		if _, intended := l.journal.of(c.Key); c.Method == connectortest.Do && !intended {
			unrecorded.Add(1)
		}
		return nil
	}})
	l.wave(t, jobs...)
	if n := unrecorded.Load(); n > 0 {
		t.Errorf("%d writes had no intent", n)
	}
	if len(l.journal.writes) != 1 || l.journal.writes[0] != 0 {
		t.Errorf("writes before each batch of intents: %v, want one batch before the first write", l.journal.writes)
	}
	for key, was := range before {
		intent, ok := l.journal.of(key)
		if !ok || intent.Gone || !intent.At.Equal(now) {
			t.Fatalf("the intent of %s: %+v", key, intent)
		}
		if intent.Before.Fingerprint() != was.Fingerprint() || intent.Before.State != identity.Enabled {
			t.Errorf("%s was captured as %+v, and it was %+v", key, intent.Before, was)
		}
	}
}

func TestAJournalThatCannotRecordLetsNothingBeWritten(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3)
	jobs := l.jobs(t, 3, identity.Suspend)
	l.journal.fails = errFull
	outcomes, err := l.target.Wave(t.Context(), jobs)
	if !errors.Is(err, errFull) || outcomes != nil {
		t.Errorf("outcomes %v, error %v, want the journal's", outcomes, err)
	}
	if want := "record what is about to be done: the disk is full"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	if l.cuts() != 0 {
		t.Errorf("%d writes", l.cuts())
	}
}

func TestAWaveThatWasCancelledBeforeDoesNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3)
	jobs := l.jobs(t, 3, identity.Suspend)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	outcomes, err := l.target.Wave(ctx, jobs)
	if !errors.Is(err, context.Canceled) || outcomes != nil || len(l.journal.intents) != 0 || l.cuts() != 0 {
		t.Errorf("outcomes %v, error %v, %d intents, %d writes", outcomes, err, len(l.journal.intents), l.cuts())
	}
}

// A wave that is cancelled after its intents were recorded says of every action that nobody knows.
func TestAWaveThatIsCancelledInTheMiddleLeavesNoOutcomeOut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 20)
	jobs := l.jobs(t, 20, identity.Suspend)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l.Hook(connectortest.Hooks{After: func(c connectortest.Call, answer error) error {
		if c.Method == connectortest.Do {
			cancel()
		}
		return answer
	}})
	outcomes, err := l.target.Wave(ctx, jobs)
	if err != nil || len(outcomes) != 20 {
		t.Fatalf("%d outcomes, error %v", len(outcomes), err)
	}
	done, unknown := 0, 0
	for _, o := range outcomes {
		switch o.State {
		case apply.Done:
			done++
		case apply.Unknown:
			unknown++
		default:
			t.Errorf("%s is %s", o.Action.ID, o.State)
		}
	}
	if done == 0 || unknown == 0 || done != l.cuts() {
		t.Errorf("%d done, %d unknown, %d writes", done, unknown, l.cuts())
	}
}

func TestAWaveAsksAsMuchAtOnceAsTheSystemTakesAndNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n = 64
		l := newLab(t, n)
		jobs := l.jobs(t, n, identity.Suspend)
		var running, most atomic.Int32
		l.Hook(connectortest.Hooks{
			Before: func(context.Context, connectortest.Call) error {
				most.Store(max(running.Add(1), most.Load()))
				<-time.After(time.Second) // of the bubble's clock: every call that may begin has begun
				return nil
			},
			After: func(_ connectortest.Call, answer error) error { running.Add(-1); return answer },
		})
		l.wave(t, jobs...)
		if limit := int32(l.Describe().Concurrency); most.Load() != limit {
			t.Errorf("%d calls at once, and the system takes %d", most.Load(), limit)
		}
		if l.cuts() != n {
			t.Errorf("%d writes of %d", l.cuts(), n)
		}
	})
}
