package ledger

import (
	"cmp"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// text reads a string and returns what it stands for.
func (c *canonicalizer) text() string {
	start := c.pos
	plain := true
	for c.pos++; c.src[c.pos] != '"'; c.pos++ {
		if c.src[c.pos] == '\\' {
			plain = false
			c.pos++
		}
	}
	c.pos++
	if inner := c.src[start+1 : c.pos-1]; plain && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	_ = json.Unmarshal(c.src[start:c.pos], &s) // cannot fail: the whole is valid JSON and this is one of its strings
	return s
}

// appendString writes s as RFC 8785, section 3.2.2.2, wants it, and U+FFFD for each byte that is not UTF-8.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	if !utf8.ValidString(s) {
		s = string([]rune(s))
	}
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b >= 0x20:
			dst = append(dst, b)
		case strings.IndexByte("\b\t\n\f\r", b) >= 0:
			dst = append(dst, '\\', "btn?fr"[b-'\b'])
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		}
	}
	return append(dst, '"')
}

// compareUTF16 orders names by their UTF-16 units (RFC 8785, section 3.2.3), which is the order of their bytes
// but for characters beyond U+FFFF: those begin with a surrogate, below U+E000.
func compareUTF16(a, b string) int {
	for a != "" && b != "" {
		r, n := utf8.DecodeRuneInString(a)
		s, m := utf8.DecodeRuneInString(b)
		if r != s {
			if (r > 0xffff) != (s > 0xffff) {
				r, s = firstUnit(r), firstUnit(s)
			}
			return cmp.Compare(r, s)
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

func firstUnit(r rune) rune {
	if r > 0xffff {
		return 0xd800
	}
	return r
}
