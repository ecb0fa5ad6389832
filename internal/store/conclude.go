package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

const concludeTail = ` ON CONFLICT (plan, id) DO UPDATE SET state = excluded.state, note = excluded.note, verdict = excluded.verdict,
	saw = excluded.saw, fingerprint = excluded.fingerprint, concluded_at = excluded.concluded_at, gone = excluded.gone`

// Conclude keeps what became of actions and what was seen of them.
func (s *Store) Conclude(ctx context.Context, planID string, receipts []prove.Receipt) error {
	if len(receipts) == 0 {
		return nil
	}
	var actions [][]any
	var entries []ledger.Entry
	for i := range receipts {
		actions = append(actions, concludedRow(planID, &receipts[i]))
		pair, err := conclusions(planID, &receipts[i])
		if err != nil {
			return err
		}
		entries = append(entries, pair...)
	}
	return s.write(ctx, "the outcomes of "+planID, func(t *tx) error {
		if err := t.insert(ctx, actionHead, concludeTail, actions); err != nil {
			return err
		}
		for i := range receipts {
			if err := t.remember(ctx, planID, &receipts[i]); err != nil {
				return err
			}
		}
		return t.append(ctx, entries)
	})
}

func concludedRow(planID string, r *prove.Receipt) []any {
	o := &r.Outcome
	print := ""
	if r.Fingerprint != (identity.Fingerprint{}) {
		print = r.Fingerprint.String()
	}
	row := actionRow(planID, &o.Action, o.State, o.At)
	const note, verdict, saw, fingerprint = 9, 10, 11, 12
	row[note], row[verdict], row[saw], row[fingerprint] = o.Note, string(r.Verdict), r.Saw, print
	row[concludedAt], row[goneColumn] = micros(r.At), flag(r.Gone)
	return row
}

// conclusions returns the ledger's entries of an outcome and its receipt.
func conclusions(planID string, r *prove.Receipt) ([]ledger.Entry, error) {
	o := &r.Outcome
	head := map[string]any{
		"plan": planID, "action": o.Action.ID, "verb": o.Action.Verb, "system": o.Action.System, "account": o.Action.Account, "person": o.Action.Person,
	}
	told := map[string]any{"state": o.State, "note": o.Note}
	seen := map[string]any{"verdict": r.Verdict, "saw": r.Saw, "fingerprint": r.Fingerprint.String()}
	for name, value := range head {
		told[name], seen[name] = value, value
	}
	outcome, err := entry(o.At, "outcome", program, told)
	if err != nil {
		return nil, err
	}
	receipt, err := entry(r.At, "receipt", program, seen)
	return []ledger.Entry{outcome, receipt}, err
}

// remember keeps what later passes, and whoever looks, must know of an outcome.
func (t *tx) remember(ctx context.Context, planID string, r *prove.Receipt) error {
	a := &r.Outcome.Action
	switch {
	case a.Verb == identity.Suspend && r.Verdict == prove.Verified:
		_, err := t.exec(ctx, `INSERT INTO closed (system, key, since, plan, residual) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (system, key) DO UPDATE SET since = excluded.since, plan = excluded.plan, residual = excluded.residual`,
			a.System, a.Account, micros(r.At), planID, residualText(r.Residual))
		return err
	case a.Verb == identity.Restore && r.Verdict == prove.Verified && r.State != identity.Suspended:
		return t.reopened(ctx, a.Ref())
	}
	if err := t.leftOpen(ctx, r); err != nil {
		return err
	}
	if (a.Verb == identity.SignOut || a.Verb == identity.Transfer) && r.Outcome.State == apply.Done {
		return t.did(ctx, a.Ref(), a.Verb, r.At)
	}
	return nil
}

// leftOpen keeps what lets somebody in by a closed account, as it was seen after another step.
func (t *tx) leftOpen(ctx context.Context, r *prove.Receipt) error {
	if r.Fingerprint == (identity.Fingerprint{}) && r.Verdict != prove.Verified {
		return nil // nobody saw it
	}
	a := &r.Outcome.Action
	_, err := t.exec(ctx, `UPDATE closed SET residual = ? WHERE system = ? AND key = ?`, residualText(r.Residual), a.System, a.Account)
	return err
}

func residualText(open []identity.Residual) string {
	text, err := json.Marshal(open)
	if err != nil || len(open) == 0 {
		return "[]" // plain data always encodes
	}
	return string(text)
}

// reopened forgets that an account was closed, and what was done while it was.
func (t *tx) reopened(ctx context.Context, ref identity.AccountRef) error {
	if _, err := t.exec(ctx, `DELETE FROM closed WHERE system = ? AND key = ?`, ref.System, ref.Key); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM deed WHERE system = ? AND key = ?`, ref.System, ref.Key)
	return err
}

func (t *tx) did(ctx context.Context, ref identity.AccountRef, verb identity.Verb, at time.Time) error {
	_, err := t.exec(ctx, `INSERT INTO deed (system, key, verb, at) VALUES (?, ?, ?, ?) ON CONFLICT (system, key, verb) DO UPDATE SET at = excluded.at`,
		ref.System, ref.Key, string(verb), micros(at))
	return err
}
