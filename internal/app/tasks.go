package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// The states of a task.
const (
	TaskOpen         = store.TaskOpen
	TaskAttested     = store.TaskAttested
	TaskVerified     = store.TaskVerified
	TaskContradicted = store.TaskContradicted
	TaskWaived       = store.TaskWaived
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
	proof, data, err := readProof(proof)
	if err != nil {
		return store.Task{}, err
	}
	return a.attest(ctx, id, proof, data)
}

// Proof is what somebody gives to show that a task was done: a text, or the content of a file, or both.
type Proof struct {
	Text string
	Name string // of the file; empty: there is none
	Data []byte
}

// Attest writes down that somebody did a task, with a proof that was sent to us. No file of this machine is read.
func (a *App) Attest(ctx context.Context, id string, p Proof) (store.Task, error) {
	switch {
	case p.Text == "" && p.Name == "":
		return store.Task{}, &UsageError{"a task is closed with a proof: say how it is known, or add a file that shows it"}
	case len(p.Data) > maxProof:
		return store.Task{}, &UsageError{fmt.Sprintf("the proof has %d bytes and may have %d: give a smaller file, or a text that says where it is", len(p.Data), maxProof)}
	case p.Name == "":
		return a.attest(ctx, id, p.Text, []byte(p.Text))
	}
	called := strings.TrimSpace("file " + filepath.Base(p.Name) + " " + p.Text)
	return a.attest(ctx, id, called, p.Data)
}

func (a *App) attest(ctx context.Context, id, proof string, data []byte) (store.Task, error) {
	digest := sha256.Sum256(data)
	task, err := a.store.Attest(ctx, id, proof, hex.EncodeToString(digest[:]), a.actor, a.now())
	if err != nil {
		return store.Task{}, misnamed(err)
	}
	return task, a.checkpoint(ctx)
}

// ReadProof returns a proof that is given as a text, or as the path of a file of this machine.
func ReadProof(given string) (Proof, error) {
	if given == "" {
		return Proof{}, &UsageError{"a task is closed with a proof: add --proof FILE or --proof TEXT"}
	}
	called, data, err := readProof(given)
	if name, file := strings.CutPrefix(called, "file "); err == nil && file && called != given {
		return Proof{Name: filepath.Base(name), Data: data}, nil
	}
	return Proof{Text: given}, err
}

// readProof returns how a proof is called, and what is hashed: the content of a file, or a text as it is.
func readProof(proof string) (called string, data []byte, err error) {
	info, err := os.Stat(proof)
	switch {
	case err != nil && namesFile(proof):
		return "", nil, &UsageError{fmt.Sprintf("there is no file %s: name one that is there, or say in a few words how it is known", proof)}
	case err != nil:
		data = []byte(proof)
	case info.IsDir():
		return "", nil, &UsageError{fmt.Sprintf("the proof %s is a folder: name a file in it, or say in a few words how it is known", proof)}
	}
	size := int64(len(data))
	if info != nil {
		size = info.Size()
	}
	if size > maxProof {
		return "", nil, &UsageError{fmt.Sprintf("the proof has %d bytes and may have %d: give a smaller file, or a text that says where it is", size, maxProof)}
	}
	if info == nil {
		return proof, data, nil
	}
	data, err = os.ReadFile(proof)
	return "file " + proof, data, err
}

var filename = regexp.MustCompile(`^\S*\.[A-Za-z][A-Za-z0-9]{1,4}$`)

// namesFile reports whether a proof can only be meant as the name of a file: one word that ends as file names do, or
// that is a path.
func namesFile(proof string) bool {
	oneWord := !strings.ContainsAny(proof, " \t\n") && !strings.Contains(proof, "://") && !strings.Contains(proof, "@")
	return oneWord && (filename.MatchString(proof) || strings.ContainsRune(proof, filepath.Separator))
}
