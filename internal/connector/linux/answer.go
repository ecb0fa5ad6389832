package linux

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// answer is what the program said, without its first and last line.
type answer struct {
	digest string // of the program that answered
	lines  []line
}

// line is one line of an answer: a word, and its fields.
type line struct {
	word   string
	fields []string
}

// protocol is the version that both sides speak.
const protocol = "1"

// parse reads an answer. One that does not end with the number of its lines is not whole.
func parse(raw []byte) (*answer, error) {
	a := &answer{}
	whole, rest := 0, raw
	for len(rest) > 0 {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			return nil, errors.New("it stops in the middle of a line")
		}
		fields := strings.Split(strings.ToValidUTF8(string(rest[:end]), "?"), "\t")
		rest = rest[end+1:]
		switch {
		case whole == 0 && (len(fields) != 3 || fields[0] != "exeunt-host" || fields[1] != protocol):
			return nil, fmt.Errorf("it begins with %.60q, and not as exeunt-host of this version does: install the one that exeunt connector program linux prints", strings.Join(fields, " "))
		case whole == 0:
			a.digest = fields[2]
		case fields[0] == "end":
			return a, a.ended(fields, whole, len(rest))
		default:
			a.lines = append(a.lines, line{fields[0], fields[1:]})
		}
		whole++
	}
	return nil, fmt.Errorf("it stops after %d lines, before its end", whole)
}

func (a *answer) ended(fields []string, whole, more int) error {
	switch {
	case len(fields) != 2 || fields[1] != strconv.Itoa(whole):
		return fmt.Errorf("it announces %q lines and holds %d", strings.Join(fields[1:], " "), whole)
	case more > 0:
		return errors.New("it goes on after its end")
	}
	return nil
}

// err returns what the program said went wrong, in the class of the contract; nil: nothing did.
func (a *answer) err() error {
	for _, l := range a.lines {
		if l.word != "error" || len(l.fields) < 2 {
			continue
		}
		err := errors.New(l.fields[1])
		switch l.fields[0] {
		case "gone":
			return fmt.Errorf("%w: %w", err, connector.ErrGone)
		case "refused":
			return connector.Permanent(err)
		case "busy":
			return &connector.ThrottledError{Err: err}
		}
		return err
	}
	return nil
}

// all returns the fields of every line that begins with a word and has at least that many.
func (a *answer) all(word string, least int) (list [][]string, err error) {
	for _, l := range a.lines {
		if l.word != word {
			continue
		}
		if len(l.fields) < least {
			return nil, fmt.Errorf("a line %q has %d fields of %d", word, len(l.fields), least)
		}
		list = append(list, l.fields)
	}
	return list, nil
}
