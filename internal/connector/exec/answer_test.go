package exec_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/exec"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

type sink struct{ accounts []identity.Account }

func (s *sink) Accounts(batch []identity.Account) error {
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return nil
}

func (*sink) People([]identity.Person) error { return nil }

const (
	one = `echo '{"account": {"key": "1", "login": "a", "state": "enabled"}}';`
	fin = `echo '{"end": {"count": 1}}'`
)

func TestOnlyAWholeAnswerIsBelieved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, says string }{
		"sound":                 {one + fin, ""},
		"half a line":           {one + `printf '{"account": {"key": "2", "lo'; kill -9 $$`, "stops in the middle of line 2"},
		"half a line, and well": {one + `printf '{"end": {"count": 1}}'`, "stops in the middle of line 2"},
		"no last line":          {one, "ended after 1 lines without a last line"},
		"nothing":               {``, "ended after 0 lines"},
		"it fails":              {one + `echo "no route to host" >&2; exit 3`, "exit status 3 (on standard error: no route to host)"},
		"it fails at the end":   {one + fin + `; exit 3`, "exit status 3"},
		"killed at the end":     {one + fin + `; kill -9 $$`, "killed"},
		"more after the end":    {fin + ";" + one, "line 2 comes after the last one"},
		"two ends":              {fin + ";" + fin, "line 2 comes after the last one"},
		"no count":              {one + `echo '{"end": {}}'`, "does not say how many"},
		"a wrong count":         {one + one + fin, "printed twice"},
		"too few":               {one + `echo '{"end": {"count": 2}}'`, "announces 2 accounts and printed 1"},
		"no JSON":               {`echo Welcome;` + one + fin, "line 1: it is not as the protocol wants it"},
		"two values":            {`echo '{"end": {"count": 0}} {}'`, "more than one value"},
		"a misspelt field":      {`echo '{"account": {"key": "1", "login": "a", "stat": "enabled"}}';` + fin, `unknown field "stat"`},
		"no fields":             {`echo '{}';` + fin, "holds 0 of account"},
		"two fields":            {`echo '{"end": {"count": 0}, "error": {"class": "gone"}}'`, "holds 2 of account"},
		"a right":               {`echo '{"right": {"what": "x", "granted": "yes"}}';` + fin, "no account where one is expected"},
		"no key":                {`echo '{"account": {"login": "a", "state": "enabled"}}';` + fin, "lacks its key"},
		"no login":              {`echo '{"account": {"key": "1", "state": "enabled"}}';` + fin, "lacks its key or its login"},
		"no state":              {`echo '{"account": {"key": "1", "login": "a"}}';` + fin, `has the state ""`},
		"another state":         {`echo '{"account": {"key": "1", "login": "a", "state": "Enabled"}}';` + fin, `has the state "Enabled"`},
		"another kind":          {`echo '{"account": {"key": "1", "login": "a", "state": "enabled", "kind": "robot"}}';` + fin, "has the kind"},
		"a right twice":         {`echo '{"account": {"key": "1", "login": "a", "state": "enabled", "entitlements": [{"key": "x"}, {"key": "x"}]}}';` + fin, "twice"},
		"a nameless right":      {`echo '{"account": {"key": "1", "login": "a", "state": "enabled", "entitlements": [{"name": "x"}]}}';` + fin, "a key, and one of"},
		"strange residual":      {`echo '{"account": {"key": "1", "login": "a", "state": "enabled", "residual": [{"kind": "tea", "name": "x"}]}}';` + fin, "residual access"},
		"not a time":            {`echo '{"account": {"key": "1", "login": "a", "state": "enabled", "last_seen": "yesterday"}}';` + fin, "parsing time"},
		"not UTF-8":             {`printf '{"account": {"key": "\377", "login": "a", "state": "enabled"}}\n';` + fin, "not UTF-8"},
		"a line without end":    {`head -c 3000000 /dev/zero | tr '\0' x`, "longer than 1 MB"},
		"an error":              {`echo '{"error": {"class": "failed", "text": "the database is down"}}'`, "the database is down"},
		"a strange class":       {`echo '{"error": {"class": "fatal", "text": "x"}}'`, `class "fatal"`},
		"an error, then more":   {`echo '{"error": {"class": "gone", "text": "x"}}';` + one, "line 2 comes after the last one"},
		"empty lines":           {`echo;` + one + `echo;` + fin, ""},
		"it does not read":      {`exec 0<&-; ` + one + fin, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newApp(t, 0)
			var all sink
			_, err := a.connect([]string{a.script("app", c.script)}).Read(t.Context(), &all)
			switch {
			case c.says == "" && (err != nil || len(all.accounts) != 1):
				t.Errorf("%d accounts, %v", len(all.accounts), err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("got %v, want %q", err, c.says)
			}
			if c.says != "" && (connector.IsPermanent(err) || errors.Is(err, connector.ErrGone)) {
				t.Errorf("a class that says what became of it: %v", err)
			}
		})
	}
}

