package exec

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

const (
	mostLine   = 1 << 20 // of one line
	mostStderr = 4 << 10 // what is kept of what the program says on standard error

	// afterwards is how long something that the program left behind may hold its output open.
	afterwards = 2 * time.Second
)

// run starts the program for one request and hands each line to take, until its last line. Only a whole answer of a
// program that ended well is one: "end" as the last line, nothing after it, exit status 0.
func (c *Connector) run(ctx context.Context, r *request, take func(*message) error) (*endJSON, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	r.Exeunt, r.System = protocol, c.cfg.Name
	line, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	env, secrets, err := c.environment(ctx)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, timeoutError{c.cfg.Timeout})
	defer cancel()
	p, err := c.start(limited, append(line, '\n'), env)
	if err != nil {
		return nil, connector.Permanent(fmt.Errorf("the program cannot be started, so that nothing was done: %w", err))
	}
	a := answer{take: take}
	readErr := a.read(p.out)
	if limited.Err() == nil && readErr != nil {
		cancel() // it is of no use any more
	}
	exit := p.wait()
	var given error // why it was given up, where it was
	if _, late := errors.AsType[timeoutError](context.Cause(limited)); late || ctx.Err() != nil {
		given = context.Cause(limited)
	}
	return a.end, a.judge(given, readErr, exit, hide(p.errs.line(), secrets))
}

// judge decides what an answer is worth.
func (a *answer) judge(given, readErr, exit error, stderr string) error {
	said := func(err error) error {
		if stderr == "" {
			return err
		}
		return fmt.Errorf("%w (on standard error: %s)", err, stderr)
	}
	_, sink := errors.AsType[*sinkError](readErr)
	switch {
	case sink:
		return readErr
	case readErr == nil && exit == nil && a.end != nil:
		return nil
	case given != nil:
		return said(given)
	case readErr != nil:
		return said(readErr)
	case a.failure != nil:
		return a.failure.err()
	case exit != nil:
		return said(fmt.Errorf("it ended with %w", exit))
	}
	return said(fmt.Errorf("it ended after %d lines without a last line that says so (end)", a.lines))
}

// answer is what the program prints.
type answer struct {
	take    func(*message) error
	lines   int
	end     *endJSON
	failure *errorJSON
}

func (a *answer) read(out io.Reader) error {
	in := bufio.NewReaderSize(out, 64<<10)
	for {
		line, err := readLine(in)
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("it stops in the middle of line %d", a.lines+1)
		case err != nil:
			return fmt.Errorf("line %d: %w", a.lines+1, err)
		}
		a.lines++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := a.one(line); err != nil {
			return err
		}
	}
}

func (a *answer) one(line []byte) error {
	m, err := parse(line)
	switch {
	case err != nil:
		return fmt.Errorf("line %d: %w", a.lines, err)
	case a.end != nil || a.failure != nil:
		return fmt.Errorf("line %d comes after the last one", a.lines)
	case m.End != nil:
		a.end = m.End
		return nil
	case m.Error != nil:
		a.failure = m.Error
		return nil
	}
	if err := a.take(m); err != nil {
		if _, sink := errors.AsType[*sinkError](err); sink {
			return err
		}
		return fmt.Errorf("line %d: %w", a.lines, err)
	}
	return nil
}

// readLine returns a line with its break; without one, what there was and io.EOF.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > mostLine:
			return nil, fmt.Errorf("it is longer than %d MB", mostLine>>20)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, os.ErrDeadlineExceeded):
			return line, io.EOF
		}
		return line, err
	}
}

// process is the program while it runs.
type process struct {
	cmd  *exec.Cmd
	out  *os.File
	errs *bounded
	done chan error
}

func (c *Connector) start(ctx context.Context, input []byte, env []string) (*process, error) {
	name := c.cfg.Command[0]
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(c.cfg.Dir, name)
	}
	out, end, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, name, c.cfg.Command[1:]...), out: out, errs: &bounded{}, done: make(chan error, 1)}
	p.cmd.Dir, p.cmd.Env, p.cmd.WaitDelay = c.cfg.Dir, env, afterwards
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = bytes.NewReader(input), end, p.errs
	ownGroup(p.cmd)
	err = p.cmd.Start()
	_ = end.Close()
	if err != nil {
		_ = out.Close()
		return nil, err
	}
	go p.watch()
	return p, nil
}

// watch waits for the program, and then ends whatever it left behind: it may hold the output open.
func (p *process) watch() {
	awaitExit(p.cmd)
	killGroup(p.cmd)
	err := p.cmd.Wait()
	_ = p.out.SetReadDeadline(time.Now().Add(afterwards))
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // it ended well; what it left behind held its standard error open
	}
	p.done <- err
}

// wait returns how the program ended.
func (p *process) wait() error {
	err := <-p.done
	_ = p.out.Close()
	return err
}

// environment returns the whole environment of the program, and the secrets in it.
func (c *Connector) environment(ctx context.Context) (env, secrets []string, err error) {
	env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "TZ=UTC"}
	for _, v := range c.cfg.Env {
		value := v.Value
		if v.Secret != nil {
			if value, err = v.Secret(ctx); err != nil {
				return nil, nil, err
			}
			secrets = append(secrets, value)
		}
		env = append(env, v.Name+"="+value)
	}
	return env, secrets, nil
}

// timeoutError says that the program did not end in time. What was asked may have been done.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("it did not end within %s and was killed: give it more time with timeout in the settings, or see what it waits for", e.after)
}

// Timeout makes it a net.Error's kind of timeout.
func (timeoutError) Timeout() bool { return true }
