// Package e2e runs the real binary against real servers, as a user would.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binary is the program: the one that EXEUNT_BINARY names, else it is built once for all tests.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if binary = os.Getenv("EXEUNT_BINARY"); binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "exeunt-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o711); err != nil { // some tests run it as somebody else
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	binary = filepath.Join(dir, "exeunt")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, "../../cmd/exeunt")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// result is what a command said.
type result struct {
	code   int
	stdout []byte
	stderr string
}

// command prepares the program in a folder.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "DIRECTORY_PASSWORD=svc-secret", "STORE_PASSWORD=store-secret", "NO_COLOR=1", "TZ=Europe/Paris")
	return cmd
}

// exeunt runs the program in a folder and returns what it said.
func exeunt(t testing.TB, dir string, args ...string) result {
	t.Helper()
	return finish(t, command(t.Context(), dir, args...))
}

// finish runs a prepared program and returns what it said.
func finish(t testing.TB, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", cmd.Args, err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.Bytes(), stderr.String()}
}

// want runs the program and fails the test unless it exits with the code.
func want(t testing.TB, code int, dir string, args ...string) result {
	t.Helper()
	r := exeunt(t, dir, args...)
	if r.code != code {
		t.Fatalf("exeunt %v: exit %d, want %d\n%s\n%s", args, r.code, code, r.stdout, r.stderr)
	}
	return r
}

// planned is the part of a plan that the tests look at.
type planned struct {
	ID      string
	Gaps    []struct{ System, Why string }
	Actions []struct {
		ID, Verb, System, Account, Login, Person, By string
		Reasons                                      []string
	}
	Findings []struct{ Kind, System, Login string }
	Refusals []struct{ Verb, System, Login, Guard, Why string }
	Held     []struct {
		Guard, Verb, System string
		Limit, Would        int
	}
}

func (r result) plan(t testing.TB) planned {
	t.Helper()
	var p planned
	if err := json.Unmarshal(r.stdout, &p); err != nil {
		t.Fatalf("the plan is not JSON: %v\n%s\n%s", err, r.stdout, r.stderr)
	}
	return p
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
