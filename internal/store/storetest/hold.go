package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// holderEnv names the store that a child process of the tests holds until its input ends.
const holderEnv = "EXEUNT_STORETEST_HOLD"

// Main lets a test binary be the other process that holds a store: its TestMain calls it first, and is done when it says
// so.
func Main() (done bool) {
	url := os.Getenv(holderEnv)
	if url == "" {
		return false
	}
	_, err := store.Open(context.Background(), url, store.Options{Hold: "apply"})
	fmt.Println("held:", err)
	_, _ = os.Stdin.Read(make([]byte, 1)) // until the test lets go, or kills it
	return true
}

func secondHolderIsRefused(t *testing.T, db Database) {
	ctx := t.Context()
	first := got[*store.Store](t)(store.Open(ctx, db.URL, store.Options{Hold: "plan"}))
	refused(t, db, fmt.Sprintf("process %d", os.Getpid()))
	must(t, open(t, db).FinishRun(ctx, "p-1", noon)) // who does not hold it may look, and note
	must(t, first.Close())

	other := holder(t, db)
	refused(t, db, fmt.Sprintf("process %d", other.Process.Pid))
	must(t, other.Process.Kill()) // however it ends, the store is free
	_ = other.Wait()
	again := got[*store.Store](t)(store.Open(ctx, db.URL, store.Options{Hold: "apply"}))
	must(t, again.Close())
}

// refused demands that nobody else can hold the store, and that who is refused is told who holds it.
func refused(t testing.TB, db Database, by string) {
	t.Helper()
	s, err := store.Open(t.Context(), db.URL, store.Options{Hold: "apply"})
	var held *store.HeldError
	if !errors.As(err, &held) {
		t.Fatalf("a second holder got %v, %v", s, err)
	}
	if !strings.Contains(held.By, by) || !strings.Contains(held.By, "since 2") {
		t.Errorf("it is held by %q, want %s", held.By, by)
	}
}

// holder starts another process that holds the store.
func holder(t testing.TB, db Database) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), got[string](t)(os.Executable()))
	cmd.Env = append(os.Environ(), holderEnv+"="+db.URL)
	_, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	var word, what string
	_, _ = fmt.Fscan(out, &word, &what)
	if what != "<nil>" {
		t.Fatalf("the other process said: %s %s", word, what)
	}
	return cmd
}

func manyOpenAtOnce(t *testing.T, db Database) {
	group, ctx := errgroup.WithContext(t.Context())
	for range 6 {
		group.Go(func() error {
			s, err := store.Open(ctx, db.URL, store.Options{})
			if err != nil {
				return err
			}
			return s.Close()
		})
	}
	must(t, group.Wait())
	same(t, "Runs", len(got[[]store.Run](t)(open(t, db).Runs(t.Context()))), 0)
}
