package name

import (
	"slices"
	"sort"
	"strings"
)

// vocabulary holds each distinct value of one field once, sorted, and finds those that are alike without comparing all.
type vocabulary struct {
	words []word
	table table
}

// newVocabulary returns the vocabulary of texts and, for each text, the number of its word. Numbers follow the sorted
// words, never the order of the texts.
func newVocabulary(texts []string) (v vocabulary, number []uint32) {
	distinct := make(map[string]uint32, len(texts)/4)
	number = make([]uint32, len(texts))
	for i, t := range texts {
		n, seen := distinct[t]
		if !seen {
			n = uint32(len(v.words))
			distinct[t] = n
			v.words = append(v.words, newWord(t))
		}
		number[i] = n
	}
	renumber := v.sort()
	for i, n := range number {
		number[i] = renumber[n]
	}
	v.table = newTable(v.posts())
	return v, number
}

// sort puts the words in order, drops repeated ones and returns the new number of each old one.
func (v *vocabulary) sort() (renumber []uint32) {
	order := make([]uint32, len(v.words))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return v.words[a].compare(v.words[b]) })
	renumber = make([]uint32, len(order))
	sorted := make([]word, 0, len(order))
	for _, old := range order {
		w := v.words[old]
		if n := len(sorted); n == 0 || sorted[n-1].compare(w) != 0 {
			sorted = append(sorted, w)
		}
		renumber[old] = uint32(len(sorted) - 1)
	}
	v.words = sorted
	return renumber
}

// posts lists under which sums each word is found.
func (v *vocabulary) posts() []post {
	size := 0
	for i := range v.words {
		size += len(v.words[i].key) + 2
	}
	posts := make([]post, 0, size)
	var bones []byte
	for i := range v.words {
		id := uint32(i)
		add := func(sum uint32) { posts = append(posts, post{sum, id}) }
		w := &v.words[i]
		if w.key == "" {
			continue
		}
		add(sum(w.key))
		for _, s := range [...]string{w.other, compact(core(w.fold))} {
			if s != "" && s != w.key {
				add(sum(s))
			}
		}
		if bones = skeleton(bones[:0], w.key); string(bones) != w.key {
			add(sumBytes(bones))
		}
		eachDeletion(w.key, add)
	}
	return posts
}

// match is a run of words of a vocabulary that are alike to what was asked in the same way.
type match struct {
	span
	likeness
}

// span is words lo to hi-1.
type span struct{ lo, hi uint32 }

// known appends the words that are the asked name itself, however it is written.
func (v *vocabulary) known(out []match, q *asked) []match {
	from := len(out)
	out = v.under(out, q, spellings(nil, q.key, q.other))
	return append(out[:from], slices.DeleteFunc(out[from:], func(m match) bool { return !m.exact() })...)
}

// written appends known and the words that differ by little words or by romanization. taken says that the asked spelling
// is known to be a name; the words of the vocabulary are.
func (v *vocabulary) written(out []match, q *asked, taken bool) []match {
	from := len(out)
	var room [4]uint32
	out = v.under(out, q, spellings(room[:0], q.key, q.other, q.core, q.skeleton))
	v.claim(out[from:], q, taken)
	return append(out[:from], slices.DeleteFunc(out[from:], func(m match) bool { return m.misspelt() })...)
}

// slips appends the words that are one slip away from the asked name.
func (v *vocabulary) slips(out []match, q *asked, taken bool) []match {
	from := len(out)
	var room [40]uint32
	sums := append(room[:0], sum(q.key))
	eachDeletion(q.key, func(sum uint32) { sums = append(sums, sum) })
	out = v.under(out, q, sums)
	v.claim(out[from:], q, taken)
	return append(out[:from], slices.DeleteFunc(out[from:], func(m match) bool { return !m.misspelt() })...)
}

// spellings appends the sums of texts, none twice.
func spellings(out []uint32, texts ...string) []uint32 {
	for i, t := range texts {
		if t != "" && !slices.Contains(texts[:i], t) {
			out = append(out, sum(t))
		}
	}
	return out
}

// claim lowers the slips if the asked spelling is itself a name.
func (v *vocabulary) claim(ms []match, q *asked, taken bool) {
	if !taken && !slices.ContainsFunc(ms, func(m match) bool { return v.words[m.lo].key == q.key }) {
		return
	}
	for i := range ms {
		switch ms[i].kind {
		case letter, swapped:
			ms[i].kind = letterOfOther
		case spelling:
			ms[i].kind = spellingOfOther
		default: // the others mean nothing here
		}
	}
}

// under appends the words under any of sums that are alike to q, each once.
func (v *vocabulary) under(out []match, q *asked, sums []uint32) []match {
	from := len(out)
	var room [40]uint32
	for _, id := range v.table.find(room[:0], sums) {
		if has(out[from:], id) {
			continue
		}
		if l, ok := spelled(q, &v.words[id]); ok {
			out = append(out, match{span{id, id + 1}, l})
		}
	}
	return out
}

// has reports whether word id is in ms.
func has(ms []match, id uint32) bool {
	for i := range ms {
		if ms[i].lo == id {
			return true
		}
	}
	return false
}

// starting returns the words whose fold begins with prefix.
func (v *vocabulary) starting(prefix string) span {
	lo := sort.Search(len(v.words), func(i int) bool { return v.words[i].fold >= prefix })
	n := sort.Search(len(v.words)-lo, func(i int) bool { return !strings.HasPrefix(v.words[lo+i].fold, prefix) })
	return span{uint32(lo), uint32(lo + n)}
}

// folded returns the words whose fold is exactly fold.
func (v *vocabulary) folded(fold string) span {
	lo := sort.Search(len(v.words), func(i int) bool { return v.words[i].fold >= fold })
	hi := lo
	for hi < len(v.words) && v.words[hi].fold == fold {
		hi++
	}
	return span{uint32(lo), uint32(hi)}
}

func (s span) empty() bool { return s.lo >= s.hi }
