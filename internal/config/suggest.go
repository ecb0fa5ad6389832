package config

import (
	"fmt"
	"strings"
)

// didYouMean returns a question about the known word that a misspelt one is closest to, or nothing.
func didYouMean(text string, known []string) string {
	if near, ok := nearest(text, known); ok {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// nearest returns the known word that text was most likely meant to be. Case, hyphens and underscores count for
// nothing; of the rest one letter in three may be wrong, and never more than two. Of equals the first wins.
func nearest(text string, known []string) (word string, ok bool) {
	plain := fold(text)
	best := min(2, len([]rune(plain))/3) + 1
	for _, k := range known {
		if d := distance(plain, fold(k)); d < best {
			word, best = k, d
		}
	}
	return word, word != ""
}

var folding = strings.NewReplacer("-", "", "_", "", " ", "")

func fold(s string) string { return folding.Replace(strings.ToLower(s)) }

// distance counts the letters to insert, delete, replace, or swap with their neighbour (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return len(x) + len(y)
	}
	older, old, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		older, old, row = old, row, older
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(old[j+1]+1, row[j]+1, old[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
