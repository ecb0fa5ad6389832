package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxBytes = 512 << 10 // of a settings file; the parser takes the square of it on a long section
	maxDepth = 100       // of lists and sections inside each other, as far as one sees it without parsing
)

// readFile returns the bytes of a settings file, or an *InvalidError that says what to do.
func readFile(path string) ([]byte, error) {
	const wanted = `a settings file (run "exeunt init" to write one, or name another with --config)`
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, unreadable(path, "there is no such file", wanted, err)
	case err != nil:
		return nil, unreadable(path, fmt.Sprintf("it cannot be opened (%v)", cause(err)), "a settings file that this user may read", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, unreadable(path, "it is a folder", wanted, nil)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, unreadable(path, fmt.Sprintf("it cannot be read (%v)", cause(err)), "a settings file that can be read", err)
	}
	return data, nil
}

// cause returns the error under the name of the call and the path that package os puts before it.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func unreadable(path, what, expected string, err error) *InvalidError {
	return &InvalidError{Problems: []Problem{{File: path, What: what, Expected: expected}}, cause: err}
}

// checkBytes finds what no parser should be given; it returns the bytes without a byte-order mark.
func (r *reader) checkBytes(data []byte) (clean []byte, ok bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > maxBytes:
		r.add(position{}, "the file is larger than 512 KiB", "a settings file")
		return nil, false
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		r.add(position{}, "the file is written in UTF-16", "a file saved as UTF-8")
		return nil, false
	}
	before := len(r.problems)
	for i, line := range strings.Split(string(data), "\n") {
		r.checkLine(i+1, strings.TrimSuffix(line, "\r"))
	}
	return data, len(r.problems) == before
}

func (r *reader) checkLine(number int, line string) {
	body := strings.TrimLeft(line, " \t")
	if tab := strings.IndexByte(line[:len(line)-len(body)], '\t'); tab >= 0 && body != "" && body[0] != '#' {
		r.add(position{number, tab + 1}, "a tab stands in the indentation", "indentation by spaces")
	}
	if body == "?" || strings.HasPrefix(body, "? ") {
		r.add(position{number, len(line) - len(body) + 1}, "a key is marked with ?", "key: value")
		return
	}
	column := 0
	for i, c := range line {
		column++
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(line[i:], "\ufffd"):
			r.add(position{number, column}, "a byte is not UTF-8", "a file saved as UTF-8")
			return
		case unicode.IsControl(c) && c != '\t':
			r.add(position{number, column}, fmt.Sprintf("the control character %U stands here", c), "text")
			return
		}
	}
}

// checkDepth finds nesting that would cost a parser its stack or its evening: no settings file comes near it.
func (r *reader) checkDepth(data []byte) bool {
	open := 0
	for i, line := range strings.Split(string(data), "\n") {
		open = max(0, open+strings.Count(line, "[")+strings.Count(line, "{")-strings.Count(line, "]")-strings.Count(line, "}"))
		signs := strings.Count(line, "[") + strings.Count(line, "{") + strings.Count(line, "- ") + strings.Count(line, "? ") + strings.Count(line, "&")
		if open > maxDepth || signs > 20*maxDepth {
			r.add(position{i + 1, 0}, "lists and sections stand too deep inside each other", "a settings file")
			return false
		}
	}
	return true
}
