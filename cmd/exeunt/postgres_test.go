package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// onServer are the stories that are told a second time with their store in PostgreSQL: together they read, plan, apply, ask,
// attest, hold, undo, decide, and verify.
var onServer = []string{
	"exception", "leaver_contradicted", "limit", "name_only", "offboard", "recycled_mail", "undo_task", "vanished",
}

// TestStoriesOnPostgreSQL runs stories with their settings changed in one line: where the store is.
func TestStoriesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	p := params()
	p.Setup = onPostgreSQL
	for _, name := range onServer {
		p.Files = append(p.Files, filepath.Join(p.Dir, name+".txtar"))
	}
	p.Dir = ""
	testscript.Run(t, p)
}

// onPostgreSQL prepares the folder of a story, with a database of its own.
func onPostgreSQL(env *testscript.Env) error {
	if err := company(env); err != nil {
		return err
	}
	t, ok := env.T().(testing.TB)
	if !ok {
		return fmt.Errorf("%T is no test", env.T())
	}
	address, err := url.Parse(systemtest.PostgreSQL(t).StoreURL)
	if err != nil {
		return err
	}
	password, _ := address.User.Password()
	env.Setenv("STORE_PASSWORD", password)
	address.User = url.User(address.User.Username())
	return filepath.WalkDir(env.WorkDir, func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		moved := strings.ReplaceAll(string(text), "store: exeunt.db\n", "store: "+address.String()+"\nstore-password: env:STORE_PASSWORD\n")
		return os.WriteFile(path, []byte(moved), 0o600)
	})
}
