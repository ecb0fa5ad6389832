package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// rival does the same join on the same files.
type rival struct {
	program string
	version string
}

// findRival builds DuckDB's program, which needs cgo, a C compiler, and its module.
func findRival(ctx context.Context, bin string) (*rival, error) {
	program := filepath.Join(bin, "duckdb")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	cmd.Dir = filepath.Join("bench", "duckdb")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build DuckDB's program: %w\n%s", err, out)
	}
	return &rival{program: program}, nil
}

// join runs the join, and checks its answer against what was generated.
func (r *rival) join(ctx context.Context, c *company, folder string, want expected) (measured, error) {
	args := []string{"hr.csv"}
	for system := range c.systems {
		args = append(args, systemFile(system))
	}
	m, err := command{folder: folder, program: r.program, args: args}.measure(ctx)
	if err != nil {
		return m, err
	}
	version, counts, _ := strings.Cut(strings.TrimSpace(string(m.out)), "\t")
	r.version = version
	var got expected
	var open int
	if _, err := fmt.Sscan(counts, &got.accounts, &got.linked, &open); err != nil {
		return m, fmt.Errorf("the answer of %s, %q: %w", version, m.out, err)
	}
	if got != want {
		return m, fmt.Errorf("%s finds %+v, and the files hold %+v", version, got, want)
	}
	return m, nil
}
