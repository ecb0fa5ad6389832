package contract

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Verdict is how a system keeps one rule.
type Verdict string

// The verdicts.
const (
	Kept      Verdict = "kept"
	Broken    Verdict = "broken"
	Unchecked Verdict = "unchecked" // the system offers no means to check it
)

// Result is one rule, and what was seen of it.
type Result struct {
	Rule    string
	Verdict Verdict
	Saw     []string
}

// notLive are rules that a system in use is spared: they take what cannot be given back, or write to a key of which
// nobody knows for sure that nobody has it.
var notLive = []string{"delete takes the account and no other", "every verb says that an account is gone"}

// ErrNotBack says that a test left its account changed.
var ErrNotBack = errors.New("the account is not as it was before the test")

// Live holds a connector to the rules on a system that is in use, outside of `go test`. With an empty key, only the rules
// of reading are checked. Else the rules of writing are checked on the account with that key, which must be enabled, and
// is brought back after each of them; where it does not come back, Live stops with ErrNotBack.
func Live(ctx context.Context, c connector.Connector, system, key string, report func(Result)) error {
	l := Lab{Connector: c, System: system}
	describes := c.Describe()
	count := &collector{}
	if _, err := c.Read(ctx, count); err != nil {
		return fmt.Errorf("read the whole system: %w", err)
	}
	l.Accounts, l.People = len(count.accounts), len(count.people)
	if l.Accounts+l.People == 0 {
		return errors.New("the system holds nobody: nothing can be checked")
	}
	if err := liveRules(ctx, ReadingRules(), &l, report, func() error { return nil }); err != nil {
		return err
	}
	if key == "" || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if describes.Capability(identity.Restore).By != connector.ByConnector {
		return errors.New("the connector cannot restore, so that the rules of writing would leave the account changed: they are not checked")
	}
	before, err := c.Lookup(ctx, key)
	switch {
	case err != nil:
		return err
	case before.State != identity.Enabled:
		return fmt.Errorf("the account %s is %s: the rules of writing begin with one that is enabled", before.Ref, before.State)
	}
	l.Cut = []string{key}
	back := func() error { return bringBack(context.WithoutCancel(ctx), c, &before) }
	return liveRules(ctx, WritingRules(), &l, report, back)
}

func liveRules(ctx context.Context, rules []Rule, l *Lab, report func(Result), back func() error) error {
	rules = slices.DeleteFunc(rules, func(r Rule) bool { return slices.Contains(notLive, r.Name) })
	able, unable := Offered(rules, l)
	for _, r := range able {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t := &liveT{ctx: ctx}
		t.run(r, l)
		report(t.result(r.Name))
		if err := back(); err != nil {
			return err
		}
	}
	for _, why := range unable {
		name, lacks, _ := strings.Cut(strings.TrimPrefix(why, "not checked: "), ": ")
		report(Result{Rule: name, Verdict: Unchecked, Saw: []string{lacks}})
	}
	return nil
}

// bringBack restores an account, whatever a rule left of it, and looks that it came back.
func bringBack(ctx context.Context, c connector.Connector, before *identity.Account) error {
	now, err := c.Lookup(ctx, before.Ref.Key)
	if err == nil && now.Fingerprint() == before.Fingerprint() {
		return nil
	}
	capture := before.Clone()
	doErr := c.Do(ctx, identity.Operation{
		Verb: identity.Restore, Account: before.Ref, Login: before.Login, Before: &capture, Reason: "connector test",
	})
	now, err = c.Lookup(ctx, before.Ref.Key)
	if err == nil && doErr == nil && now.Fingerprint() == before.Fingerprint() {
		return nil
	}
	return fmt.Errorf("%s: %w (restore: %w; lookup: %w; it differs in (-before +now):\n%s)", before.Ref, ErrNotBack, orNothing(doErr), orNothing(err), unlike(before, &now))
}

var errNothing = errors.New("no error")

func orNothing(err error) error {
	if err == nil {
		return errNothing
	}
	return err
}

// liveT is what a rule is given in place of a test. What it embeds is nil: rules use no more than is here.
type liveT struct {
	testing.TB
	ctx context.Context //nolint:containedctx // testing.TB hands its context out

	mu     sync.Mutex
	failed bool
	said   []string
}

// run runs a rule; one that gives up ends its own goroutine only.
func (t *liveT) run(r Rule, l *Lab) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if fault := recover(); fault != nil {
				t.Errorf("the connector panics: %v", fault)
			}
		}()
		r.Check(t, l)
	}()
	<-done
}

func (t *liveT) result(name string) Result {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.failed:
		return Result{name, Broken, t.said}
	case slices.ContainsFunc(t.said, func(s string) bool { return strings.HasPrefix(s, "not checked: ") }):
		return Result{name, Unchecked, t.said}
	}
	return Result{name, Kept, t.said}
}

func (t *liveT) say(text string, failed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.said, t.failed = append(t.said, strings.TrimSpace(text)), t.failed || failed
}

// Helper does nothing.
func (*liveT) Helper() {}

// Context is the caller's.
func (t *liveT) Context() context.Context { return t.ctx }

// Log notes.
func (t *liveT) Log(args ...any) { t.say(fmt.Sprintln(args...), false) }

// Logf notes.
func (t *liveT) Logf(format string, args ...any) { t.say(fmt.Sprintf(format, args...), false) }

// Error notes that the rule is broken.
func (t *liveT) Error(args ...any) { t.say(fmt.Sprintln(args...), true) }

// Errorf notes that the rule is broken.
func (t *liveT) Errorf(format string, args ...any) { t.say(fmt.Sprintf(format, args...), true) }

// Fatal notes that the rule is broken, and ends it.
func (t *liveT) Fatal(args ...any) {
	t.Error(args...)
	runtime.Goexit()
}

// Fatalf notes that the rule is broken, and ends it.
func (t *liveT) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}
