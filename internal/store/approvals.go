package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// ApprovalDecision is what an approver said of a plan.
type ApprovalDecision string

// What an approver can say.
const (
	Approved ApprovalDecision = "approved"
	Rejected ApprovalDecision = "rejected"
)

// Approval is what one operator said of one plan. It holds for the digest that they saw and for no other.
type Approval struct {
	Plan     string           `json:"plan"`
	Operator string           `json:"operator"`
	Digest   string           `json:"digest"`
	Decision ApprovalDecision `json:"decision"`
	Classes  []plan.Class     `json:"classes"` // of actions that it is about; empty: all
	Allow    bool             `json:"allow"`   // also what is over a limit, once
	Reason   string           `json:"reason"`
	At       time.Time        `json:"at"`
}

// Approve keeps what an operator said of a plan, in the place of what they said before.
func (s *Store) Approve(ctx context.Context, a Approval) error {
	classes, err := json.Marshal(a.Classes)
	if err != nil {
		return err
	}
	return s.write(ctx, "the approval of "+a.Plan, func(t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO approval (plan, operator, digest, decision, classes, allow, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (plan, operator) DO UPDATE SET digest = excluded.digest, decision = excluded.decision, classes = excluded.classes,
			allow = excluded.allow, reason = excluded.reason, at = excluded.at`,
			a.Plan, a.Operator, a.Digest, string(a.Decision), string(classes), flag(a.Allow), a.Reason, micros(a.At))
		if err != nil {
			return err
		}
		return t.note(ctx, a.At, "approval", a.Operator, map[string]any{
			"plan": a.Plan, "digest": a.Digest, "decision": a.Decision, "classes": a.Classes, "allow": a.Allow, "reason": a.Reason,
		})
	})
}

func flag(set bool) int64 {
	if set {
		return 1
	}
	return 0
}

// Approvals returns what was said of a plan, in the order in which it was said.
func (s *Store) Approvals(ctx context.Context, planID string) ([]Approval, error) {
	rows := s.query(ctx, `SELECT plan, operator, digest, decision, classes, allow, reason, at FROM approval WHERE plan = ? ORDER BY at, operator`, planID)
	return list(rows, func(a *Approval) error {
		var classes string
		var allow, at int64
		if err := rows.Scan(&a.Plan, &a.Operator, &a.Digest, &a.Decision, &classes, &allow, &a.Reason, &at); err != nil {
			return err
		}
		a.Allow, a.At = allow != 0, instant(at)
		return json.Unmarshal([]byte(classes), &a.Classes)
	})
}
