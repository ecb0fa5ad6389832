// Command bench measures the way at full size: a company is generated from a seed, the real program makes its passes
// over it, and DuckDB does the same join on the same files in the same run.
//
//	go run ./bench                 10,000 people with 300,000 accounts, and 300,000 people with 9,000,000
//	go run ./bench -sizes small    the first of the two, in some seconds; nothing is written to docs/
//
// It runs from the folder of the module, prints a table, and at full size keeps it in docs/performance.md. What it makes
// goes to a folder of its own, which it removes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// options are the command line.
type options struct {
	sizes   string
	folder  string
	keep    bool
	seed    uint64
	repeat  int
	limit   time.Duration
	profile string
	doc     string
	suspend int
}

// sizes are the companies by name: how many people, each with an account on each of 30 systems.
var sizes = map[string]int{"tiny": 300, "small": 10_000, "medium": 60_000, "full": 300_000}

const systems = 30

func main() {
	var o options
	flag.StringVar(&o.sizes, "sizes", "small,full", "which companies: tiny, small, medium, full")
	flag.StringVar(&o.folder, "dir", os.TempDir(), "where the data goes; the largest needs 6 GB")
	flag.BoolVar(&o.keep, "keep", false, "leave the data there")
	flag.Uint64Var(&o.seed, "seed", 1, "what the companies are made from")
	flag.IntVar(&o.repeat, "repeat", 3, "how often; the median counts. The first pass is measured once")
	flag.DurationVar(&o.limit, "limit", 25*time.Minute, "after that it ends without a result")
	flag.StringVar(&o.profile, "profile", "", "a folder for profiles of the passes; they are slower then")
	flag.StringVar(&o.doc, "doc", filepath.Join("docs", "performance.md"), "where the table is kept when the full size was measured")
	flag.IntVar(&o.suspend, "suspend", 10_000, "how many accounts of a real OpenLDAP are suspended, beside a bare loop; 0: none")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv(profiled) != "" {
		os.Exit(passProfiled(ctx, flag.Args()))
	}
	if err := run(ctx, &o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back
	}
}

func run(ctx context.Context, o *options) error {
	ctx, cancel := context.WithTimeout(ctx, o.limit)
	defer cancel()
	folder, err := os.MkdirTemp(o.folder, "exeunt-bench-")
	if err != nil {
		return err
	}
	if !o.keep {
		defer os.RemoveAll(folder)
	}
	program, err := build(ctx, o, folder)
	if err != nil {
		return err
	}
	other, err := findRival(ctx, folder)
	if err != nil {
		say("no comparison: %v", err)
	}
	var trials []*trial
	for name := range strings.FieldsFuncSeq(o.sizes, func(r rune) bool { return r == ',' }) {
		people, known := sizes[name]
		if !known {
			return fmt.Errorf("-sizes %s: tiny, small, medium and full are known", name)
		}
		t := &trial{program: program, rival: other, repeat: o.repeat, say: say, folder: filepath.Join(folder, name)}
		t.company = &company{seed: o.seed, people: people, systems: systems, today: time.Now().UTC().Truncate(24 * time.Hour)}
		say("%s people, %s accounts, in %s", number(people), number(people*systems), t.folder)
		if err := measureOne(ctx, t, o.keep); err != nil {
			return err
		}
		trials = append(trials, t)
	}
	return tell(o, trials, other, suspended(ctx, o, program, folder))
}

// suspended measures suspensions where there is an OpenLDAP, and says why not where there is none.
func suspended(ctx context.Context, o *options, program, folder string) string {
	if o.suspend == 0 || o.profile != "" {
		return ""
	}
	say("%s suspensions on OpenLDAP", number(o.suspend))
	if err := os.Chmod(folder, 0o711); err != nil { // slapd runs as somebody else, and its folder is below
		say("no suspensions: %v", err)
		return ""
	}
	c, err := (&suspension{program: program, folder: filepath.Join(folder, "openldap"), accounts: o.suspend}).run(ctx)
	if err != nil {
		say("no suspensions: %v", err)
		return ""
	}
	return c.String()
}

func measureOne(ctx context.Context, t *trial, keep bool) error {
	if err := os.Mkdir(t.folder, 0o700); err != nil {
		return err
	}
	if !keep {
		defer os.RemoveAll(t.folder)
	}
	return t.run(ctx)
}

// build builds the program as it is released. For profiles it is this program that runs the same commands.
func build(ctx context.Context, o *options, folder string) (string, error) {
	if o.profile != "" {
		return profiler(o.profile)
	}
	program := filepath.Join(folder, "exeunt")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./cmd/exeunt")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return program, nil
}

// tell prints the table, and keeps it when it is of the full size.
func tell(o *options, trials []*trial, other *rival, suspended string) error {
	text := fmt.Sprintf("\n%s: %s; median of %d.\n", time.Now().UTC().Format(time.DateOnly), machine(), o.repeat)
	if other != nil && len(trials) > 0 {
		text += other.version + " read the same files and made the same join in the same run.\n"
	}
	if len(trials) > 0 {
		text += "\n" + table(trials) + "\n"
	}
	text += suspended
	fmt.Print(text)
	if !strings.Contains(o.sizes, "full") || o.profile != "" || o.doc == "" {
		return nil
	}
	return keep(o.doc, text)
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
