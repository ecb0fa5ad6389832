package name

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// cyrillic follows the spelling of English-language passports and newspapers; the Russian reading is preferred where
// languages differ (г, и). Other romanizations meet it again in skeleton.
var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	'є': "ye", 'і': "i", 'ї': "yi", 'ґ': "g", 'ў': "u",
	'ђ': "dj", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz", 'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz",
}

// greek is ELOT 743 by single letters, greekPair by the pairs that sound as one.
var greek = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l",
	'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f",
	'χ': "ch", 'ψ': "ps", 'ω': "o",
}

var greekPair = map[[2]rune]string{
	{'ο', 'υ'}: "ou", {'α', 'υ'}: "av", {'ε', 'υ'}: "ev", {'η', 'υ'}: "iv", {'γ', 'γ'}: "ng", {'γ', 'χ'}: "nch",
}

// transliterate returns the Latin spelling at the start of rs, small letters, and how many runes it stands for;
// 0 means that neither table knows the first of them.
func transliterate(rs []rune) (latin string, used int) {
	if rs[0] < 'Ͱ' || rs[0] > 'ӿ' && !(rs[0] >= 'ἀ' && rs[0] <= '῿') {
		return "", 0
	}
	if s, ok := cyrillic[rs[0]]; ok {
		return s, 1
	}
	first := base(rs[0])
	if len(rs) > 1 {
		if s, ok := greekPair[[2]rune{first, base(rs[1])}]; ok {
			return s, 2
		}
	}
	if s, ok := greek[first]; ok {
		return s, 1
	}
	s, ok := cyrillic[first]
	if !ok {
		return "", 0
	}
	return s, 1
}

// base is the letter without its accents.
func base(r rune) rune {
	for _, b := range norm.NFD.String(string(r)) {
		return b
	}
	return r
}

// umlauts are the letters that a keyboard without them writes with two, and that Fold writes with one.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa")

// otherSpelling folds s with umlauts written out, or returns "" if s has none.
func otherSpelling(s string) string {
	if ascii(s) {
		return ""
	}
	small := strings.ToLower(norm.NFC.String(s))
	if long := umlauts.Replace(small); long != small {
		return Fold(long)
	}
	return ""
}

// foreign reports whether s has a letter of another script than Latin.
func foreign(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}

// skeleton appends to out what Yuriy, Iurii and Juri have in common: a folded key in the letters on which romanizations
// agree.
func skeleton(out []byte, key string) []byte {
	for i := 0; i < len(key); {
		var used int
		out, used = appendSound(out, key[i:])
		i += used
	}
	return out
}

// appendSound appends the first sound of rest and returns how many letters it was written with.
func appendSound(out []byte, rest string) ([]byte, int) {
	switch c := rest[0]; c {
	case 'y', 'j', 'i':
		return appendI(out), 1
	case 'e':
		if len(out) == 1 && out[0] == 'i' {
			return append(out[:0], 'e'), 1 // Yevgeny, Evgeny
		}
		return append(out, 'e'), 1
	case 'w':
		return append(out, 'v'), 1
	case 'q':
		return append(out, 'k'), 1
	case 'x':
		return append(out, 'k', 's'), 1
	case 'c', 'k', 'p', 't':
		return appendPair(out, rest)
	default:
		return append(out, c), 1
	}
}

func appendI(out []byte) []byte {
	if n := len(out); n > 0 && out[n-1] == 'i' {
		return out
	}
	return append(out, 'i')
}

// appendPair appends a sound that two or more letters may write. They begin with c, k, p or t.
func appendPair(out []byte, rest string) ([]byte, int) {
	for _, p := range pairs {
		if rest[0] == p.letters[0] && strings.HasPrefix(rest, p.letters) {
			return append(out, p.sound...), len(p.letters)
		}
	}
	if rest[0] == 'c' {
		return append(out, 'k'), 1
	}
	return append(out, rest[0]), 1
}

var pairs = [...]struct{ letters, sound string }{
	{"tsch", "ch"}, {"tch", "ch"}, {"tz", "ts"}, {"th", "t"}, {"kh", "h"}, {"ph", "f"}, {"ck", "k"}, {"ch", "ch"},
}
