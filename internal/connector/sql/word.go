package sql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// vocabulary is the meaning of the words of a column. Case, outer blanks and the way an accent is composed do not count.
type vocabulary[K ~string] map[string]K

// newVocabulary turns the words of the settings around. A word of two meanings is a problem.
func newVocabulary[K ~string](key string, words map[K][]string) (vocabulary[K], error) {
	v := vocabulary[K]{}
	for _, meaning := range slices.Sorted(maps.Keys(words)) {
		for _, word := range words[meaning] {
			if other, taken := v[fold(word)]; taken && other != meaning {
				return nil, fmt.Errorf("%s: %q stands under %s and under %s", key, word, string(other), string(meaning))
			}
			v[fold(word)] = meaning
		}
	}
	return v, nil
}

func fold(word string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(word))) }

// mean returns what a cell means; an unknown word is a problem, because nobody can tell what it means.
func mean[K ~string](v vocabulary[K], r *record, column, key string, otherwise K) (K, error) {
	text := r.cell(column)
	if text == "" {
		return otherwise, nil
	}
	meaning, known := v[fold(text)]
	if !known {
		return otherwise, r.wrong(column, text, "is a word that the settings do not explain: write it under "+key)
	}
	return meaning, nil
}
