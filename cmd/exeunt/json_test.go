package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/rogpeppe/go-internal/testscript"
)

// asJSON runs a command with --json and demands its exit code and one JSON value, whole and alone: json CODE
// ARGUMENTS... Lists are lists, also where they are empty: a null among them is a fault.
func asJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: json CODE ARGUMENT...")
	}
	exits(ts, false, append([]string{args[0], "exeunt", "--json"}, args[1:]...))
	decoder := json.NewDecoder(bytes.NewReader([]byte(ts.ReadFile("stdout"))))
	var value json.RawMessage
	ts.Check(decoder.Decode(&value))
	if err := decoder.Decode(&value); !errors.Is(err, io.EOF) {
		ts.Fatalf("more than one value: %v", err)
	}
	if complaint := ts.ReadFile("stderr"); complaint != "" {
		ts.Fatalf("something else was said: %s", complaint)
	}
}

// has demands that the last JSON value is an object with these members, none of them null: has NAME...
func has(ts *testscript.TestScript, neg bool, args []string) {
	var object map[string]json.RawMessage
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &object))
	for _, name := range args {
		if value, there := object[name]; neg || !there || string(value) == "null" {
			ts.Fatalf("%s is not there: %s", name, value)
		}
	}
}

// leaver takes the first account of the last list of accounts; its login is then $LEAVER.
func leaver(ts *testscript.TestScript, _ bool, _ []string) {
	var accounts []struct{ Login string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &accounts))
	if len(accounts) == 0 {
		ts.Fatalf("the list has no account")
	}
	ts.Setenv("LEAVER", accounts[0].Login)
}
