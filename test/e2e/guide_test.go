package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

var guideBlock = regexp.MustCompile("(?sm)^```([^\n]*)\n(.*?)^```$")

// guide follows a page: it writes the files that the page shows, runs its commands, and compares what they say.
type guide struct {
	testing.TB
	dir string
	env []string
}

// The page on an application of one's own is followed word for word, on an application that no description comes with.
func TestTheGuideToConnectAnApplicationIsTrue(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.FromSlash("../../docs/connect-your-own.md"))
	if err != nil {
		t.Fatal(err)
	}
	app := systemtest.PocketBase(t, 20)
	bin := t.TempDir()
	if err := os.Symlink(binary, filepath.Join(bin, "exeunt")); err != nil {
		t.Fatal(err)
	}
	g := &guide{t, t.TempDir(), append(os.Environ(),
		"CRM_PASSWORD="+app.Password, "NO_COLOR=1", "TZ=Europe/Paris", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))}
	write(t, g.dir, "hr.csv", "id,given,family,email,start,end\nE0001,User,0001,u0001@example.test,2020-01-01,\n")
	followed := 0
	for _, block := range guideBlock.FindAllStringSubmatch(strings.ReplaceAll(string(page), "http://127.0.0.1:8090", app.URL), -1) {
		g.follow(block[1], block[2])
		followed++
	}
	if followed < 10 {
		t.Errorf("the page has %d blocks to follow: is it the right page?", followed)
	}
}

func (g *guide) follow(kind, text string) {
	g.Helper()
	language, file, _ := strings.Cut(kind, " ")
	switch {
	case language == "console":
		g.console(text)
	case language == "sh":
		g.shell(text)
	case strings.HasPrefix(file, ">> "):
		file = strings.TrimPrefix(file, ">> ")
		before, err := os.ReadFile(filepath.Join(g.dir, file))
		if err != nil {
			g.Fatal(err)
		}
		write(g, g.dir, file, string(before)+text)
	default:
		write(g, g.dir, file, text)
	}
}

// console runs the commands of a block, each after those before it, and compares what the block says of each.
func (g *guide) console(text string) {
	g.Helper()
	before := ""
	for _, part := range strings.Split("\n"+text, "\n$ ")[1:] {
		line, want, _ := strings.Cut(part, "\n")
		said := g.shell(before + line)
		if !like(said, want) {
			g.Fatalf("$ %s\nsays\n%s\nand the page shows\n%s", line, said, want)
		}
		if strings.TrimSpace(want) == "" { // it sets something for those that follow
			before += line + "\n"
		}
	}
}

// shell runs commands, and returns what they say, whatever they exit with.
func (g *guide) shell(text string) string {
	g.Helper()
	cmd := exec.CommandContext(g.Context(), "sh", "-c", text)
	cmd.Dir, cmd.Env = g.dir, g.env
	said, err := cmd.CombinedOutput()
	if exit, failed := errors.AsType[*exec.ExitError](err); err != nil && (!failed || exit.ExitCode() > 100) {
		g.Fatalf("%s: %v\n%s", text, err, said)
	}
	return string(said)
}

// like reports whether a text is what a page shows, where ... stands for anything.
func like(said, shown string) bool {
	if strings.TrimSpace(shown) == "" {
		return true
	}
	parts := strings.Split(strings.TrimSpace(shown), "...")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(strings.Trim(parts[i], "\n"))
	}
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$").MatchString(strings.TrimSpace(said))
}
