package name

// remembered is a word of the query with what the index knows of it: several readings of a query ask for it again.
type remembered struct {
	text   string
	joined bool // cut out of one word: only exact names count
	asked
	given, givenSlips   lookup
	family, familySlips lookup
}

// lookup is what was found, once it was looked for.
type lookup struct {
	done    bool
	matches []match
}

// again forgets what was found and keeps the room.
func (l lookup) again() lookup { return lookup{matches: l.matches[:0]} }

// recall returns the place of text in s.words.
func (s *search) recall(text string, joined bool) int {
	for i := range s.words {
		if w := &s.words[i]; w.text == text && w.joined == joined {
			return i
		}
	}
	n := len(s.words)
	if n < cap(s.words) {
		s.words = s.words[:n+1]
	} else {
		s.words = append(s.words, remembered{})
	}
	w := &s.words[n]
	*w = remembered{
		text: text, joined: joined, asked: newAsked(text),
		given: w.given.again(), givenSlips: w.givenSlips.again(), family: w.family.again(), familySlips: w.familySlips.again(),
	}
	return n
}

// prefixes is the greatest number of letters that a login takes from the beginning of a given name.
const prefixes = 3

// asGiven returns the given names that word n may stand for as it is written.
func (s *search) asGiven(n int) []match {
	w, g := &s.words[n], s.index.given
	if !w.given.done {
		w.given.done = true
		w.given.matches = g.find(w.given.matches, &w.asked, w.joined)
		if w.joined && len(w.key) <= prefixes && len(w.key) > 1 {
			w.given.matches = run(w.given.matches, g.starting(w.key), beginning)
		}
	}
	return w.given.matches
}

// givenSlips returns the given names that word n may be a misspelling of.
func (s *search) givenSlips(n int) []match {
	w := &s.words[n]
	if !w.givenSlips.done {
		w.givenSlips.done = true
		w.givenSlips.matches = s.index.given.slips(w.givenSlips.matches, &w.asked)
	}
	return w.givenSlips.matches
}

// asFamily is asGiven for family names.
func (s *search) asFamily(n int) []match {
	w := &s.words[n]
	if !w.family.done {
		w.family.done = true
		w.family.matches = s.index.familyNames(w.family.matches, &w.asked, w.joined)
	}
	return w.family.matches
}

// familySlips is givenSlips for family names.
func (s *search) familySlips(n int) []match {
	w := &s.words[n]
	if !w.familySlips.done {
		w.familySlips.done = true
		w.familySlips.matches = s.index.family.slips(w.familySlips.matches, &w.asked, false)
	}
	return w.familySlips.matches
}

// familyNames appends the family names that q may stand for, slips apart.
func (x *Index) familyNames(out []match, q *asked, joined bool) []match {
	switch {
	case q.key == "":
		return run(out, x.family.folded(""), same)
	case joined:
		return x.family.known(out, q)
	}
	out = x.family.written(out, q, false)
	for _, part := range parts(q.fold) {
		out = run(out, x.family.folded(part), doubleName)
	}
	return out
}
