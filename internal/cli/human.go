package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/exeunt-iam/exeunt/internal/setup"
)

// human is whoever sits at the terminal: init shows what it found, and asks. Without a terminal nobody answers.
type human struct {
	p     *program
	asks  bool
	lines *bufio.Reader
	parts []setup.Part // everything that was shown
}

// human returns who can be asked. Whoever said yes already, or wants JSON, is asked nothing.
func (p *program) human(yes bool) *human {
	return &human{
		p: p, asks: !yes && !p.json && isTerminal(p.std.In) && isTerminal(p.std.Err),
		lines: bufio.NewReader(p.std.In),
	}
}

// Show shows what was found.
func (h *human) Show(part setup.Part) {
	h.parts = append(h.parts, part)
	if !h.p.json {
		showPart(h.p.page(), &part)
	}
}

// Busy shows that something takes a while.
func (h *human) Busy(what string) (done func()) {
	_ = h.p.out.Flush() // what was lost is told when the program ends
	return h.p.watch(what).stop
}

// Ask asks on the terminal, and waits for a line.
func (h *human) Ask(ctx context.Context, q setup.Question) (string, error) {
	if !h.asks {
		return "", setup.ErrNobody
	}
	if err := h.p.out.Flush(); err != nil {
		return "", err
	}
	h.put(q)
	answered := make(chan error, 1)
	var answer string
	restore := h.remember()
	go func() { // a read from a terminal cannot be cancelled; a signal must end the program all the same
		var err error
		answer, err = h.read(q.Hidden)
		answered <- err
	}()
	select {
	case err := <-answered:
		return answer, err
	case <-ctx.Done():
		restore()
		fmt.Fprintln(h.p.std.Err)
		return "", errStopped
	}
}

var errStopped = errors.New("stopped before the end: nothing was written")

// put shows a question, and below it what an empty answer means.
func (h *human) put(q setup.Question) {
	h.p.page().airy = false // the question stands between what was shown and what comes next
	pg := &page{out: h.p.std.Err, colours: h.p.colours(), width: h.p.width()}
	pg.blank()
	pg.hang(0, 2, []span{cyan("? "), bold(q.Text)})
	pg.write("  ")
	if q.Proposal != "" {
		pg.write(dim("[" + q.Proposal + "] ").paint(pg.colours))
	}
	pg.write(cyan("> ").paint(pg.colours))
}

// read reads one line; a hidden one is not echoed.
func (h *human) read(hidden bool) (string, error) {
	f, ok := h.p.std.In.(*os.File)
	if hidden && ok {
		line, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(h.p.std.Err)
		return string(line), ended(err)
	}
	line, err := h.lines.ReadString('\n')
	return line, ended(err)
}

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return errStopped
	}
	return err
}

// remember returns what brings the terminal back to how it is now: a signal can come while nothing is echoed.
func (h *human) remember() (restore func()) {
	f, ok := h.p.std.In.(*os.File)
	if !ok {
		return func() {}
	}
	state, err := term.GetState(int(f.Fd()))
	if err != nil {
		return func() {}
	}
	return func() { _ = term.Restore(int(f.Fd()), state) } // nothing else can be done
}
