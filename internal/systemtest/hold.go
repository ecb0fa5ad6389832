package systemtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// errMissing says that this machine cannot have the system as it is. It is no fault of the system or of its script.
var errMissing = errors.New("this machine cannot have it")

// exitMissing is the exit code by which a script of test/systems says the same.
const exitMissing = 77

// held is a running system: a process of hold.sh that keeps it until its input ends.
type held struct {
	name     string
	dir      string
	args     []string // DIR PORT ARGS of the script's start; some systems have an ADDRESS for PORT
	endpoint map[string]string

	cmd   *exec.Cmd
	lease io.Closer
	out   *bufio.Reader
	place place
}

// place is where a system listens: something that nobody else uses while it is held.
type place interface {
	// String is what the script of the system is given: the first port, or the address.
	String() string
	release() error
}

// hold starts a system on free ports and returns when it answers.
func hold(name string, portCount int, args ...string) (*held, error) {
	return holdOn(name, func() (place, error) { return reservePorts(portCount) }, args...)
}

// holdOn starts a system in a place and returns when it answers.
func holdOn(name string, reserve func() (place, error), args ...string) (*held, error) {
	folder, err := scripts()
	if err != nil {
		return nil, fmt.Errorf("find test/systems above the folder of the test: %w", err)
	}
	if err := touch(folder, name); err != nil {
		return nil, err
	}
	free, err := reserve()
	if err != nil {
		return nil, err
	}
	h := &held{name: name, place: free}
	if err := h.launch(folder, args); err != nil {
		return nil, errors.Join(err, free.release())
	}
	return h, nil
}

// touch looks at the scripts that a system rests on, so that `go test` knows that a cached result hangs on them.
func touch(folder, name string) error {
	for _, script := range []string{"common.sh", "hold.sh", name + ".sh"} {
		if _, err := os.Stat(filepath.Join(folder, script)); err != nil {
			return err
		}
	}
	return nil
}

// launch runs hold.sh in an empty folder and reads what it prints until the system is held.
func (h *held) launch(folder string, args []string) error {
	dir, err := os.MkdirTemp("", "exeunt-"+h.name+"-")
	if err != nil {
		return err
	}
	h.dir = dir
	h.args = append([]string{dir, h.place.String()}, args...)
	h.cmd = exec.Command(filepath.Join(folder, "hold.sh"), append([]string{h.name}, h.args...)...)
	h.cmd.Env = append(os.Environ(), "EXEUNT_NO_INSTALL=1", "EXEUNT_TEST_CACHE="+cache())
	h.cmd.SysProcAttr = ownSession() // a Ctrl-C at the terminal is for the test; the end of its process is for hold.sh
	if err := h.run(); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	return nil
}

func (h *held) run() error {
	lease, err := h.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	h.cmd.Stderr = h.cmd.Stdout
	if err := h.cmd.Start(); errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%w: it needs bash: %w", errMissing, err)
	} else if err != nil {
		return err
	}
	h.lease, h.out = lease, bufio.NewReader(out)
	said, ok := h.readEndpoint()
	if ok {
		return nil
	}
	err = h.cmd.Wait()
	if _, what, found := strings.Cut(said, "MISSING: "); found && h.cmd.ProcessState.ExitCode() == exitMissing {
		what, _, _ = strings.Cut(what, "\n")
		return fmt.Errorf("%w: it needs %s", errMissing, what)
	}
	return fmt.Errorf("hold.sh %s: %w\n%s", h.name, err, said)
}

// readEndpoint reads the KEY=VALUE lines up to HELD. It returns everything that was said, and whether HELD came.
func (h *held) readEndpoint() (said string, ok bool) {
	h.endpoint = map[string]string{}
	for {
		line, err := h.out.ReadString('\n')
		if err != nil {
			return said + line, false
		}
		if line == "HELD\n" {
			return said, true
		}
		said += line
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			h.endpoint[key] = value
		}
	}
}

// release ends the system and waits until it is gone and its folder removed.
func (h *held) release() error {
	err := h.lease.Close()
	said, readErr := io.ReadAll(h.out)
	waitErr := h.cmd.Wait()
	if waitErr != nil {
		waitErr = fmt.Errorf("%w\n%s", waitErr, said)
	}
	return errors.Join(err, readErr, waitErr, h.place.release())
}

// script runs one verb of the system's own script on the folder of the running system.
func (h *held) script(verb string, args ...string) error {
	script := filepath.Join(filepath.Dir(h.cmd.Path), h.name+".sh")
	cmd := exec.Command(script, append([]string{verb}, args...)...)
	cmd.Env, cmd.SysProcAttr = h.cmd.Env, ownSession()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s.sh %s: %w\n%s", h.name, verb, err, out)
	}
	return nil
}
