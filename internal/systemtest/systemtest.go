// Package systemtest starts real servers for tests, through the scripts in test/systems. Only tests import it.
//
// Each call gives a server of its own: a copy of a template that is made once a machine and kept in EXEUNT_TEST_CACHE
// (default: exeunt-test in the user's cache folder). A server ends with its test, and also when the test's process is
// killed, because the script that holds it waits on a pipe from this process.
//
// A server that this machine cannot have skips the test, by name; where it must be had (CI is "true", or
// EXEUNT_REQUIRE_SYSTEMS names it) the test fails instead.
package systemtest

import (
	"os"
	"path/filepath"
	"testing"
)

// start returns the system NAME of test/systems, running on the first of as many free ports in a row, or skips the test.
func start(t testing.TB, name string, ports int, args ...string) *held {
	t.Helper()
	h, err := hold(name, ports, args...)
	return lent(t, name, h, err)
}

// lent lends a system to a test, and ends it with the test.
func lent(t testing.TB, name string, h *held, err error) *held {
	t.Helper()
	if err != nil {
		refuse(t, name, err)
	}
	t.Cleanup(func() {
		if err := h.release(); err != nil {
			t.Errorf("%s did not stop cleanly: %v", name, err)
		}
	})
	return h
}

// scripts returns the folder test/systems of the module that the test belongs to.
func scripts() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "test", "systems"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", os.ErrNotExist
		}
		dir = parent
	}
}

// cache returns the folder of the templates.
func cache() string {
	if dir := os.Getenv("EXEUNT_TEST_CACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "exeunt-test")
}
