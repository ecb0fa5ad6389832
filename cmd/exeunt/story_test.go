package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// settings is the file that a story begins with where it brings none: an HR file on one side, on the other the export
// of an application that nobody can write to.
const settings = `store: exeunt.db
people:
  - name: hr
    kind: csv
    path: hr.csv
    zone: Europe/Paris
    ends-at: "18:00"
    columns: {id: id, given: given, family: family, email: mail, start: start, end: end}
systems:
  - name: crm
    kind: csv
    path: crm.csv
    columns: {id: id, login: login, email: mail, status: active, employee: employee, groups: roles}
    owner: it-apps@example.test
policies:
  leaver: {suspend: end, sign-out: end, remove: end+1d, release: end+30d, delete: never}
limits:
  suspend: {max: 50, share: 100%, per-day: 100%}
`

// company prepares the folder of a story.
func company(env *testscript.Env) error {
	env.Setenv("TZ", "UTC")
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("COLUMNS", "")
	file := filepath.Join(env.WorkDir, "exeunt.yaml")
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	return os.WriteFile(file, []byte(settings), 0o600)
}

// exits runs a command and demands its exit code: exits CODE exeunt ARGUMENTS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := code(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func code(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

// written sets when a file was written: written FILE INSTANT. An export tells of that moment.
func written(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: written FILE INSTANT")
	}
	at, err := moment(args[1])
	ts.Check(err)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), at, at))
}

// moment reads an instant, or a time from now such as +1h.
func moment(s string) (time.Time, error) {
	if d, err := time.ParseDuration(s); err == nil && strings.ContainsAny(s[:1], "+-") {
		return time.Now().Add(d), nil
	}
	return time.Parse(time.RFC3339, s)
}

// spoil changes one byte in the middle of a file: spoil FILE.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spoil FILE")
	}
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	data[len(data)/2] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// await waits until a file is there: await FILE.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for patience := 6000; patience > 0; patience-- {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		<-tick.C
	}
	ts.Fatalf("%s did not come", args[0])
}

// eventually runs a command until it has the exit code: eventually CODE COMMAND [ARGUMENT...].
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: eventually CODE COMMAND [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for patience := 600; patience > 0; patience-- {
		if code(ts, ts.Exec(args[1], args[2:]...)) == want {
			return
		}
		<-tick.C
	}
	ts.Fatalf("%v never ended with %d", args[1:], want)
}

// deaf listens on a port, takes calls and never answers; it puts the address in the place of DEAF in a file: deaf FILE.
func deaf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: deaf FILE")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { listener.Close() }) // what was taken is closed when the story's processes end
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "DEAF", listener.Addr().String())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}
