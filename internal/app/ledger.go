package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// checkpoint signs the present state of the ledger.
func (a *App) checkpoint(ctx context.Context) error {
	_, err := a.sign(ctx)
	return err
}

// sign signs the present state of the ledger and returns the signed note; nil when the ledger is empty.
func (a *App) sign(ctx context.Context) ([]byte, error) {
	signer, err := a.signer(ctx)
	if err != nil {
		return nil, err
	}
	note, err := a.store.Checkpoint(ctx, signer)
	a.tellAll(ctx)
	return note, err
}

// origin is the name of every ledger of this program; the key tells them apart.
const origin = "exeunt/ledger"

// signer returns the private half of the ledger's key. A new one is made only for a ledger of which nothing is signed: what
// was signed could be verified by nobody any more.
func (a *App) signer(ctx context.Context) (ledger.Signer, error) {
	_, err := os.Lstat(a.Settings.LedgerKey)
	if errors.Is(err, fs.ErrNotExist) {
		signed, err := a.store.Signed(ctx)
		if err != nil {
			return ledger.Signer{}, err
		}
		if signed > 0 {
			return ledger.Signer{}, fmt.Errorf("the private key of the ledger, %s, is gone, and %d checkpoints are signed with it: bring it and %s.pub back from a backup; "+
				"where there is none, keep what was exported of this ledger and begin a new store", a.Settings.LedgerKey, signed, a.Settings.LedgerKey)
		}
	}
	return ledger.LoadOrCreateKey(a.Settings.LedgerKey, origin)
}

// LedgerKey returns the public half of the ledger's key, making the key when there is none yet.
func (a *App) LedgerKey(ctx context.Context) (ledger.Verifier, error) {
	signer, err := a.signer(ctx)
	if err != nil {
		return ledger.Verifier{}, err
	}
	return signer.Verifier(), nil
}

// VerifyLedger checks the stored ledger with a public key.
func (a *App) VerifyLedger(ctx context.Context, key ledger.Verifier) (report ledger.Report, err error) {
	err = a.store.Ledger(ctx, func(s ledger.Storage) (err error) {
		report, err = ledger.Verify(ctx, s, key)
		return err
	})
	return report, err
}

// VerifyExport checks an exported file with a public key. It needs no store and no settings.
func VerifyExport(path string, key ledger.Verifier) (ledger.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return ledger.Report{}, err
	}
	defer f.Close()
	return ledger.VerifyExport(f, key)
}

// ExportLedger writes the ledger as one file that can be verified offline. It is there whole or not at all.
func (a *App) ExportLedger(ctx context.Context, path string) (cp ledger.Checkpoint, err error) {
	note, err := a.sign(ctx)
	if err != nil {
		return cp, err
	}
	if note == nil {
		return cp, &UsageError{"the ledger is empty: there is nothing to export before the first plan"}
	}
	key, err := a.LedgerKey(ctx)
	if err != nil {
		return cp, err
	}
	if cp, err = ledger.Open(note, key); err != nil {
		return cp, err
	}
	return cp, writeWhole(path, func(w io.Writer) error {
		return a.store.Ledger(ctx, func(s ledger.Storage) error { return ledger.Export(ctx, w, s, cp) })
	})
}

// writeWhole writes a file beside its place and moves it there when it is complete.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".exeunt-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}

// LedgerEntries calls f with the newest entries, oldest of them first.
func (a *App) LedgerEntries(ctx context.Context, newest int64, f func(ledger.Entry) error) error {
	return a.store.Ledger(ctx, func(s ledger.Storage) error {
		size, err := s.Size(ctx)
		if err != nil {
			return err
		}
		records, err := s.ReadEntries(ctx, max(0, size-newest), size)
		if err != nil {
			return err
		}
		for _, r := range records {
			e, err := ledger.ParseEntry(r.Body)
			if err != nil {
				return err
			}
			if err := f(e); err != nil {
				return err
			}
		}
		return nil
	})
}
