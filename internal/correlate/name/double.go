package name

import (
	"slices"
	"strings"
)

// doubleNames lists each group of a double name under every pair of one part of the family name and the first given
// name, of the family name and each further given name, and of the family name and the initials of the given names.
// Pairs, because in some countries thousands of double names share one part.
func (x *Index) doubleNames() []post {
	var posts []post
	var fs []string
	for g, at := range x.groups {
		family, given := &x.family.words[at.family], &x.given.words[at.given]
		if g == 0 || x.groups[g-1].family != at.family {
			fs = parts(family.fold)
		}
		if family.key == "" || given.key == "" {
			continue
		}
		add := func(a, b string) { posts = append(posts, post{pairSum(a, b), uint32(g)}) }
		for _, part := range fs {
			add(part, first(given.fold))
			if t := first(given.fold); t != given.key {
				add(part, given.key)
			}
		}
		laterNames(family, given, add)
	}
	return posts
}

func laterNames(family, given *word, add func(a, b string)) {
	if strings.IndexByte(given.fold, ' ') < 0 {
		return
	}
	for _, t := range strings.Fields(given.fold)[1:] {
		if len(t) > 2 {
			add(family.key, t)
		}
	}
	add(family.key, initials(given.fold))
}

func pairSum(a, b string) uint32 { return sum(a)*31 + sum(b) }

// double adds the people of whom the account, in the last reading, has a part of a double name: Dupont for Martin-Dupont, Marie for Alice
// Marie, JM for Jean-Marc.
func (s *search) double(family, given *asked) {
	if family.key == "" || len(given.key) < 2 {
		return
	}
	s.parted(family.key, given.key, family, given)
	ps := parts(family.fold)
	if len(ps) > 0 {
		s.parted(ps[0], given.key, family, given)
	}
	if t := first(given.fold); t != given.key {
		s.parted(family.key, t, family, given)
		if len(ps) > 0 {
			s.parted(ps[0], t, family, given)
		}
	}
}

// parted adds the groups under one pair that hold all that was asked.
func (s *search) parted(a, b string, family, given *asked) {
	x := s.index
	var room [40]uint32
	for _, id := range x.doubles.find(room[:0], []uint32{pairSum(a, b)}) {
		at := x.groups[id]
		f, ok := partOfFamily(family, &x.family.words[at.family])
		g, ok2 := partOfGiven(given, &x.given.words[at.given])
		if ok && ok2 {
			s.add(len(s.readings)-1, id, f, g)
		}
	}
}

// partOfFamily compares a family name with one that may hold it and more.
func partOfFamily(q *asked, w *word) (likeness, bool) {
	if q.key == w.key {
		return sameKey(q.plain, w.plain), true
	}
	have := strings.Fields(w.fold)
	for _, t := range strings.Fields(core(q.fold)) {
		if !slices.Contains(have, t) {
			return likeness{}, false
		}
	}
	return likeness{kind: doubleName}, true
}

// partOfGiven compares given names of which one side may have fewer.
func partOfGiven(q *asked, w *word) (likeness, bool) {
	switch {
	case q.key == w.key:
		return sameKey(q.plain, w.plain), true
	case q.key == first(w.fold), w.key == first(q.fold):
		return likeness{kind: moreGiven}, true
	case q.key == initials(w.fold):
		return likeness{kind: initialsOnly}, true
	case slices.Contains(strings.Fields(w.fold), q.fold):
		return likeness{kind: secondGiven}, true
	}
	return likeness{}, false
}
