package systemtest_test

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// A test process that is killed cannot run its cleanups. Every process below it inherits a pipe from here, and the pipe
// ends when the last of them is gone.
func TestAKilledTestLeavesNoServerBehind(t *testing.T) {
	t.Parallel()
	systemtest.OpenLDAP(t, systemtest.Options{Users: 30}) // skips this test too where there is no server to be had
	alive, inherited, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestHoldAServerUntilKilled$", "-test.v")
	child.Env = append(os.Environ(), "SYSTEMTEST_CHILD=1")
	child.ExtraFiles = []*os.File{inherited}
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	inherited.Close()
	ca := authorityOf(t, said)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := alive.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(alive); err != nil {
		t.Fatalf("a process below the killed one is still there: %v", err)
	}
	if _, err := os.Stat(ca); !os.IsNotExist(err) {
		t.Errorf("the folder of the server is still there: %s (%v)", ca, err)
	}
	_ = child.Wait() // killed, as it should be
}

// authorityOf reads what the child says until it names the certificate of its running server.
func authorityOf(t *testing.T, said io.Reader) string {
	t.Helper()
	var all strings.Builder
	buffer := make([]byte, 4096)
	for {
		n, err := said.Read(buffer)
		all.Write(buffer[:n])
		if _, rest, found := strings.Cut(all.String(), "RUNNING "); found {
			if path, _, whole := strings.Cut(rest, "\n"); whole {
				return path
			}
		}
		if err != nil {
			t.Fatalf("the child ended before its server ran:\n%s", all.String())
		}
	}
}

// TestHoldAServerUntilKilled is the other process of TestAKilledTestLeavesNoServerBehind.
func TestHoldAServerUntilKilled(t *testing.T) {
	if os.Getenv("SYSTEMTEST_CHILD") == "" {
		return
	}
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	os.Stdout.WriteString("RUNNING " + server.CA + "\n")
	select {}
}