func TestALookupIsOfOneAccount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, says string }{
		"another one": {`echo '{"account": {"key": "2", "login": "a", "state": "enabled"}}'; echo '{"end": {}}'`, `asked for the account "1" and prints "2"`},
		"none":        {`echo '{"end": {}}'`, "it prints 0 accounts"},
		"two":         {one + one + `echo '{"end": {}}'`, "it prints 2 accounts"},
	} {
		a := newApp(t, 0)
		if _, err := a.connect([]string{a.script("app", c.script)}).Lookup(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, connector.ErrGone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEachErrorHasItsClass(t *testing.T) {
	t.Parallel()
	a := newApp(t, 0)
	op := identity.Operation{Verb: identity.Suspend, Account: identity.AccountRef{System: "files", Key: "1"}}
	for script, is := range map[string]func(error) bool{
		`echo '{"error": {"class": "refused", "text": "no"}}'`: connector.IsPermanent,
		`echo '{"error": {"class": "gone", "text": "no"}}'`:    func(err error) bool { return errors.Is(err, connector.ErrGone) },
		`echo '{"error": {"class": "busy", "text": "no", "after": 1.5}}'`: func(err error) bool {
			after, ok := connector.IsThrottled(err)
			return ok && after == 1500*time.Millisecond
		},
		one + `echo '{"end": {}}'`: func(err error) bool { return err != nil && !connector.IsPermanent(err) },
	} {
		if err := a.connect([]string{a.script("app", script)}).Do(t.Context(), op); !is(err) {
			t.Errorf("%s: %v", script, err)
		}
	}
	err := a.connect([]string{"./nosuch"}).Do(t.Context(), op)
	if !connector.IsPermanent(err) || !strings.Contains(err.Error(), "cannot be started, so that nothing was done") {
		t.Errorf("a program that is not there: %v", err)
	}
	op.Verb = identity.Delete
	if err := a.connect([]string{a.script("app", `touch "$ACCOUNTS/done"`)}).Do(t.Context(), op); !connector.IsPermanent(err) {
		t.Errorf("a verb that the settings do not give: %v", err)
	}
	if _, err := os.Stat(filepath.Join(a.folder, "done")); err == nil {
		t.Error("the program was asked for it")
	}
}

// When the time is over, everything that the program started is killed, also what ignores signals.
func TestTheWholeGroupIsKilledWhenTheTimeIsOver(t *testing.T) {
	t.Parallel()
	a := newApp(t, 0)
	program := a.script("app", `trap '' TERM HUP INT
(trap '' TERM HUP INT; while :; do :; done) &
echo $! > "$ACCOUNTS/pid"
while :; do sleep 1000; done`)
	_, err := a.connect([]string{program}, func(c *exec.Config) { c.Timeout = 700 * time.Millisecond }).Read(t.Context(), &sink{})
	if err == nil || !strings.Contains(err.Error(), "did not end within 700ms and was killed") {
		t.Fatalf("got %v", err)
	}
	gone(t, filepath.Join(a.folder, "pid"))
}

// What a program leaves behind in its group is ended, and does not hold up the answer.
func TestWhatAProgramLeavesBehindIsEnded(t *testing.T) {
	t.Parallel()
	a := newApp(t, 0)
	program := a.script("app", `sleep 1000 &
echo $! > "$ACCOUNTS/pid"
`+one+fin)
	if _, err := a.connect([]string{program}).Read(t.Context(), &sink{}); err != nil {
		t.Fatal(err)
	}
	gone(t, filepath.Join(a.folder, "pid"))
}

// gone demands that a process has ended, perhaps not yet waited for.
func gone(t *testing.T, pidFile string) {
	t.Helper()
	pid, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	for { // a process that was killed takes a moment to go
		stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		if t.Context().Err() != nil {
			t.Fatal("it goes on")
		}
	}
}

func TestAProgramGetsNothingButWhatTheSettingsPass(t *testing.T) {
	t.Parallel()
	a := newApp(t, 0)
	program := a.script("app", `env | sort | tr '\n' ' ' >&2; pwd >&2; printf '%s|' "$@" >&2; exit 1`)
	token := func(context.Context) (string, error) { return "hunter2 \"§", nil }
	c := a.connect([]string{program, "$(id)", "a b", "*"}, func(c *exec.Config) {
		c.Env = []exec.Variable{{Name: "CRM_URL", Value: "https://crm"}, {Name: "CRM_TOKEN", Secret: token}}
	})
	_, err := c.Read(t.Context(), &sink{})
	want := "(on standard error: CRM_TOKEN=(secret) CRM_URL=https://crm LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(err.Error(), "TZ=UTC "+a.scripts+" $(id)|a b|*|)") || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "HOME") {
		t.Errorf("got %v", err)
	}
}

