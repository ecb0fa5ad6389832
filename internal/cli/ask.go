package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// agree asks whether to go on, unless yes was said on the command line. Where nobody can be asked, that is needed.
func (p *program) agree(ctx context.Context, yes bool, question string) (bool, error) {
	if yes {
		return true, nil
	}
	if !isTerminal(p.std.In) || !isTerminal(p.std.Err) {
		return false, misused("there is no terminal to ask on: add --yes to do it without a question")
	}
	if err := p.out.Flush(); err != nil {
		return false, err
	}
	fmt.Fprint(p.std.Err, clean(question)+" [y/N] ")
	p.page().airy = false // the answer stands between what was shown and what comes next
	answer := make(chan string, 1)
	go func() { // a read from a terminal cannot be cancelled; a signal must end the program all the same
		line, _ := bufio.NewReader(p.std.In).ReadString('\n')
		answer <- line
	}()
	select {
	case line := <-answer:
		word := strings.ToLower(strings.TrimSpace(line))
		return word == "y" || word == "yes", nil
	case <-ctx.Done():
		fmt.Fprintln(p.std.Err)
		return false, ctx.Err()
	}
}
