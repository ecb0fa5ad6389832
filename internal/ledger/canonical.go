package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Canonical returns the one JSON text of v, after RFC 8785: names sorted by their UTF-16 units, no space,
// nothing escaped that need not be. A json.RawMessage is put in order as it is; anything else passes encoding/json first,
// which replaces bytes that are not UTF-8 by U+FFFD.
//
// It is narrower than the RFC in one thing: a number must be whole and between -(2^53-1) and 2^53-1, because readers differ in how
// they write and round the others. The error names the place; so it does for a name that stands twice in one object.
func Canonical(v any) ([]byte, error) { // any as in json.Marshal: the value is encoded, not understood
	raw, ok := v.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = json.Marshal(v); err != nil {
			return nil, fmt.Errorf("encode %T as JSON: %w", v, err)
		}
	}
	return appendCanonical(nil, raw, "the value")
}

// appendCanonical appends the canonical form of raw. Errors call its top name.
func appendCanonical(dst []byte, raw json.RawMessage, name string) ([]byte, error) {
	if !json.Valid(raw) {
		return nil, fmt.Errorf("%s is not JSON", name)
	}
	c := canonicalizer{src: raw, path: []string{name}}
	return c.value(dst)
}

// canonicalizer walks JSON that is known to be valid, so it looks for nothing but what it must reorder or refuse.
type canonicalizer struct {
	src  []byte
	pos  int
	path []string // of the value being read, for errors
}

func (c *canonicalizer) value(dst []byte) ([]byte, error) {
	switch c.skipSpace(); c.src[c.pos] {
	case '{':
		return c.object(dst)
	case '[':
		return c.array(dst)
	case '"':
		return appendString(dst, c.text()), nil
	case 't', 'f', 'n':
		return append(dst, c.token()...), nil
	default:
		return c.number(dst)
	}
}

type member struct {
	name  string
	value []byte
}

func (c *canonicalizer) object(dst []byte) ([]byte, error) {
	var members []member
	for c.pos++; c.more('}'); {
		m := member{name: c.text()}
		c.skipSpace()
		c.pos++ // the colon
		var err error
		c.path = append(c.path, m.name)
		if m.value, err = c.value(nil); err != nil {
			return nil, err
		}
		c.path = c.path[:len(c.path)-1]
		members = append(members, m)
	}
	slices.SortFunc(members, func(a, b member) int { return compareUTF16(a.name, b.name) })
	return c.appendMembers(dst, members)
}

func (c *canonicalizer) appendMembers(dst []byte, members []member) ([]byte, error) {
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			if members[i-1].name == m.name {
				return nil, fmt.Errorf("%s has the name %q twice", strings.Join(c.path, "."), m.name)
			}
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, m.name), ':')
		dst = append(dst, m.value...)
	}
	return append(dst, '}'), nil
}

func (c *canonicalizer) array(dst []byte) ([]byte, error) {
	dst = append(dst, '[')
	c.pos++
	for i := 0; c.more(']'); i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		c.path = append(c.path, strconv.Itoa(i))
		if dst, err = c.value(dst); err != nil {
			return nil, err
		}
		c.path = c.path[:len(c.path)-1]
	}
	return append(dst, ']'), nil
}

// number keeps whole numbers that every reader of JSON keeps exactly (RFC 7493, section 2.2).
func (c *canonicalizer) number(dst []byte) ([]byte, error) {
	const largest = "9007199254740991" // 2^53-1
	tok := c.token()
	digits := bytes.TrimPrefix(tok, []byte("-"))
	switch {
	case bytes.ContainsAny(tok, ".eE") || string(tok) == "-0":
		return nil, fmt.Errorf("%s is %s: the ledger takes whole numbers only; write it as text or in a smaller unit", strings.Join(c.path, "."), tok)
	case len(digits) > len(largest) || len(digits) == len(largest) && string(digits) > largest:
		return nil, fmt.Errorf("%s is %s: readers of JSON keep whole numbers up to %s only; write it as text", strings.Join(c.path, "."), tok, largest)
	}
	return append(dst, tok...), nil
}

// more steps over a comma and reports whether another item follows, or steps over the end.
func (c *canonicalizer) more(end byte) bool {
	c.skipSpace()
	switch c.src[c.pos] {
	case end:
		c.pos++
		return false
	case ',':
		c.pos++
		c.skipSpace()
	}
	return true
}

func (c *canonicalizer) skipSpace() {
	for strings.IndexByte(" \t\r\n", c.src[c.pos]) >= 0 {
		c.pos++
	}
}

// token reads a number or a literal.
func (c *canonicalizer) token() []byte {
	start := c.pos
	for c.pos < len(c.src) && strings.IndexByte(",]} \t\r\n", c.src[c.pos]) < 0 {
		c.pos++
	}
	return c.src[start:c.pos]
}
