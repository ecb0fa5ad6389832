package systemtest

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// refuse ends a test whose system did not start: skipped where the machine cannot have the system and need not, failed
// otherwise.
func refuse(t testing.TB, name string, err error) {
	t.Helper()
	if !errors.Is(err, errMissing) {
		t.Fatalf("start %s: %v", name, err)
	}
	notice := fmt.Sprintf("SKIP SYSTEM %s: %v", name, err)
	if required(name) {
		t.Fatalf("%s\nThis system must be had here: CI is %q and EXEUNT_REQUIRE_SYSTEMS is %q. `make systems` as root on Debian installs it.",
			notice, os.Getenv("CI"), os.Getenv("EXEUNT_REQUIRE_SYSTEMS"))
	}
	note(t, notice)
	t.Skip(notice)
}

// required says whether a missing system is a failure.
func required(name string) bool {
	return os.Getenv("CI") == "true" || slices.Contains(strings.Split(os.Getenv("EXEUNT_REQUIRE_SYSTEMS"), ","), name)
}

// note adds a skipped system and its test to the file that EXEUNT_SKIPPED names, from which `make test` prints what was not tested:
// `go test` itself shows the reason of a skip only with -v.
func note(t testing.TB, notice string) {
	t.Helper()
	path := os.Getenv("EXEUNT_SKIPPED")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatalf("note %q: %v", notice, err)
	}
	defer file.Close()
	if _, err := fmt.Fprintf(file, "%s\t%s\n", notice, t.Name()); err != nil {
		t.Fatalf("note %q: %v", notice, err)
	}
}
