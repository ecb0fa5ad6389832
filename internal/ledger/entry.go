package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Entry is one fact that the ledger keeps. The leaf that is hashed is its canonical JSON.
type Entry struct {
	// Seq is the number of the entry, from 0. Encode sets it.
	Seq int64 `json:"seq"`
	// At is when the fact became true, to the nanosecond; it is written in UTC.
	At time.Time `json:"at"`
	// Kind says what sort of fact it is, in the words of the caller: decision, approval, intent, outcome, receipt, undo.
	Kind string `json:"kind"`
	// Actor says who or what made it so.
	Actor string `json:"actor"`
	// Body is the fact: any JSON with whole numbers only, never a secret. Empty means null.
	Body json.RawMessage `json:"body"`
}

// Encode numbers the entries from size on, whatever their Seq, and returns the canonical JSON of each.
// The error names the entry and what is wrong: no time, kind or actor, or a body that Canonical refuses.
func Encode(size int64, entries ...Entry) ([][]byte, error) {
	bodies := make([][]byte, len(entries))
	for i, e := range entries {
		e.Seq = size + int64(i)
		body, err := e.encode()
		if err != nil {
			return nil, fmt.Errorf("entry %d of kind %q: %w", e.Seq, e.Kind, err)
		}
		bodies[i] = body
	}
	return bodies, nil
}

// ParseEntry reads back what Encode wrote. The time is in UTC.
// Bytes that Encode would not have written, however alike, are an error.
func ParseEntry(body []byte) (Entry, error) {
	var e Entry
	if err := json.Unmarshal(body, &e); err != nil {
		return Entry{}, fmt.Errorf("read a ledger entry: %w", err)
	}
	again, err := e.encode()
	if err != nil {
		return Entry{}, fmt.Errorf("read ledger entry %d: %w", e.Seq, err)
	}
	if !bytes.Equal(again, body) {
		return Entry{}, fmt.Errorf("read ledger entry %d: it is not in canonical form", e.Seq)
	}
	e.At = e.At.UTC()
	return e, nil
}

// encode writes the members in the order of their names, which canonical JSON demands.
func (e Entry) encode() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	dst := make([]byte, 0, 128+len(e.Actor)+len(e.Kind)+len(e.Body))
	dst = appendString(append(dst, `{"actor":`...), e.Actor)
	dst = append(append(dst, `,"at":"`...), e.At.UTC().Format(time.RFC3339Nano)...)
	dst, err := appendCanonical(append(dst, `","body":`...), orNull(e.Body), "body")
	if err != nil {
		return nil, err
	}
	dst = appendString(append(dst, `,"kind":`...), e.Kind)
	dst = strconv.AppendInt(append(dst, seqName...), e.Seq, 10)
	return append(dst, '}'), nil
}

func (e Entry) check() error {
	switch y := e.At.UTC().Year(); {
	case e.Kind == "":
		return fmt.Errorf("it has no kind")
	case e.Actor == "":
		return fmt.Errorf("it has no actor")
	case e.At.IsZero():
		return fmt.Errorf("it has no time")
	case y < 0 || y > 9999:
		return fmt.Errorf("its time is in the year %d, which cannot be written", y)
	case e.Seq < 0 || e.Seq > math.MaxInt64/4:
		return fmt.Errorf("its number %d is out of range", e.Seq)
	}
	return nil
}

func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// seqName stands before the number of an entry, which is always its last member.
const seqName = `,"seq":`

// seqOf reads the number at the end of an encoded entry, without reading the rest: a verifier does this for every entry.
func seqOf(body []byte) (int64, bool) {
	i := bytes.LastIndexByte(body, ':') + 1
	if i == 0 || body[len(body)-1] != '}' || !bytes.HasSuffix(body[:i], []byte(seqName)) {
		return 0, false
	}
	digits := string(body[i : len(body)-1])
	seq, err := strconv.ParseInt(digits, 10, 64)
	return seq, err == nil && seq >= 0 && strconv.FormatInt(seq, 10) == digits
}
