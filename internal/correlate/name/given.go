package name

import (
	"slices"
	"strings"
)

// givens is the vocabulary of given names, with what is particular to them: several to a person, short forms, initials,
// and endings that make another name of the same stem.
type givens struct {
	vocabulary
	begun    map[string]span // words by their first part: alice, alice marie
	letters  [256]span       // words by their first letter
	families []members       // of names, by number of the line in the table of nicknames
}

func newGivens(texts []string) (*givens, []uint32) {
	g := &givens{begun: map[string]span{}}
	var number []uint32
	g.vocabulary, number = newVocabulary(texts)
	for i := range g.words {
		w := &g.words[i]
		if w.key == "" {
			continue
		}
		widen(&g.letters[w.fold[0]], uint32(i))
		s := g.begun[first(w.fold)]
		widen(&s, uint32(i))
		g.begun[first(w.fold)] = s
	}
	g.families = membersOf(g)
	return g, number
}

// widen makes s end after word i, and begin with it if s was empty.
func widen(s *span, i uint32) {
	if s.empty() {
		s.lo = i
	}
	s.hi = i + 1
}

// alone returns the words that are exactly t, which is one word.
func (g *givens) alone(t string) span {
	s := g.begun[t]
	hi := s.lo
	for hi < s.hi && g.words[hi].fold == t {
		hi++
	}
	return span{s.lo, hi}
}

// followed returns the words that begin with fold and go on with another.
func (g *givens) followed(fold string) span {
	if strings.IndexByte(fold, ' ') >= 0 {
		return g.starting(fold + " ")
	}
	return span{g.alone(fold).hi, g.begun[fold].hi}
}

// find appends the given names that q may stand for, slips apart. One name may be appended for several reasons.
// joined says that q was cut out of one word of a login.
func (g *givens) find(out []match, q *asked, joined bool) []match {
	switch {
	case q.key == "":
		return run(out, g.folded(""), same)
	case len(q.fold) == 1:
		return run(g.written(out, q, false), g.letters[q.fold[0]], initial)
	case joined:
		return g.relatives(g.known(out, q), q)
	}
	out = g.written(out, q, isNickname(q.key))
	out = g.several(out, q)
	return g.relatives(out, q)
}

// slips appends the given names that are one slip away, except by an ending: Martin and Martina, Alice and Alicea are
// people of two names, where Dupont and Duponte may well be one family.
func (g *givens) slips(out []match, q *asked) []match {
	from := len(out)
	out = g.vocabulary.slips(out, q, isNickname(q.key))
	return append(out[:from], slices.DeleteFunc(out[from:], func(m match) bool { return m.kind == ending })...)
}

// several adds the people of whom the account or HR names one given name more, and those of whom HR has the initial.
func (g *givens) several(out []match, q *asked) []match {
	out = run(out, g.followed(q.fold), moreGiven)
	out = run(out, g.alone(q.fold[:1]), initial)
	if strings.IndexByte(q.fold, ' ') < 0 {
		return out
	}
	ts := strings.Fields(q.fold)
	if last := ts[len(ts)-1]; len(last) == 1 {
		out = run(out, g.starting(q.fold), moreGiven)
	}
	out = run(out, g.alone(ts[0]), moreGiven)
	for _, t := range ts[1:] {
		if len(t) > 2 {
			out = run(out, g.alone(t), secondGiven)
		}
	}
	return out
}

// relatives adds the short forms of the name, and the names that it is short for.
func (g *givens) relatives(out []match, q *asked) []match {
	word := first(q.fold)
	for _, n := range nicknames().lines[word] {
		own := nicknames().role(n, word)
		for _, m := range g.families[n] {
			if m.word != word {
				out = append(out, match{m.span, related(word, own, m.word, m.role)})
			}
		}
	}
	return out
}

// run appends a span of words, unless it is empty.
func run(out []match, s span, k kind) []match {
	if s.empty() {
		return out
	}
	return append(out, match{s, likeness{kind: k}})
}