func TestStandardErrorIsShownAndBounded(t *testing.T) {
	t.Parallel()
	a := newApp(t, 0)
	program := a.script("app", `yes noise | head -n 100000 >&2; printf '\033[31mthe \000last\tword\n' >&2; exit 1`)
	_, err := a.connect([]string{program}).Read(t.Context(), &sink{})
	if err == nil || !strings.HasSuffix(err.Error(), "noise [31mthe last word)") || len(err.Error()) > 1300 {
		t.Errorf("got %v", err)
	}
}

func TestBadSettingsAreRefusedAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := exec.New(exec.Config{Concurrency: -1, Timeout: -1, Env: []exec.Variable{{Name: "A=B"}}, Verbs: []identity.Verb{"juggle"}})
	for _, want := range []string{"name is missing", "command is empty", "dir is missing", "concurrency -1", "timeout -1ns", `env "A=B"`, `"juggle"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestAProbeAsksTheProgram(t *testing.T) {
	t.Parallel()
	systemtest.Program(t, "scripts", "python3")
	a := newApp(t, 1)
	c := a.connect([]string{example(t, "files.py")})
	rights, err := c.Probe(t.Context())
	if err != nil || len(rights) != 5 {
		t.Fatalf("%v: %+v", err, rights)
	}
	silent := a.connect([]string{a.script("app", `echo '{"end": {}}'`)})
	if rights, err = silent.Probe(t.Context()); err != nil || len(rights) != 5 || rights[0].Granted != connector.Unknown {
		t.Errorf("%v: %+v", err, rights)
	}
	for _, bad := range []string{`echo '{"right": {"what": "x", "granted": "maybe"}}'`, `echo '{"right": {"granted": "yes"}}'`, one} {
		if _, err := a.connect([]string{a.script("app", bad)}).Probe(t.Context()); err == nil {
			t.Errorf("%s was believed", bad)
		}
	}
}
