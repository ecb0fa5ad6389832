package column

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// name is the name of a column, or a name that columns are known by, as it is compared: words of small letters without
// accents. E-Mail, e_mail and EMail are one word.
type name []string

// newName takes a name apart: at blanks and signs, and where a capital letter follows a small one. What stands in square
// brackets is not part of it: [Required], [READ ONLY].
func newName(text string) name {
	var b strings.Builder
	var before rune
	bracket := false
	for _, r := range norm.NFD.String(strings.ReplaceAll(text, "#", " number ")) {
		switch {
		case r == '[' || r == ']':
			bracket = r == '['
			b.WriteByte(' ')
		case bracket || unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
		before = r
	}
	return oneMail(strings.Fields(plain.Replace(b.String())))
}

var plain = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe")

// oneMail joins e and mail.
func oneMail(words []string) name {
	for i := 0; i+1 < len(words); i++ {
		if words[i] == "e" && words[i+1] == "mail" {
			words = slices.Replace(words, i, i+2, "email")
		}
	}
	return words
}

// newNames takes apart the names that columns are known by. Where one has an umlaut, it is known in both spellings.
func newNames(texts []string) []name {
	var all []name
	for _, text := range texts {
		all = append(all, newName(text))
		if spelled := umlauts.Replace(text); spelled != text {
			all = append(all, newName(spelled))
		}
	}
	return all
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue")

func (n name) joined() string { return strings.Join(n, "") }

// equal reports whether two names are the same, however their words are separated.
func (n name) equal(other name) bool { return n.joined() == other.joined() }

// holds reports whether another name stands in this one, whole words in one piece. A short word alone proves nothing.
func (n name) holds(part name) bool {
	const long = 8
	if len(part) == 1 && len(part[0]) < long {
		return false
	}
	for i := 0; i+len(part) <= len(n); i++ {
		if slices.Equal(n[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// strays reports whether a name has a foreign word that the other one, which stands in it, does not have.
func (n name) strays(from name) bool {
	return slices.ContainsFunc(n, func(word string) bool { return foreign()[word] && !slices.Contains(from, word) })
}
