package name

import (
	"slices"
	"strings"
	"unicode"
)

// Parse returns the names that a display name, a cn or a login may stand for, the most plausible first: "Martin, Alice",
// "MARTIN Alice", "Alice Marie Martin", "a.martin", "amartin", "alice.martin2". Titles, remarks in brackets and mail
// domains are dropped. A text without letters gives none.
func Parse(display string) []Name {
	rs := readDisplay(display)
	if !strings.ContainsAny(strings.TrimSpace(display), " ,") {
		rs = append(rs, readLogin(display)...)
	}
	var out []Name
	for _, r := range rs {
		if !slices.Contains(out, r.Name) {
			out = append(out, r.Name)
		}
	}
	return out
}

// reading is one way to understand what an account says.
type reading struct {
	Name
	from   Source
	order  bool // family before given where nothing says that it is so
	joined bool // cut out of one word
	number bool // a number followed

	given, family int // the places of the names in search.words
}

// longest is the number of units above which a display name is a sentence.
const longest = 6

// readDisplay reads a name as people write it.
func readDisplay(text string) []reading {
	text = withoutRemarks(text)
	family, given, comma := strings.Cut(text, ",")
	f, g := units(family), units(given)
	switch {
	case comma && len(f) > 0 && len(g) > 0:
		return []reading{{Name: Name{Given: strings.Join(g, " "), Family: strings.Join(f, " ")}, from: FromDisplay}}
	case len(f) == 0:
		f = g
	}
	if len(f) == 1 {
		return single(f[0])
	}
	return splits(f)
}

// single reads one word: a whole name, or two that are told apart by their capitals, or a login.
func single(word string) []reading {
	if strings.ContainsAny(word, "._@\\") {
		return as(FromDisplay, readLogin(word))
	}
	rs := []reading{{Name: Name{Family: word}, from: FromDisplay}}
	if i := camel(word); i > 0 {
		rs = append(rs, reading{Name: Name{Given: word[:i], Family: word[i:]}, from: FromDisplay})
	}
	return rs
}

// splits reads units with the given names first, then with the family name first. Capitals settle it: MARTIN Alice.
func splits(us []string) []reading {
	us = us[:min(len(us), longest)]
	n := len(us)
	var rs []reading
	head, tail := shouted(us)
	switch {
	case head > 0:
		rs = append(rs, split(us, head, false))
	case tail > 0:
		rs = append(rs, split(us, n-tail, true))
	}
	for k := n - 1; k >= 1; k-- {
		rs = append(rs, split(us, k, true))
	}
	for k := 1; k < n; k++ {
		r := split(us, k, false)
		r.order = head != k && oneInitial(r.Given) == oneInitial(r.Family)
		rs = append(rs, r)
	}
	return rs
}

func split(us []string, k int, givenFirst bool) reading {
	a, b := strings.Join(us[:k], " "), strings.Join(us[k:], " ")
	if givenFirst {
		return reading{Name: Name{Given: a, Family: b}, from: FromDisplay}
	}
	return reading{Name: Name{Given: b, Family: a}, from: FromDisplay}
}

// shouted counts the units in capitals at the head or at the tail, when others are not.
func shouted(us []string) (head, tail int) {
	for head < len(us) && capitals(us[head]) {
		head++
	}
	for tail < len(us) && capitals(us[len(us)-1-tail]) {
		tail++
	}
	if head == len(us) {
		return 0, 0
	}
	return head, tail
}

func capitals(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}

func oneInitial(s string) bool { return len(Fold(s)) == 1 }

// units cuts text at its spaces, and keeps particles with what follows and a Jr with what goes before.
func units(text string) []string {
	var us []string
	open := false // the last unit waits for what follows
	for _, t := range strings.Fields(text) {
		f := Fold(t)
		switch {
		case f == "" || titles[f]:
			continue
		case open || generation[f] && len(us) > 0:
			us[len(us)-1] += " " + t
		default:
			us = append(us, t)
		}
		open = little[f] && !generation[f] && len(f) > 1 && (len(us) > 1 || t == f)
	}
	return us
}

// titles are dropped where they stand alone.
var titles = map[string]bool{
	"dr": true, "prof": true, "professor": true, "mr": true, "mrs": true, "ms": true, "miss": true, "mx": true,
	"mme": true, "mlle": true, "herr": true, "frau": true, "ing": true, "dipl": true, "phd": true, "msc": true, "bsc": true,
	"mba": true, "sra": true, "srta": true, "dott": true, "dottssa": true, "sig": true, "ext": true, "extern": true, "external": true,
}

// withoutRemarks drops what stands in brackets: "Alice Martin (Sales)".
func withoutRemarks(text string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune("([{", r):
			depth++
			b.WriteByte(' ')
		case strings.ContainsRune(")]}", r):
			depth = max(0, depth-1)
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
