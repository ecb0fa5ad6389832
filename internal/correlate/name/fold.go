package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the canonical form of a name: small Latin letters and digits, accents removed, other scripts
// transliterated, everything else a single space. Particles are kept. German umlauts lose their dots (Müller gives
// "muller"); the other spelling, "mueller", is known to the index. A letter that no table knows stays as it is.
// Fold(Fold(s)) is Fold(s).
func Fold(s string) string {
	if folded(s) {
		return s
	}
	var room [64]byte
	out := room[:0]
	if ascii(s) {
		out = foldASCII(out, s)
	} else {
		out = foldRunes(out, norm.NFKC.String(s))
	}
	return string(trimSpace(out))
}

// folded reports whether s is small ASCII letters, digits and single inner spaces already.
func folded(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c == ' ' && space || c != ' ' && !letterOrDigit(c) {
			return false
		}
		space = c == ' '
	}
	return len(s) == 0 || !space
}

func letterOrDigit(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldASCII(out []byte, s string) []byte {
	for i := range len(s) {
		out = appendFolded(out, s[i])
	}
	return out
}

// appendFolded appends one ASCII character: a letter or digit in small, anything else as one space.
func appendFolded(out []byte, c byte) []byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	if letterOrDigit(c) {
		return append(out, c)
	}
	return appendSpace(out)
}

func appendSpace(out []byte) []byte {
	if len(out) == 0 || out[len(out)-1] == ' ' {
		return out
	}
	return append(out, ' ')
}

func trimSpace(out []byte) []byte {
	if n := len(out); n > 0 && out[n-1] == ' ' {
		return out[:n-1]
	}
	return out
}

func foldRunes(out []byte, s string) []byte {
	rs := []rune(strings.ToLower(s))
	for i := 0; i < len(rs); i++ {
		latin, used := transliterate(rs[i:])
		if used > 0 {
			out = append(out, latin...)
			i += used - 1
			continue
		}
		out = foldRune(out, rs[i])
	}
	return out
}

func foldRune(out []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		return appendFolded(out, byte(r))
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		return out
	case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mc, r):
		return appendSpace(out)
	}
	n := len(out)
	for _, c := range []byte(unidecode.Unidecode(string(r))) {
		if c == ' ' || letterOrDigit(c|0x20) {
			out = appendFolded(out, c)
		}
	}
	if len(out) == n && unicode.IsLetter(r) {
		return append(out, string(r)...)
	}
	return out
}

// hollow reports whether nothing of s is left once folded.
func hollow(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLetter(r) && Fold(s) == ""
}

// plain is Fold with accents and scripts left as they are: what two names must share to be the same.
func plain(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range strings.ToLower(norm.NFC.String(s)) {
		if unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

// bare removes the accents of plain text and nothing else.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// compact removes the spaces: "van der berg" and "vanderberg" are one name.
func compact(s string) string {
	if strings.IndexByte(s, ' ') < 0 {
		return s
	}
	return strings.ReplaceAll(s, " ", "")
}
