package systemtest

import (
	"fmt"
	"os/exec"
	"testing"
)

// Program returns the path of a program that a test starts itself. It skips or fails the test, as for a system, where
// there is none; system is the script of test/systems that installs it.
func Program(t testing.TB, system, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		refuse(t, system, fmt.Errorf("%w: %w", errMissing, err))
	}
	return path
}
