package e2e

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// onDisk moves the store of a company to a small disk of its own, and returns the folder of it.
func (c *company) onDisk(t testing.TB) string {
	t.Helper()
	disk := filepath.Join(c.dir, "disk")
	systemtest.SmallDisk(t, disk, "24m")
	c.store = "store: disk/exeunt.db"
	write(t, c.dir, "exeunt.yaml", c.settings())
	return disk
}

// fill leaves so many bytes free on a disk.
func fill(t testing.TB, disk string, leave int64) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	size, err := io.Copy(f, endless{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk took %d bytes: %v", size, err)
	}
	if info, err := f.Stat(); err != nil || f.Truncate(max(0, info.Size()-leave)) != nil {
		t.Fatal(err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// The disk of the store is full: of each amount of room, from none to enough, what could not be kept was not written, the
// error says what to do, and with room again the same command finishes the work.
func TestAFullDiskIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 100, every(5, 19))
	disk := c.onDisk(t) // and every round cuts the same accounts, which count once in the day's budget
	c.before = c.entries(t)
	failures := 0
	for _, room := range []int64{0, 4 << 10, 32 << 10, 40 << 10, 64 << 10, 96 << 10, 128 << 10, 192 << 10, 256 << 10, 1 << 20} {
		p := want(t, 3, c.dir, "plan", "--json").plan(t)
		before := c.writes(t)
		fill(t, disk, room)
		r := exeunt(t, c.dir, "apply", p.ID, "--yes")
		if r.code != 0 {
			failures++
			if r.code != 1 || !strings.Contains(r.stderr, "the disk is full") || !strings.Contains(r.stderr, "run the same command again") {
				t.Errorf("with %d bytes of room: exit %d\n%s%s", room, r.code, r.stdout, r.stderr)
			}
		}
		if n := c.writes(t) - before; room == 0 && (r.code == 0 || n > 0) {
			t.Errorf("without room it ended with %d, and wrote %d times", r.code, n)
		}
		if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
			t.Fatal(err)
		}
		want(t, 0, c.dir, "apply", p.ID, "--yes")
		c.checkClosed(t, c.before)
		c.checkRecords(t, c.writes(t)-before)
		want(t, 0, c.dir, "plan", "--json")
		want(t, 0, c.dir, "ledger", "verify")
		want(t, 0, c.dir, "undo", "--run", p.ID, "--yes", "--reason", "next round")
		c.before = c.entries(t)
	}
	if failures == 0 || failures == 10 {
		t.Errorf("%d of 10 failed: the rooms are not chosen well", failures)
	}
}

// The user of the program may not write the store, or its folder. It says so and writes nothing to any system; with the
// right given, the same command does the work.
func TestAStoreThatCannotBeWrittenIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	for name, lock := range map[string]struct {
		file, folder os.FileMode
		says         string
	}{
		"the file is read only":           {0o400, 0o777, "give this user the right to write the file and its folder"},
		"the file cannot be read":         {0o000, 0o777, "give this user the right to write the file and its folder"},
		"the folder is read only":         {0o666, 0o555, "give this user the right to write its folder"},
		"the file and folder are so, too": {0o444, 0o555, "give this user the right to write its folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, 50, []int{7, 26})
			c.before = c.entries(t)
			c.forAnybody(t)
			p := want(t, 3, c.dir, "plan", "--json").plan(t)
			store := filepath.Join(c.dir, "exeunt.db")
			for _, beside := range []string{".lock", ".holder"} {
				os.Remove(store + beside) // whoever ran it before was somebody else
			}
			chmod(t, c.dir, lock.folder)
			chmod(t, store, lock.file)
			for _, args := range [][]string{{"apply", p.ID, "--yes"}, {"plan"}} {
				r := asNobody(t, c.dir, args...)
				if r.code != 1 || !strings.Contains(r.stderr, lock.says) || !strings.Contains(r.stderr, "exeunt.db") {
					t.Errorf("%v: exit %d\n%s%s", args, r.code, r.stdout, r.stderr)
				}
			}
			if n := c.writes(t); n > 0 {
				t.Errorf("the directory saw %d writes", n)
			}
			chmod(t, c.dir, 0o777)
			chmod(t, store, 0o666)
			if err := os.Chown(store+".key", nobody, nobody); os.Getuid() == 0 && err != nil {
				t.Fatal(err)
			}
			if r := asNobody(t, c.dir, "apply", p.ID, "--yes"); r.code != 0 {
				t.Errorf("with the right to write: exit %d\n%s%s", r.code, r.stdout, r.stderr)
			}
			c.checkClosed(t, c.before)
		})
	}
}

// forAnybody lets every user of the machine come to the folder, and read what is in it.
func (c *company) forAnybody(t testing.TB) {
	t.Helper()
	for at := filepath.Dir(c.dir); at != filepath.Clean(os.TempDir()); at = filepath.Dir(at) {
		chmod(t, at, 0o755)
	}
	authority, err := os.ReadFile(c.server.CA)
	if err != nil {
		t.Fatal(err)
	}
	write(t, c.dir, "ca.crt", string(authority))
	c.server.CA = "ca.crt"
	write(t, c.dir, "exeunt.yaml", c.settings())
}

func chmod(t testing.TB, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// nobody is a user who may do nothing by being who they are.
const nobody = 65534

// asNobody runs the program as nobody where the test is root, else as who it is.
func asNobody(t testing.TB, dir string, args ...string) result {
	t.Helper()
	cmd := command(t.Context(), dir, args...)
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return finish(t, cmd)
}

// The file of the store is torn, or is something else. It is named, nothing is written to any system or to the file, and
// with a copy of it back the same command does the work.
func TestADamagedStoreIsNamedAndAsksForACopy(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 50, []int{7, 26})
	c.before = c.entries(t)
	p := want(t, 3, c.dir, "plan", "--json").plan(t)
	store := filepath.Join(c.dir, "exeunt.db")
	whole, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	half := len(whole) / 2 / 4096 * 4096
	for name, damaged := range map[string][]byte{
		"another file":                      []byte(strings.Repeat("employee_id,first_name\n", 400)),
		"no header":                         append(make([]byte, 4096), whole[4096:]...),
		"torn in the first page":            whole[:1000],
		"torn in the middle":                whole[:half],
		"zeros from the middle":             append(append([]byte{}, whole[:half]...), make([]byte, len(whole)-half)...),
		"all pages but the first are zeros": append(append([]byte{}, whole[:4096]...), make([]byte, len(whole)-4096)...),
	} {
		if err := os.WriteFile(store, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"apply", p.ID, "--yes"}, {"plan"}, {"people"}} {
			r := exeunt(t, c.dir, args...)
			if r.code != 1 || !strings.Contains(r.stderr, "is no store of Exeunt, or is damaged: keep it as it is") || !strings.Contains(r.stderr, "exeunt.db") {
				t.Errorf("%s: %v: exit %d\n%s%s", name, args, r.code, r.stdout, r.stderr)
			}
		}
		if now, err := os.ReadFile(store); err != nil || string(now) != string(damaged) {
			t.Errorf("%s: the file was changed: %d bytes, %v", name, len(now), err)
		}
	}
	if n := c.writes(t); n > 0 {
		t.Errorf("the directory saw %d writes", n)
	}
	if err := os.WriteFile(store, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, 0, c.dir, "apply", p.ID, "--yes")
	c.checkClosed(t, c.before)
	want(t, 0, c.dir, "ledger", "verify")
}
