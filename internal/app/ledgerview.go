package app

import (
	"context"
	"errors"
	"io"

	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// Checkpoint returns the signed state of the ledger, signing it when it is not.
func (a *App) Checkpoint(ctx context.Context) (cp ledger.Checkpoint, err error) {
	note, err := a.sign(ctx)
	if err != nil {
		return cp, err
	}
	if note == nil {
		return cp, missing("the ledger is empty: there is nothing to sign before the first plan")
	}
	key, err := a.LedgerKey(ctx)
	if err != nil {
		return cp, err
	}
	return ledger.Open(note, key)
}

// EntryProof is an entry, the proof that it is in the ledger, and the signed state for which the proof holds.
type EntryProof struct {
	Entry      ledger.Entry
	Body       []byte // as it was hashed
	Path       ledger.InclusionProof
	Checkpoint ledger.Checkpoint
}

// ProveEntry proves that the ledger holds an entry, and checks the proof.
func (a *App) ProveEntry(ctx context.Context, seq int64) (p EntryProof, err error) {
	if p.Checkpoint, err = a.Checkpoint(ctx); err != nil {
		return p, err
	}
	if seq < 0 || seq >= p.Checkpoint.Size {
		return p, missing("the ledger has no entry %d: the newest is %d", seq, p.Checkpoint.Size-1)
	}
	err = a.store.Ledger(ctx, func(s ledger.Storage) error {
		records, err := s.ReadEntries(ctx, seq, seq+1)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return ledger.ErrMissing
		}
		p.Body = records[0].Body
		if p.Entry, err = ledger.ParseEntry(p.Body); err != nil {
			return err
		}
		p.Path, err = ledger.ProveInclusion(p.Checkpoint.Size, seq, ledger.Hashes(ctx, s))
		return err
	})
	if err != nil {
		return p, err
	}
	return p, ledger.CheckInclusion(p.Path, p.Checkpoint, seq, p.Body)
}

// ExportLedgerTo writes the ledger as it can be verified offline.
func (a *App) ExportLedgerTo(ctx context.Context, w io.Writer) error {
	cp, err := a.Checkpoint(ctx)
	if err != nil {
		return err
	}
	return a.store.Ledger(ctx, func(s ledger.Storage) error { return ledger.Export(ctx, w, s, cp) })
}

// LedgerDamage returns what an error says of damage to the ledger; empty: it is another error, or none.
func LedgerDamage(err error) string {
	var damage *ledger.DamageError
	if errors.As(err, &damage) {
		return damage.Error()
	}
	return ""
}
