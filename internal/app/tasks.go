package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// Tasks returns the tasks, newest last; all of them, or those that are still with somebody.
func (a *App) Tasks(ctx context.Context, all bool) ([]store.Task, error) {
	return a.store.Tasks(ctx, store.TaskFilter{All: all})
}

// maxProof is the most bytes that a proof may have.
const maxProof = 16 << 20

// AttestTask writes down that somebody did a task. Proof is the path of a file, or a text; its hash goes into the
// ledger, and a text is kept as it is. The next export of the system confirms or contradicts it.
func (a *App) AttestTask(ctx context.Context, id, proof string) (store.Task, error) {
	if proof == "" {
		return store.Task{}, &UsageError{"a task is closed with a proof: add --proof FILE or --proof TEXT"}
	}
	data, err := os.ReadFile(proof)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		data = []byte(proof)
	case err != nil:
		data = []byte(proof)
	default:
		proof = "file " + proof
	}
	if len(data) > maxProof {
		return store.Task{}, &UsageError{fmt.Sprintf("the proof has %d bytes and may have %d: give a smaller file, or a text that says where it is", len(data), maxProof)}
	}
	digest := sha256.Sum256(data)
	task, err := a.store.Attest(ctx, id, proof, hex.EncodeToString(digest[:]), a.actor, a.now())
	if err != nil {
		return store.Task{}, misnamed(err)
	}
	return task, a.checkpoint(ctx)
}
