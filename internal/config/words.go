package config

import (
	"fmt"
	"slices"
	"strings"
)

// vocabulary is the table of the words that a source has for each of a few meanings. Words are compared without
// regard to case. A word that the file gives to one meaning is taken from the default of the others.
func vocabulary[K ~string](meanings ...field[map[K][]string]) *section[map[K][]string] {
	return &section[map[K][]string]{fields: meanings, check: func(p *place, into *map[K][]string) {
		for _, f := range meanings {
			for _, other := range meanings {
				if other.Name != f.Name && p.has(f.Name) {
					takeWords(p, *into, K(f.Name), K(other.Name))
				}
			}
		}
	}}
}

// takeWords removes the words of one meaning from another one's defaults; written on both sides they are a problem.
func takeWords[K ~string](p *place, all map[K][]string, from, other K) {
	for _, word := range all[from] {
		i := slices.IndexFunc(all[other], func(w string) bool { return strings.EqualFold(w, word) })
		switch {
		case i < 0:
		case !p.has(string(other)):
			all[other] = slices.Delete(all[other], i, i+1)
		case p.written[string(from)].before(p.written[string(other)].position):
			p.problem(string(other), fmt.Sprintf("%s stands under %s and under %s", quote(word), from, other), "each word under one of them")
		}
	}
}
