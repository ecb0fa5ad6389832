package config

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzLoad feeds any bytes: settings or problems come back, never both, never neither and never a panic; a problem
// stands on a line that the file has, and says something.
func FuzzLoad(f *testing.F) {
	documented, err := os.ReadFile(filepath.Join("testdata", "exeunt.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(documented), least, person("grace: 1w"), directoryWith("url: ldap://h"), application("owner: x"),
		"", "\t", "a: &x [*x]\n", "? a\n: b\n", "- - -", "--- !!map {a: b}", "a: |\n  x\n", "\xff\xfe", "%YAML 1.2\n---\na: b", "{a, b: }", "a: 'x\n\n y'",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, problems := parse("x.yaml", "/etc/exeunt", data)
		if (s == nil) == (len(problems) == 0) {
			t.Fatalf("settings %v and problems %v", s, problems)
		}
		lines := 1
		for _, b := range data {
			if b == '\n' || b == '\r' {
				lines++
			}
		}
		for _, p := range problems {
			if p.Line < 0 || p.Line > lines || p.What == "" || p.Expected == "" {
				t.Fatalf("%+v in a file of %d lines", p, lines)
			}
		}
	})
}
