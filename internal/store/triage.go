package store

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Triage is what a human decided about many accounts at once.
type Triage struct {
	Actor      string
	At         time.Time
	Classified []Classification
	Links      []LinkDecision
	Exceptions []plan.Exception
}

// Triage keeps all of it or nothing. Each decision is an entry of the ledger, as if it had been made alone.
func (s *Store) Triage(ctx context.Context, all *Triage) error {
	return s.write(ctx, "the decisions", func(t *tx) error {
		for i := range all.Classified {
			c := &all.Classified[i]
			c.Actor, c.At = all.Actor, all.At
			if err := t.classify(ctx, c); err != nil {
				return err
			}
		}
		for i := range all.Links {
			d := &all.Links[i]
			d.Actor, d.At = all.Actor, all.At
			if err := t.decide(ctx, d); err != nil {
				return err
			}
		}
		for i := range all.Exceptions {
			if err := t.except(ctx, &all.Exceptions[i], all.Actor, all.At); err != nil {
				return err
			}
		}
		return nil
	})
}
