package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories run this very program: the test binary under another name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"exeunt": main})
}

// TestStories runs every story: one situation, and the plan that must come of it with its reasons.
//
//	EXEUNT_UPDATE=1 go test ./cmd/exeunt -run Stories/NAME
//
// writes what the program says now into the story; read it before you keep it.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, params())
}

func params() testscript.Params {
	return testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       os.Getenv("EXEUNT_UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               company,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "plans": plans, "written": written, "json": asJSON, "has": has, "leaver": leaver, "spoil": spoil, "await": await, "eventually": eventually, "deaf": deaf, "newer": newer,
		},
	}
}
