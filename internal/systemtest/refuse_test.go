package systemtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The scripts of a project in which one system cannot be had and another one is broken.
const (
	absentSystem = "#!/usr/bin/env bash\n" + `echo "12:00:00 MISSING: Debian packages: absentd" >&2; exit 77` + "\n"
	brokenSystem = "#!/usr/bin/env bash\n" + `echo "it fell over" >&2; exit 1` + "\n"
)

func TestAMissingSystemSkipsByNameAndIsNoted(t *testing.T) {
	inProject(t)
	skipped := filepath.Join(t.TempDir(), "skipped")
	t.Setenv("EXEUNT_SKIPPED", skipped)
	got := attempt(t, "absent")
	const want = "SKIP SYSTEM absent: this machine cannot have it: it needs Debian packages: absentd"
	if got.skipped != want || got.failed != "" {
		t.Errorf("got %+v, want the skip %q", got, want)
	}
	noted, err := os.ReadFile(skipped)
	if err != nil || string(noted) != want+"\t"+t.Name()+"\n" {
		t.Errorf("noted %q, %v", noted, err)
	}
}

func TestAMissingSystemFailsWhereItMustBeHad(t *testing.T) {
	for _, setting := range []string{"CI=true", "EXEUNT_REQUIRE_SYSTEMS=other,absent"} {
		t.Run(setting, func(t *testing.T) {
			inProject(t)
			name, value, _ := strings.Cut(setting, "=")
			t.Setenv(name, value)
			if got := attempt(t, "absent"); !strings.HasPrefix(got.failed, "SKIP SYSTEM absent: ") || got.skipped != "" {
				t.Errorf("got %+v, want a failure that begins with SKIP SYSTEM absent", got)
			}
		})
	}
}

func TestABrokenSystemFailsEverywhere(t *testing.T) {
	inProject(t)
	if got := attempt(t, "broken"); !strings.Contains(got.failed, "it fell over") || got.skipped != "" {
		t.Errorf("got %+v, want a failure with what the script said", got)
	}
}

// inProject makes a project with the two scripts and goes there.
func inProject(t *testing.T) {
	t.Helper()
	real, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	project := t.TempDir()
	t.Chdir(project)
	t.Setenv("CI", "")
	t.Setenv("EXEUNT_REQUIRE_SYSTEMS", "")
	t.Setenv("EXEUNT_TEST_CACHE", t.TempDir())
	folder := filepath.Join(project, "test", "systems")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(project, "go.mod"), "module example.test\n")
	write(t, filepath.Join(folder, "absent.sh"), absentSystem)
	write(t, filepath.Join(folder, "broken.sh"), brokenSystem)
	for _, script := range []string{"hold.sh", "common.sh"} {
		if err := os.Symlink(filepath.Join(real, script), filepath.Join(folder, script)); err != nil {
			t.Fatal(err)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

// verdict is a test that was ended before its time.
type verdict struct {
	testing.TB
	skipped, failed string
}

func (v *verdict) String() string {
	return fmt.Sprintf("skipped %q, failed %q", v.skipped, v.failed)
}

func (v *verdict) Skip(args ...any) {
	v.skipped = fmt.Sprint(args...)
	panic(v)
}

func (v *verdict) Fatalf(format string, args ...any) {
	v.failed = fmt.Sprintf(format, args...)
	panic(v)
}

// attempt starts a system and returns how the test ended that asked for it.
func attempt(t *testing.T, name string) (got *verdict) {
	t.Helper()
	got = &verdict{TB: t}
	defer func() {
		if end := recover(); end != nil && end != got {
			panic(end)
		}
	}()
	start(got, name, 1)
	return got
}
