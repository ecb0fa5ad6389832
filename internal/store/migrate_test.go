package store

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// TestMigrationsAreNumberedAlike demands that the migrations of both dialects are the same ones, counted from 1 without
// a gap or a number twice: a store remembers only the number of its last one.
func TestMigrationsAreNumberedAlike(t *testing.T) {
	t.Parallel()
	lite, pg := migrationNames(t, sqliteFile{}), migrationNames(t, postgres{})
	if !slices.Equal(lite, pg) {
		t.Errorf("sqlite has %v, postgres has %v", lite, pg)
	}
	for i, name := range lite {
		if want := fmt.Sprintf("%03d_", i+1); !strings.HasPrefix(name, want) || !strings.HasSuffix(name, ".sql") {
			t.Errorf("migration %d is called %s: it must be %sWORDS.sql", i+1, name, want)
		}
	}
}

func migrationNames(t *testing.T, d dialect) []string {
	t.Helper()
	files, err := fs.ReadDir(migrations, d.migrations())
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name()
	}
	return names
}
