package e2e

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// typed is what stood on a terminal after a command line was typed there, and how that ended.
type typed struct {
	screen string // with colours
	code   int
}

// text is what stood there without colours.
func (o *typed) text() string {
	return strings.ReplaceAll(colour.ReplaceAllString(o.screen, ""), "\r\n", "\n")
}

var colour = regexp.MustCompile(`\x1b\[[0-9;]*[mK]`)

// types types a command line on a terminal of its own, in a folder, and answers each question as answer says: by its
// words and how often it was asked something before.
func types(t testing.TB, dir, line string, answer func(question string, before int) string) typed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "exec "+line)
	cmd.Dir = dir
	cmd.Env = append(environment(), "TERM=xterm-256color", "TZ=Europe/Paris")
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: columns})
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	defer screen.Close()
	var out typed
	asked, seen := 0, 0
	for buffer := make([]byte, 4096); ; {
		n, err := screen.Read(buffer)
		out.screen += string(buffer[:n])
		if err != nil { // the program has let go of the terminal
			break
		}
		if text := out.text(); waits(text) && len(text) > seen { // colours that end after the question ask nothing
			if _, err := screen.WriteString(answer(text[seen:], asked) + "\n"); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			asked, seen = asked+1, len(text)
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", line, err)
	}
	out.code = cmd.ProcessState.ExitCode()
	return out
}

const columns = 100

// waits reports whether the last thing on the screen is a question.
func waits(text string) bool {
	return strings.HasSuffix(text, "> ") || strings.HasSuffix(text, "[y/N] ")
}

// environment is that of this process without what changes how a terminal looks, or where a password is.
func environment() (kept []string) {
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		switch name {
		case "NO_COLOR", "COLUMNS", "TERM", "TZ", "DIRECTORY_PASSWORD":
		default:
			kept = append(kept, pair)
		}
	}
	return kept
}
