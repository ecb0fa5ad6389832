package apply_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

var now = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)

// lab is a system in memory, a plan's target on it, and a journal that watches the order of things.
type lab struct {
	*connectortest.Memory
	target  apply.Target
	journal *journal
}

func newLab(t testing.TB, accounts int) *lab {
	t.Helper()
	l := &lab{Memory: connectortest.NewMemory("app", staff(accounts)...)}
	l.journal = &journal{system: l.Memory}
	l.target = apply.Target{
		Connector: l, Journal: l.journal, Now: func() time.Time { return now },
		Owner: func(a *identity.Account) identity.PersonID { return identity.PersonID(a.Employee) },
	}
	return l
}

// staff makes accounts k001, k002, ... of the people E001, E002, ...
func staff(n int) []identity.Account {
	list := make([]identity.Account, n)
	for i := range list {
		list[i] = identity.Account{
			Ref: identity.AccountRef{System: "app", Key: fmt.Sprintf("k%03d", i+1)}, Login: fmt.Sprintf("p%03d", i+1),
			Employee: fmt.Sprintf("E%03d", i+1), State: identity.Enabled,
			Entitlements: []identity.Entitlement{{Key: "g1", Name: "staff", Kind: identity.Group}},
			Attributes:   []identity.Attribute{{Name: "shell", Values: []string{"/bin/sh"}}},
		}
	}
	return list
}

// job plans a verb on the account as it is now.
func (l *lab) job(t testing.TB, key string, verb identity.Verb) apply.Job {
	t.Helper()
	account, err := l.Lookup(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	action := plan.Action{
		ID: string(verb) + " " + key, Verb: verb, System: "app", Account: key, Login: account.Login,
		Person: identity.PersonID(account.Employee), By: connector.ByConnector, Basis: "record of the person",
		Fingerprint: account.Fingerprint().String(),
	}
	if verb == identity.Remove {
		for _, e := range account.Entitlements {
			action.Entitlements = append(action.Entitlements, plan.Entitlement(e))
		}
	}
	return apply.Job{Action: action}
}

func (l *lab) jobs(t testing.TB, n int, verbs ...identity.Verb) []apply.Job {
	t.Helper()
	var jobs []apply.Job
	for i := 1; i <= n; i++ {
		for _, verb := range verbs {
			jobs = append(jobs, l.job(t, fmt.Sprintf("k%03d", i), verb))
		}
	}
	return jobs
}

func (l *lab) wave(t testing.TB, jobs ...apply.Job) []apply.Outcome {
	t.Helper()
	outcomes, err := l.target.Wave(t.Context(), jobs)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// change lets somebody else change the account.
func (l *lab) change(key string) {
	l.Outside(key, func(a *identity.Account) { a.Display = "somebody else was here" })
}

// cuts returns how many writes we made.
func (l *lab) cuts() (n int) {
	for _, w := range l.Writes() {
		if !w.Outside {
			n++
		}
	}
	return n
}

// journal keeps intents, and how many writes of ours the system had seen when each batch of them was recorded.
type journal struct {
	mu      sync.Mutex
	system  *connectortest.Memory
	intents []apply.Intent
	writes  []int
	fails   error
}

// Intend keeps the intents.
func (j *journal) Intend(_ context.Context, intents []apply.Intent) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fails != nil {
		return j.fails
	}
	j.intents = append(j.intents, intents...)
	j.writes = append(j.writes, len(j.system.Writes()))
	return nil
}

// of returns the intent that was recorded last for an account.
func (j *journal) of(key string) (apply.Intent, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := len(j.intents) - 1; i >= 0; i-- {
		if j.intents[i].Action.Account == key {
			return j.intents[i], true
		}
	}
	return apply.Intent{}, false
}

var errFull = errors.New("the disk is full")
