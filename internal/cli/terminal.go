package cli

import (
	"os"
	"strconv"

	"golang.org/x/term"
)

// page returns the page that goes to standard output.
func (p *program) page() *page {
	if p.sheet == nil {
		p.sheet = &page{out: p.out, colours: p.colours(), width: p.width(), airy: true}
	}
	return p.sheet
}

// colours reports whether the output is a terminal whose user did not ask for none (https://no-color.org).
func (p *program) colours() bool {
	return !p.noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(p.std.Out)
}

// width returns the columns of the page. What is not a terminal takes lines of any length, so that they can be searched.
func (p *program) width() int {
	const narrow, wide = 40, 120
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= narrow {
		return n
	}
	f, ok := p.std.Out.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return min(max(columns, narrow), wide)
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
