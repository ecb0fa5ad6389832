package name

import (
	"cmp"
	"slices"
)

// Match returns the people who may bear the names of q, best first, equal scores by person number, at most Most of them.
// Where more than Most reach the same score the first by name are kept, so at least two equals are always seen together;
// Candidate.Alike tells how many there are. Nothing under Floor and q.AtLeast is returned; nil means nobody.
//
// Misspellings are looked for only where nobody bears the name at Sure.
func (x *Index) Match(q Query) []Candidate {
	s := x.searches.Get().(*search)
	defer x.searches.Put(s)
	s.hits, s.readings, s.words, s.least = s.hits[:0], s.readings[:0], s.words[:0], q.AtLeast
	s.written(q)
	if s.best() < Sure {
		s.login(q.Login)
	}
	if s.best() < Sure {
		s.slips()
	}
	if len(s.hits) == 0 {
		s.oneWord(q.Login)
	}
	return s.candidates()
}

// search is the work on one query; kept to be used again for the next.
type search struct {
	index    *Index
	least    int // the score asked for
	readings []reading
	hits     []hit
	words    []remembered
}

// hit is a group of people that fits a reading.
type hit struct {
	group   uint32
	reading uint16
	score   uint8
	family  likeness
	given   likeness
}

// written reads the fields that people fill in.
func (s *search) written(q Query) {
	if !hollow(q.Given) && !hollow(q.Family) {
		s.try(reading{Name: Name{Given: q.Given, Family: q.Family}, from: FromNames})
		s.try(reading{Name: Name{Given: q.Family, Family: q.Given}, from: FromNames, order: true})
	} else {
		only := Name{Given: q.Given, Family: q.Family}.settled()
		s.try(reading{Name: only, from: FromNames})
		s.all(as(FromNames, readDisplay(only.Family)))
	}
	if q.Display != "" && !repeats(q) {
		s.all(readDisplay(q.Display))
	}
}

// repeats reports whether the display name is the given and family name again, in either order.
func repeats(q Query) bool {
	d, g, f := Fold(q.Display), Fold(q.Given), Fold(q.Family)
	if len(d) != len(g)+1+len(f) {
		return false
	}
	return d[:len(g)] == g && d[len(g)+1:] == f || d[:len(f)] == f && d[len(f)+1:] == g
}

func (s *search) all(rs []reading) {
	for _, r := range rs {
		s.try(r)
	}
}

// login reads a login of several words.
func (s *search) login(login string) {
	if rs := readLogin(login); len(rs) > 0 && !rs[0].joined {
		s.all(rs)
	}
}

// oneWord cuts a login of one word at every letter.
func (s *search) oneWord(login string) {
	word, number := bareLogin(login)
	ts := tokens(word)
	if len(ts) != 1 {
		return
	}
	rs := joinedReadings(ts[0], len(word))
	for i := range rs {
		rs[i].from, rs[i].number = FromLogin, number
	}
	s.all(rs)
}

// try adds the people whose names fit r as it is written.
func (s *search) try(r reading) {
	r.given, r.family = s.recall(r.Given, r.joined), s.recall(r.Family, r.joined)
	if s.words[r.given].key == "" && s.words[r.family].key == "" {
		return
	}
	s.readings = append(s.readings, r)
	if gs := s.asGiven(r.given); s.worth(gs, same) {
		s.cross(len(s.readings)-1, s.asFamily(r.family), gs)
	}
	if !r.joined {
		s.double(&s.words[r.family].asked, &s.words[r.given].asked)
	}
}

// slips adds the people whose names fit a reading but for a slip. Two slips make another name, so either half is only
// looked for where the other is known as it is written.
func (s *search) slips() {
	for r := range s.readings {
		given, family := s.readings[r].given, s.readings[r].family
		gs, fs := s.asGiven(given), s.asFamily(family)
		if s.worth(gs, letter) {
			s.cross(r, s.familySlips(family), gs)
		}
		if s.worth(fs, letter) {
			s.cross(r, fs, s.givenSlips(given))
		}
	}
}

// worth reports whether one of ms can still reach the score asked for beside another half that is of kind k at best.
func (s *search) worth(ms []match, k kind) bool {
	return slices.ContainsFunc(ms, func(m match) bool { return times(m.score(), kinds[k].score) >= max(Floor, s.least) })
}

// cross adds the people who have one of fs and one of gs, which are what reading r may mean.
func (s *search) cross(r int, fs, gs []match) {
	for i := range fs {
		for j := range gs {
			s.pair(r, &fs[i], &gs[j])
		}
	}
}

// wide is the least score of a given name that goes with one part of a double family name.
const wide = 85

// pair adds the groups that have both, unless that takes two slips or falls under the floor.
func (s *search) pair(r int, f, g *match) {
	if times(f.score(), g.score()) < max(Floor, s.least) || f.kind == doubleName && g.score() < wide {
		return
	}
	for family := f.lo; family < f.hi; family++ {
		in := s.index.within(family, g.span)
		for group := in.lo; group < in.hi; group++ {
			s.add(r, group, f.likeness, g.likeness)
		}
	}
}

func (s *search) add(r int, group uint32, family, given likeness) {
	score := times(family.score(), given.score())
	if score < Floor {
		return
	}
	if score = s.readings[r].penalize(score); score >= s.least {
		s.hits = append(s.hits, hit{group, uint16(r), uint8(score), family, given})
	}
}

// costs appends what is taken off for the form of the reading.
func (r *reading) costs(ks []kind) []kind {
	if r.order {
		ks = append(ks, otherOrder)
	}
	if r.joined {
		ks = append(ks, joined)
	}
	if r.number {
		ks = append(ks, number)
	}
	return ks
}

func (r *reading) penalize(score int) int {
	var room [3]kind
	for _, k := range r.costs(room[:0]) {
		score = times(score, kinds[k].score)
	}
	return score
}

func (s *search) best() int {
	best := 0
	for i := range s.hits {
		best = max(best, int(s.hits[i].score))
	}
	return best
}

// rank leaves each group once with its best hit, the best group first, equals by name.
func (s *search) rank() {
	slices.SortStableFunc(s.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(b.score, a.score))
	})
	s.hits = slices.CompactFunc(s.hits, func(a, b hit) bool { return a.group == b.group })
	slices.SortStableFunc(s.hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
}
