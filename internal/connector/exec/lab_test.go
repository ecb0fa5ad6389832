package exec_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/exec"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// verbs are what the examples can do.
var verbs = []identity.Verb{identity.Suspend, identity.Restore, identity.Remove, identity.Add}

// app is an application whose accounts are files.
type app struct {
	testing.TB
	folder, scripts string
}

type fileAccount struct {
	Key          string              `json:"key"`
	Login        string              `json:"login"`
	State        string              `json:"state"`
	Entitlements []map[string]string `json:"entitlements"`
	Attributes   map[string][]string `json:"attributes"`
}

func newApp(t testing.TB, accounts int) *app {
	t.Helper()
	a := &app{TB: t, folder: t.TempDir(), scripts: t.TempDir()}
	for n := range accounts {
		a.keep(&fileAccount{
			Key: fmt.Sprintf("k%03d", n), Login: fmt.Sprintf("u%03d", n), State: "enabled",
			Entitlements: []map[string]string{{"key": "editor"}, {"key": "Réviseur", "name": "Réviseur «2»"}},
			Attributes:   map[string][]string{"locked-by": nil},
		})
	}
	return a
}

func (a *app) file(key string) string { return filepath.Join(a.folder, key+".json") }

func (a *app) keep(account *fileAccount) {
	a.Helper()
	text, err := json.Marshal(account)
	if err == nil {
		err = os.WriteFile(a.file(account.Key), text, 0o600)
	}
	if err != nil {
		a.Fatal(err)
	}
}

// look reads the file of an account.
func (a *app) look(key string) (*fileAccount, error) {
	text, err := os.ReadFile(a.file(key))
	if os.IsNotExist(err) {
		return nil, connector.ErrGone
	}
	account := &fileAccount{}
	if err == nil {
		err = json.Unmarshal(text, account)
	}
	return account, err
}

// script writes a program that stands in the place of another one, which it may run by $REAL.
func (a *app) script(name, text string) string {
	a.Helper()
	path := filepath.Join(a.scripts, name)
	if err := os.WriteFile(path+".part", []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		a.Fatal(err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		a.Fatal(err)
	}
	return path
}

// connect makes a connector on a program that speaks for the application.
func (a *app) connect(command []string, change ...func(*exec.Config)) *exec.Connector {
	a.Helper()
	cfg := exec.Config{
		Name: "files", Command: command, Dir: a.scripts, Verbs: verbs, Concurrency: 2,
		Env: []exec.Variable{{Name: "ACCOUNTS", Value: a.folder}, {Name: "REAL", Value: example(a, "files.py")}},
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := exec.New(cfg)
	if err != nil {
		a.Fatal(err)
	}
	return c
}

// example returns the path of an example of the documentation.
func example(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../../docs/connectors/exec", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}
