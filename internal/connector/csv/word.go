package csv

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// vocabulary is the meaning of the words of a column. Case, outer blanks and the way an accent is composed do not count.
type vocabulary[K ~string] map[string]K

// newVocabulary turns the words of the settings around. A word of two meanings is a problem.
func newVocabulary[K ~string](key string, words map[K][]string) (v vocabulary[K], wrong []string) {
	v = make(vocabulary[K])
	for _, meaning := range slices.Sorted(maps.Keys(words)) {
		for _, word := range words[meaning] {
			if other, taken := v[fold(word)]; taken && other != meaning {
				wrong = append(wrong, fmt.Sprintf("%s: %q stands under %s and under %s", key, word, string(other), string(meaning)))
			}
			v[fold(word)] = meaning
		}
	}
	return v, wrong
}

func fold(word string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(word))) }

// wordReader looks words up for one reading. A column holds few different cells, so each is folded once.
type wordReader[K ~string] struct {
	words vocabulary[K]
	seen  map[string]meaning[K] // by the cell
	last  string
	is    meaning[K]
}

type meaning[K ~string] struct {
	word  K
	known bool
	told  bool
}

func (v vocabulary[K]) reader() wordReader[K] {
	return wordReader[K]{words: v, seen: make(map[string]meaning[K])}
}

// mean returns what a cell means, and whether the settings know its word.
func (r *wordReader[K]) mean(cell string) (K, bool) {
	if cell != r.last || !r.is.known {
		r.find(cell)
	}
	return r.is.word, r.is.known
}

func (r *wordReader[K]) find(cell string) {
	is, seen := r.seen[cell]
	if !seen {
		is.word, is.known = r.words[fold(cell)]
		r.keep(cell, is)
	}
	r.last, r.is = cell, is
}

// mostWords bounds what a column that holds no words at all makes us remember.
const mostWords = 10_000

func (r *wordReader[K]) keep(cell string, is meaning[K]) {
	if len(r.seen) < mostWords {
		r.seen[strings.Clone(cell)] = is
	}
}

// unknown returns the problem with a word that the settings do not know, errTold when it was told.
func (r *wordReader[K]) unknown(cell, key, example string) error {
	is := r.seen[cell]
	if is.told {
		return errTold
	}
	is.told = true
	r.keep(cell, is)
	return &table.Problem{
		Value: cell,
		What:  "is a word that the settings do not explain",
		Todo:  fmt.Sprintf("write it under %s in the settings, such as %s: {%s: [%q, ...]}", key, key, example, cell),
	}
}
