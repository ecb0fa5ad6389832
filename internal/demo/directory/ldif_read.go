package directory

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ldifReader reads RFC 2849 content records: no change records, and no values by URL.
type ldifReader struct {
	lines  *bufio.Scanner
	number int // of the line in hand
	ahead  string
	more   bool
}

// readLDIF returns the entries of a file. An error begins with the number of its line.
func readLDIF(in io.Reader) ([]Entry, error) {
	r := &ldifReader{lines: bufio.NewScanner(in)}
	r.lines.Buffer(nil, 16<<20)
	r.advance()
	var entries []Entry
	for r.more {
		at := r.number
		line := r.logical()
		switch {
		case line == "":
			entries = append(entries, Entry{})
			continue
		case strings.HasPrefix(line, "#"), strings.HasPrefix(line, "version:"):
			continue
		}
		name, value, err := splitLine(line)
		if err == nil {
			entries, err = put(entries, name, value)
		}
		if err != nil {
			return nil, fmt.Errorf("%d: %w", at, err)
		}
	}
	if err := r.lines.Err(); err != nil {
		return nil, fmt.Errorf("%d: %w", r.number, err)
	}
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.DN == "" }), nil
}

func (r *ldifReader) advance() {
	r.more = r.lines.Scan()
	r.ahead = r.lines.Text()
	r.number++
}

// logical returns the line ahead with its continuations.
func (r *ldifReader) logical() string {
	line := r.ahead
	r.advance()
	for r.more && strings.HasPrefix(r.ahead, " ") {
		line += r.ahead[1:]
		r.advance()
	}
	return line
}

func splitLine(line string) (name, value string, err error) {
	name, rest, found := strings.Cut(line, ":")
	switch {
	case !found || name == "":
		return "", "", fmt.Errorf("%q: name: value is expected", line)
	case strings.HasPrefix(rest, "<"):
		return "", "", fmt.Errorf("%s: a value by URL is not read", name)
	case strings.HasPrefix(rest, ":"):
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest[1:]))
		if err != nil {
			return "", "", fmt.Errorf("%s: %w", name, err)
		}
		return name, string(raw), nil
	}
	return name, strings.TrimLeft(rest, " "), nil
}

// put adds a line to the entry that is being read; "dn" must come first in it.
func put(entries []Entry, name, value string) ([]Entry, error) {
	if strings.EqualFold(name, "dn") {
		return append(entries, Entry{DN: value}), nil
	}
	if len(entries) == 0 || entries[len(entries)-1].DN == "" {
		return nil, fmt.Errorf("%s stands before any dn", name)
	}
	e := &entries[len(entries)-1]
	at := slices.IndexFunc(e.Attributes, func(a Attribute) bool { return strings.EqualFold(a.Name, name) })
	if at < 0 {
		e.Attributes = append(e.Attributes, Attribute{Name: name})
		at = len(e.Attributes) - 1
	}
	e.Attributes[at].Values = append(e.Attributes[at].Values, value)
	return entries, nil
}
