package e2e

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The first use of the README is followed word for word, on a terminal, as a newcomer would: the commands run, end as
// they should, and say what the README says that they say. The picture shows what they show.
func TestTheFirstUseOfTheReadmeIsTrue(t *testing.T) {
	t.Parallel()
	blocks := firstUse(t)
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	program, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "bin", "exeunt")); err != nil {
		t.Fatal(err)
	}
	address := serveDemo(t, dir, commands(blocks[0])[0])
	var session []step
	folder := dir
	for i, block := range blocks[1:] {
		if block.kind == "text" {
			checkTold(t, block.lines, session[len(session)-1].text())
			continue
		}
		for _, line := range commands(block) {
			if to, ok := strings.CutPrefix(line, "cd "); ok {
				folder = filepath.Join(folder, to)
				continue
			}
			done := types(t, folder, strings.ReplaceAll(line, usual, address), agreeing)
			session = append(session, step{line, done})
			if want := ends(line); done.code != want {
				t.Fatalf("block %d: %s: exit %d, want %d\n%s", i+2, line, done.code, want, done.text())
			}
		}
	}
	checkSteps(t, session)
	checkPicture(t, session)
}

// step is one command of the first use, and what came of it.
type step struct {
	line string
	typed
}

// usual is where the demo's directory listens, unless somebody else does.
const usual = "127.0.0.1:6360"

// block is one block of code of the README.
type block struct {
	kind  string // sh: to be typed; text: what is said
	lines []string
}

// firstUse returns the blocks of the chapter.
func firstUse(t *testing.T) (blocks []block) {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, found := strings.Cut(string(data), "\n## First use\n")
	chapter, _, ended := strings.Cut(chapter, "\n## ")
	if !found || !ended {
		t.Fatal("the README has no chapter First use")
	}
	parts := strings.Split(chapter, "```")
	for i := 1; i < len(parts); i += 2 {
		kind, body, _ := strings.Cut(parts[i], "\n")
		blocks = append(blocks, block{kind, strings.Split(strings.TrimRight(body, "\n"), "\n")})
	}
	if len(blocks) < 3 || blocks[0].kind != "sh" {
		t.Fatalf("the chapter begins with no command: %v", blocks)
	}
	return blocks
}

// commands returns what is typed: the lines of a block, those that go on below in one piece.
func commands(b block) []string {
	whole := strings.ReplaceAll(strings.Join(b.lines, "\n"), "\\\n", " ")
	var lines []string
	for line := range strings.SplitSeq(whole, "\n") {
		line, _, _ = strings.Cut(line, " #")
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// serveDemo begins what goes on in the first terminal, and returns where its directory listens.
func serveDemo(t *testing.T, dir, line string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", "exec "+line)
	cmd.Dir = dir
	says, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(cmd.Process.Signal(syscall.SIGINT), cmd.Wait()); err != nil {
			t.Errorf("%s does not end well: %v", line, err)
		}
	})
	first, err := bufio.NewReader(says).ReadString('\n')
	address := regexp.MustCompile(`ldaps://(\S+)`).FindStringSubmatch(first)
	if err != nil || address == nil {
		t.Fatalf("%s says %q (%v)", line, first, err)
	}
	return address[1]
}

// agreeing takes what is proposed, and says yes.
func agreeing(question string, _ int) string {
	if strings.HasSuffix(question, "[y/N] ") {
		return "y"
	}
	return ""
}

// ends returns the exit code that a step must have.
func ends(line string) int {
	if strings.Contains(line, "exeunt plan") {
		return 3
	}
	return 0
}

// checkSteps demands the five steps, in their order.
func checkSteps(t *testing.T, session []step) {
	t.Helper()
	var got []string
	for _, s := range session {
		got = append(got, strings.Fields(s.line)[1])
	}
	if order := strings.Join(got, " "); order != "init check plan explain apply" {
		t.Errorf("the steps are %s", order)
	}
}

// checkTold demands that a command said what the README says: its lines in their order, whatever the day.
func checkTold(t *testing.T, told []string, said string) {
	t.Helper()
	rest := timeless(said)
	for _, line := range told {
		line = timeless(line)
		if line == "" || line == "…" {
			continue
		}
		_, after, found := strings.Cut("\n"+rest, "\n"+line+"\n")
		if !found {
			t.Errorf("the README says %q, and the program does not, or not there:\n%s", line, said)
			continue
		}
		rest = after
	}
}

var passing = []struct {
	what *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`\bp-[0-9a-f]+`), "p-#"},
	{regexp.MustCompile(`\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b`), "DAY"},
	{regexp.MustCompile(`\b[0-9]{2}:[0-9]{2}\b`), "TIME"},
	{regexp.MustCompile(`\b(UTC|CET|CEST)\b`), "ZONE"},
	{regexp.MustCompile(`in [0-9.]+ m?s\b`), "in TIME"},
	{regexp.MustCompile(`[ \t]+`), " "},
}

// timeless takes out of a text what differs from one day to the next.
func timeless(text string) string {
	for _, p := range passing {
		text = p.what.ReplaceAllString(text, p.by)
	}
	return strings.ReplaceAll("\n"+text, "\n ", "\n")[1:]
}
