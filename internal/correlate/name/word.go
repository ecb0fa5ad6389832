package name

import "strings"

// word is one field of a name in the forms that are compared: "van der Müller" has the fold "van der muller", the key
// "vandermuller", the plain form "vandermüller" and the other spelling "vandermueller".
type word struct {
	fold  string
	key   string
	plain string
	other string // "" if there is none
}

func newWord(text string) word {
	fold := Fold(text)
	w := word{fold: fold, key: compact(fold)}
	w.plain = w.key
	if !ascii(text) {
		w.plain = plain(text)
		w.other = compact(otherSpelling(text))
	}
	return w
}

// compare orders words by fold, then plain form, so that names that begin alike stand together.
func (w word) compare(o word) int {
	if c := strings.Compare(w.fold, o.fold); c != 0 {
		return c
	}
	return strings.Compare(w.plain, o.plain)
}

// little are the words inside a name that people leave out or write apart: particles, and marks of the generation.
var little = map[string]bool{
	"de": true, "da": true, "do": true, "dos": true, "das": true, "di": true, "del": true, "della": true, "dello": true,
	"la": true, "le": true, "les": true, "lo": true, "los": true, "las": true, "du": true, "des": true, "d": true,
	"van": true, "von": true, "vom": true, "der": true, "den": true, "ter": true, "ten": true, "zu": true, "zum": true, "zur": true,
	"al": true, "el": true, "bin": true, "ben": true, "ibn": true, "bint": true, "af": true, "av": true, "y": true, "e": true, "i": true,
	"jr": true, "sr": true, "junior": true, "senior": true, "ii": true, "iii": true, "iv": true,
}

// generation are the little words that follow a family name.
var generation = map[string]bool{"jr": true, "sr": true, "ii": true, "iii": true, "iv": true}

// core returns the fold without its little words, or all of it if nothing would be left.
func core(fold string) string {
	if strings.IndexByte(fold, ' ') < 0 {
		return fold
	}
	var kept []string
	for _, t := range strings.Fields(fold) {
		if !little[t] {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return fold
	}
	return strings.Join(kept, " ")
}

// dropped returns the little words of fold, for the explanation.
func dropped(fold string) string {
	var out []string
	for _, t := range strings.Fields(fold) {
		if little[t] {
			out = append(out, t)
		}
	}
	return strings.Join(out, " ")
}

// parts returns the names that a double name is made of, nil for a single one. Parts of one or two letters are
// initials or little words of some other language, and stand for nothing alone.
func parts(fold string) []string {
	c := core(fold)
	if strings.IndexByte(c, ' ') < 0 {
		return nil
	}
	var out []string
	for _, t := range strings.Fields(c) {
		if len(t) >= 3 {
			out = append(out, t)
		}
	}
	return out
}

// initials returns the first letters of a double name ("jean marc" gives "jm"), "" for a single one.
func initials(fold string) string {
	if strings.IndexByte(fold, ' ') < 0 {
		return ""
	}
	var b strings.Builder
	for _, t := range strings.Fields(fold) {
		b.WriteByte(t[0])
	}
	return b.String()
}

// first returns the first word of fold.
func first(fold string) string {
	t, _, _ := strings.Cut(fold, " ")
	return t
}
