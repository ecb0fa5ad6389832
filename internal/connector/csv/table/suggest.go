package table

import (
	"fmt"
	"strings"
	"unicode"
)

// mostNames is how many columns an error lists.
const mostNames = 40

// suggest is the advice for a column that is not in the header: the one that was perhaps meant, and those that are.
func suggest(missing string, names []string) string {
	var listed []string
	for _, name := range names[:min(len(names), mostNames)] {
		listed = append(listed, fmt.Sprintf("%q", shorten(name)))
	}
	if len(names) > mostNames {
		listed = append(listed, fmt.Sprintf("and %d more", len(names)-mostNames))
	}
	advice := "correct columns in the settings, or delimiter; the columns are " + strings.Join(listed, ", ")
	if near := nearest(missing, names); near != "" {
		return fmt.Sprintf("did you mean %q? ", near) + advice
	}
	return advice
}

// nearest returns the name that is closest to the missing one, or "" when none is close: at most a third of the letters
// and digits may differ.
func nearest(missing string, names []string) string {
	wanted, best, least := letters(missing), "", 0
	for _, name := range names {
		have := letters(name)
		far := distance(wanted, have)
		if 3*far > max(len(wanted), len(have)) || len(have) == 0 {
			continue
		}
		if best == "" || far < least {
			best, least = name, far
		}
	}
	return best
}

// letters returns the letters and digits of a name, in lower case.
func letters(name string) []rune {
	var kept []rune
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// distance is how many letters must be put in, taken out or replaced to make b of a (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range b {
			replaced := diagonal
			if r != s {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
