package exec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// protocol is the version of what is said here: docs/connectors/exec.md is its page.
const protocol = 1

// request is what the program is given: one line.
type request struct {
	Exeunt       int               `json:"exeunt"`
	Call         string            `json:"call"` // probe, read, lookup, do
	System       string            `json:"system"`
	Verb         identity.Verb     `json:"verb,omitempty"`
	Account      *reference        `json:"account,omitempty"`
	Entitlements []entitlementJSON `json:"entitlements,omitempty"`
	Before       *accountJSON      `json:"before,omitempty"`
	Heir         *reference        `json:"heir,omitempty"`
	Reason       string            `json:"reason,omitempty"`
}

type reference struct {
	Key   string `json:"key"`
	Login string `json:"login,omitempty"`
}

// message is one line of the program's answer: one of its fields is there.
type message struct {
	Account *accountJSON `json:"account"`
	Right   *rightJSON   `json:"right"`
	End     *endJSON     `json:"end"`
	Error   *errorJSON   `json:"error"`
}

type rightJSON struct {
	Verb    identity.Verb     `json:"verb"`
	What    string            `json:"what"`
	Granted connector.Granted `json:"granted"`
	Why     string            `json:"why"`
	Grant   string            `json:"grant"`
}

// endJSON is the last line of an answer that is whole.
type endJSON struct {
	Count *int `json:"count"` // of the accounts, for read
}

// errorJSON is the last line of an answer that is an error.
type errorJSON struct {
	Class string  `json:"class"` // gone, refused, busy, failed
	Text  string  `json:"text"`
	After float64 `json:"after"` // seconds, for busy
}

// parse reads one line. A field that nobody knows is an error: a misspelt one would be a silence.
func parse(line []byte) (*message, error) {
	if !utf8.Valid(line) {
		return nil, errors.New("it is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	m := &message{}
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("it is not as the protocol wants it: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("it holds more than one value")
	}
	if n := m.fields(); n != 1 {
		return nil, fmt.Errorf("it holds %d of account, right, end and error; one is expected", n)
	}
	return m, nil
}

func (m *message) fields() (n int) {
	for _, there := range []bool{m.Account != nil, m.Right != nil, m.End != nil, m.Error != nil} {
		if there {
			n++
		}
	}
	return n
}

// err returns the error in its class. "Refused" says that nothing was changed, "busy" that nothing was changed yet.
func (e *errorJSON) err() error {
	err := errors.New(oneLine(e.Text))
	switch e.Class {
	case "gone":
		return fmt.Errorf("%w: %w", err, connector.ErrGone)
	case "refused":
		return connector.Permanent(err)
	case "busy":
		return &connector.ThrottledError{After: time.Duration(e.After * float64(time.Second)), Err: err}
	case "failed":
		return err
	}
	return fmt.Errorf("an error of the class %q, which is none of gone, refused, busy, failed: %w", e.Class, err)
}
