package e2e

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The server cuts leavers off by itself, reads again when HR says that something changed, goes on where it was killed, and
// ends in good order.
func TestTheServerWorksByItself(t *testing.T) {
	t.Parallel()
	c := newCompany(t, 60, []int{7, 21})
	c.perDay = "100%" // a small company: one more a day would pass 5 %
	const secret = "hook-secret"
	serving := func() string {
		return strings.Replace(c.settings(), `    ends-at: "18:00"`, "    ends-at: \"18:00\"\n    webhook-secret: env:HOOK_SECRET", 1) +
			"serve: {listen: 127.0.0.1:0, every: 1h}\n"
	}
	write(t, c.dir, "exeunt.yaml", serving())

	s := c.serve(t, secret)
	if p := s.pass(t, "start"); p.Verified != 2 || p.Failed != 0 {
		t.Errorf("the first pass verified %d and failed %d, want 2 and 0", p.Verified, p.Failed)
	}
	c.refused(t, 7, 21)
	if code := s.get(t, "/readyz"); code != http.StatusOK {
		t.Errorf("readyz: %d", code)
	}

	c.leavers = append(c.leavers, 33)
	write(t, c.dir, "hr.csv", c.feed())
	if code := s.message(t, "/api/v1/sources/hr/changed", "another secret"); code != http.StatusUnauthorized {
		t.Errorf("a message with a wrong signature: %d", code)
	}
	if code := s.message(t, "/api/v1/sources/hr/changed", secret); code != http.StatusAccepted {
		t.Errorf("a message of HR: %d", code)
	}
	if p := s.pass(t, "message of hr"); p.Verified != 1 {
		t.Errorf("the pass after HR's message verified %d, want 1", p.Verified)
	}
	c.refused(t, 7, 21, 33)

	if second := exeunt(t, c.dir, "run"); second.code != 1 || !strings.Contains(second.stderr, "held by another exeunt (serve") {
		t.Errorf("a second process beside the server: exit %d, %s", second.code, second.stderr)
	}

	s.kill(t, syscall.SIGKILL)
	c.leavers = append(c.leavers, 44)
	write(t, c.dir, "hr.csv", c.feed())
	s = c.serve(t, secret)
	s.pass(t, "start")
	c.refused(t, 7, 21, 33, 44)
	if code := s.kill(t, syscall.SIGTERM); code != 0 {
		t.Errorf("told to end, the server exits with %d: %s", code, s.last)
	}
	want(t, 0, c.dir, "ledger", "verify")
}

// refused demands that these people cannot sign in, and that one who works here can.
func (c *company) refused(t *testing.T, leavers ...int) {
	t.Helper()
	for _, n := range leavers {
		if c.bind(n) == nil {
			t.Errorf("u%04d has left and can still sign in", n)
		}
	}
	if err := c.bind(2); err != nil {
		t.Errorf("u0002 works here and cannot sign in: %v", err)
	}
}

// served is a server of the program.
type served struct {
	cmd  *exec.Cmd
	url  string
	log  *bufio.Scanner
	last string // what it wrote last
}

// serve starts the program's server and waits until it says where it is.
func (c *company) serve(t *testing.T, secret string) *served {
	t.Helper()
	cmd := command(t.Context(), c.dir, "serve")
	cmd.Env = append(cmd.Env, "HOOK_SECRET="+secret)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &served{cmd: cmd, log: bufio.NewScanner(log)}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, s.url, _ = strings.Cut(strings.TrimSpace(line), "The console is at ")
	if err != nil || s.url == "" {
		rest, _ := io.ReadAll(log)
		t.Fatalf("the server did not start: %q, %v, %s", line, err, rest)
	}
	return s
}

// passed is what the server says of a pass.
type passed struct {
	Msg, Why         string
	Verified, Failed int
}

// pass waits until the server says that it made a pass because of why.
func (s *served) pass(t *testing.T, why string) passed {
	t.Helper()
	for s.log.Scan() {
		s.last = s.log.Text()
		var p passed
		if json.Unmarshal(s.log.Bytes(), &p) == nil && p.Msg == "pass" && p.Why == why {
			return p
		}
	}
	t.Fatalf("the server ended without a pass because of %q: %s", why, s.last)
	return passed{}
}

func (s *served) get(t *testing.T, path string) int {
	t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// message sends a signed message as an HR system does.
func (s *served) message(t *testing.T, path, secret string) int {
	t.Helper()
	body := []byte(`{"people":["E0033"]}`)
	at := time.Now().Unix()
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at, body)
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Exeunt-Signature", fmt.Sprintf("t=%d,v1=%s", at, hex.EncodeToString(mac.Sum(nil))))
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// kill sends the server a signal and returns its exit code.
func (s *served) kill(t *testing.T, signal syscall.Signal) int {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	for s.log.Scan() {
		s.last = s.log.Text()
	}
	_ = s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode()
}
