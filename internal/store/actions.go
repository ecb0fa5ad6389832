package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// program is who acts when a run writes: the human who began it is in the run's own entry.
const program = "exeunt"

// ActionRow is what is recorded of one action of a plan.
type ActionRow struct {
	ID          string
	Ref         identity.AccountRef
	State       apply.State
	Note        string
	Verdict     prove.Verdict
	Saw         string
	Fingerprint identity.Fingerprint // of the account as it was last seen; zero: gone, or not seen
	At          time.Time            // when it was concluded; zero: it was not
	Gone        bool                 // the account has disappeared, and not because we deleted it
}

// Settled reports whether nothing is left to do or to find out.
func (r *ActionRow) Settled() bool { return r.State == apply.Asked || r.Verdict == prove.Verified }

// InDoubt reports whether the action may have changed the account in a way that nobody has seen: it was begun, and how
// it left the account is not known. One that was stopped or refused changed nothing, and what was seen is known.
func (r *ActionRow) InDoubt() bool {
	unseen := r.Fingerprint == identity.Fingerprint{} && !r.Gone
	return r.State == apply.Intended && !r.Gone || unseen && (r.State == apply.Done || r.State == apply.Unknown)
}

// Actions returns what is recorded of the actions of a plan, in the order in which they were last concluded.
func (s *Store) Actions(ctx context.Context, planID string) ([]ActionRow, error) {
	rows := s.query(ctx, `SELECT id, system, key, state, note, verdict, saw, fingerprint, concluded_at, gone FROM action WHERE plan = ? ORDER BY concluded_at, id`, planID)
	return list(rows, func(r *ActionRow) error {
		var print string
		var at, gone int64
		err := rows.Scan(&r.ID, &r.Ref.System, &r.Ref.Key, &r.State, &r.Note, &r.Verdict, &r.Saw, &print, &at, &gone)
		if err != nil {
			return err
		}
		r.At, r.Gone = instant(at), gone != 0
		if print != "" {
			r.Fingerprint, err = identity.ParseFingerprint(print)
		}
		return err
	})
}

// Missed returns why actions of a plan that were tried were not seen to be done, by action.
func (s *Store) Missed(ctx context.Context, planID string) (map[string]string, error) {
	rows := s.query(ctx, `SELECT id, CASE saw WHEN '' THEN note ELSE saw END FROM action WHERE plan = ? AND verdict <> 'verified' AND state NOT IN ('asked', 'intended')`, planID)
	missed := map[string]string{}
	err := each(rows, func() error {
		var id, why string
		err := rows.Scan(&id, &why)
		missed[id] = why
		return err
	})
	return missed, err
}

// Journal returns where a run of the plan records its intents.
func (s *Store) Journal(planID string) apply.Journal { return journal{s, planID} }

type journal struct {
	s    *Store
	plan string
}

const intendTail = ` ON CONFLICT (plan, id) DO UPDATE SET state = excluded.state, verdict = '', intended_at = excluded.intended_at, concluded_at = 0,
	gone = excluded.gone`

// Intend keeps what is about to be written, with the captured state of each account. The first capture of an account
// in a plan stays: it is the state from before the plan.
func (j journal) Intend(ctx context.Context, intents []apply.Intent) error {
	var actions, captures [][]any
	var entries []ledger.Entry
	for i := range intents {
		in := &intents[i]
		doc, err := marshalCapture(&in.Before)
		if err != nil {
			return err
		}
		row := actionRow(j.plan, &in.Action, apply.Intended, in.At)
		row[goneColumn] = flag(in.Gone)
		actions = append(actions, row)
		if !in.Gone {
			captures = append(captures, []any{j.plan, in.Action.System, in.Action.Account, string(doc)})
		}
		digest := sha256.Sum256(doc)
		e, err := entry(in.At, "intent", program, map[string]any{
			"plan": j.plan, "action": in.Action.ID, "verb": in.Action.Verb, "system": in.Action.System, "account": in.Action.Account,
			"person": in.Action.Person, "captured": hex.EncodeToString(digest[:]), "gone": in.Gone,
		})
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	if len(intents) == 0 {
		return nil
	}
	return j.s.write(ctx, "the intents of "+j.plan, func(t *tx) error {
		if err := t.insert(ctx, actionHead, intendTail, actions); err != nil {
			return err
		}
		if err := t.insert(ctx, `INSERT INTO capture (plan, system, key, doc) VALUES`, ` ON CONFLICT (plan, system, key) DO NOTHING`, captures); err != nil {
			return err
		}
		return t.append(ctx, entries)
	})
}

const actionHead = `INSERT INTO action (plan, id, verb, system, key, login, person, doc, state, note, verdict, saw, fingerprint, intended_at, concluded_at, due, gone) VALUES`

// The places of columns in a row of actionHead.
const (
	concludedAt = 14
	goneColumn  = 16
)

func actionRow(planID string, a *plan.Action, state apply.State, at time.Time) []any {
	doc, err := json.Marshal(a)
	if err != nil {
		doc = []byte("{}") // plain data always encodes
	}
	return []any{planID, a.ID, string(a.Verb), a.System, a.Account, a.Login, string(a.Person), string(doc), string(state), "", "", "", "", micros(at), 0, micros(a.Due), 0}
}

// Capture returns the state of an account from before a plan touched it.
func (s *Store) Capture(ctx context.Context, planID string, ref identity.AccountRef) (*identity.Account, error) {
	var doc string
	err := s.row(ctx, `SELECT doc FROM capture WHERE plan = ? AND system = ? AND key = ?`, planID, ref.System, ref.Key).Scan(&doc)
	if err != nil {
		return nil, err
	}
	return unmarshalCapture([]byte(doc))
}

// OpenAction is an action that was begun and of which nobody knows how it ended.
type OpenAction struct {
	Plan   string
	Action plan.Action
	Gone   bool // the account has disappeared, and not because we deleted it
}

// Unsettled returns the actions that were begun and not concluded, or whose end was never seen.
func (s *Store) Unsettled(ctx context.Context) ([]OpenAction, error) {
	rows := s.query(ctx, `SELECT plan, doc, gone FROM action WHERE state = 'intended' OR (state IN ('done', 'unknown') AND verdict IN ('', 'unseen')) ORDER BY plan, id`)
	return list(rows, func(o *OpenAction) error {
		var doc string
		var gone int64
		if err := rows.Scan(&o.Plan, &doc, &gone); err != nil {
			return err
		}
		o.Gone = gone != 0
		return json.Unmarshal([]byte(doc), &o.Action)
	})
}
