// Package prove is stage 6 of 6: it looks again, and writes Receipts. Done is what the system said; verified is what we
// saw.
package prove

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Verdict is what prove saw, or what somebody said in its place.
type Verdict string

// The verdicts.
const (
	Verified     Verdict = "verified"
	Contradicted Verdict = "contradicted"
	Attested     Verdict = "attested" // a human said so, with a proof
	Waived       Verdict = "waived"   // a human said that it need not be seen
	Unseen       Verdict = "unseen"   // the look failed: nothing is proven either way
)

// Receipt is what was seen of one action.
type Receipt struct {
	Outcome     apply.Outcome
	Verdict     Verdict
	Saw         string // in words
	At          time.Time
	Fingerprint identity.Fingerprint // of the account as it was seen; zero when it is gone or was not seen

	// State is the account's, as it was seen; empty when it is gone or was not seen.
	State identity.AccountState
	// Gone says that the account has disappeared, and not because we deleted it: nobody saw that it lets nobody in.
	Gone bool

	// Residual is what still lets somebody in by the account, as it was seen then.
	Residual []identity.Residual
}

// Wave looks at the account of every outcome that may have changed something and returns a receipt for each, in their
// order. Before holds the state to which a restored account must have come back, by action id.
func Wave(ctx context.Context, c connector.Connector, outcomes []apply.Outcome, before map[string]*identity.Account, now func() time.Time) []Receipt {
	description := c.Describe()
	receipts := make([]Receipt, len(outcomes))
	var group errgroup.Group
	group.SetLimit(max(1, description.Concurrency))
	for i := range outcomes {
		group.Go(func() error {
			receipts[i] = look(ctx, c, &description, outcomes[i], before[outcomes[i].Action.ID], now)
			return nil
		})
	}
	_ = group.Wait() // look never fails: what it could not see is a receipt too
	return receipts
}

func look(ctx context.Context, c connector.Connector, d *connector.Description, o apply.Outcome, before *identity.Account, now func() time.Time) Receipt {
	r := Receipt{Outcome: o, Verdict: Unseen, Saw: o.Note}
	if o.State == apply.Done || o.State == apply.Unknown {
		account, err := c.Lookup(ctx, o.Action.Account)
		r.Verdict, r.Saw = judge(d, &o, &account, err, before)
		r.Gone = errors.Is(err, connector.ErrGone) && r.Verdict == Unseen
		if err == nil {
			r.Fingerprint, r.Residual, r.State = account.Fingerprint(), account.Residual, account.State
		}
	}
	r.At = now().UTC()
	return r
}

// judge decides whether what was seen is what the action was to bring about.
func judge(d *connector.Description, o *apply.Outcome, account *identity.Account, err error, before *identity.Account) (Verdict, string) {
	gone := errors.Is(err, connector.ErrGone)
	if err != nil && !gone {
		return Unseen, fmt.Sprintf("the account could not be read back: %v", err)
	}
	if gone {
		return missing(o)
	}
	switch o.Action.Verb {
	case identity.Suspend:
		return verdict(account.State == identity.Suspended, "the account is "+string(account.State))
	case identity.Delete:
		return Contradicted, "the account is still there"
	case identity.Remove, identity.Release:
		held := holding(o, account)
		return verdict(held == 0, fmt.Sprintf("it holds %d of the %d entitlements", held, len(o.Action.Entitlements)))
	case identity.Add:
		held := holding(o, account)
		return verdict(held == len(o.Action.Entitlements), fmt.Sprintf("it holds %d of the %d entitlements", held, len(o.Action.Entitlements)))
	case identity.Restore:
		return returned(account, before)
	case identity.SignOut:
		return signedOut(d, account)
	case identity.Transfer, identity.Notify, identity.Task:
	}
	return Unseen, "there is nothing to look at"
}

// missing judges an account that cannot be found. A system does not say why: an account that was moved out of what we
// read, or hidden from us, looks like one that was deleted, and still opens the door.
//
//	it was there, and we deleted it    verified
//	it was to come back                contradicted
//	anything else                      unseen: somebody must look
func missing(o *apply.Outcome) (Verdict, string) {
	switch {
	case o.Action.Verb == identity.Delete && !o.Gone:
		return Verified, "the account is not there any more"
	case !o.Action.Verb.Cuts():
		return Contradicted, "the account is not there any more"
	}
	return Unseen, "the account disappeared, and nobody saw it closed: look whether it was deleted, moved, or hidden from us"
}

// signedOut believes only a system that shows its sessions.
func signedOut(d *connector.Description, account *identity.Account) (Verdict, string) {
	if !d.ShowsAll(identity.OpenSession) {
		return Unseen, "the system does not show its sessions"
	}
	open := len(account.Open(identity.OpenSession))
	return verdict(open == 0, fmt.Sprintf("%d sessions are open", open))
}

func verdict(asExpected bool, saw string) (Verdict, string) {
	if asExpected {
		return Verified, saw
	}
	return Contradicted, saw
}

func holding(o *apply.Outcome, account *identity.Account) int {
	n := 0
	for _, e := range o.Action.Entitlements {
		if account.Holds(e.Key) {
			n++
		}
	}
	return n
}
