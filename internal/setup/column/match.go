package column

import (
	"cmp"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// match gives each meaning at most one column, and each column at most one meaning: what names say first, the clearest
// of them first, then what only cells say. There is one guess for each thing, in the order of the meanings.
func match(f *File, meanings []meaning) []Guess {
	m := matcher{file: f, meanings: meanings, has: taken{}, guesses: map[config.Column]Guess{}}
	m.byName()
	m.settle()
	m.byContent()
	var all []Guess
	for i := range meanings {
		what := meanings[i].what
		if !slices.ContainsFunc(all, func(g Guess) bool { return g.What == what }) {
			g := m.guesses[what]
			g.What = what
			all = append(all, g)
		}
	}
	return all
}

type matcher struct {
	file     *File
	meanings []meaning
	has      taken
	guesses  map[config.Column]Guess
}

// claim is one meaning that one column can have by its name.
type claim struct {
	score   int
	meaning int
	guess   Guess
}

// byName hears all names.
func (m *matcher) byName() {
	var claims []claim
	for i := range m.meanings {
		for _, c := range m.file.Columns {
			if claimed, ok := m.claim(i, c); ok {
				claims = append(claims, claimed)
			}
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Or(b.score-a.score, a.meaning-b.meaning) })
	for _, c := range claims {
		switch {
		case c.guess.Column == nil && m.guesses[c.guess.What].Why == "":
			m.note(c.guess)
		case c.guess.Column != nil && m.free(c.guess.Column):
			m.take(c.guess)
		}
	}
}

// claim says whether the name of a column speaks for a meaning, and what its cells say to that.
//
//	name                cells say    it is
//	the very same       yes          sure
//	the very same       nothing      likely
//	the very same       no           a guess where that must be loud; else noted, and not taken
//	it stands in it     yes          likely
//	it stands in it     nothing      likely
//	it stands in it     no           nothing
func (m *matcher) claim(i int, c *Column) (claim, bool) {
	mean := &m.meanings[i]
	at, exact := nameAt(newName(c.Name), mean.names)
	if at < 0 || m.file.Column(c.Name) == nil {
		return claim{}, false
	}
	said := mean.judge(c)
	guess := Guess{What: mean.what, Column: c, Sure: Likely, Why: said.why, Opposite: mean.opposite}
	score := 200 - at
	switch {
	case exact && said.speaks > 0:
		guess.Sure, score = Sure, 400-at
	case exact && said.speaks < 0 && mean.loud:
		guess.Sure = Guessed
	case exact && said.speaks < 0:
		guess.Column, guess.Why = nil, c.Name+": "+said.why
	case said.speaks < 0:
		return claim{}, false
	case exact:
		score = 300 - at
	}
	return claim{score, i, guess}, true
}

// nameAt returns the place of the first known name that a name is, else of the first one that stands in it, else -1.
func nameAt(n name, known []name) (at int, exact bool) {
	if at = slices.IndexFunc(known, n.equal); at >= 0 {
		return at, true
	}
	return slices.IndexFunc(known, func(k name) bool { return n.holds(k) && !n.strays(k) }), false
}

// free reports whether a column has no meaning yet.
func (m *matcher) free(c *Column) bool {
	for _, other := range m.has {
		if other == c {
			return false
		}
	}
	return true
}

// take gives a thing its column, unless it has one.
func (m *matcher) take(g Guess) {
	if m.has[g.What] == nil {
		m.has[g.What], m.guesses[g.What] = g.Column, g
	}
}

// note keeps why something has no column.
func (m *matcher) note(g Guess) {
	if m.has[g.What] == nil {
		m.guesses[g.What] = g
	}
}

// settle asks the cells again, now that it is known what the other columns are.
func (m *matcher) settle() {
	for i := range m.meanings {
		mean := &m.meanings[i]
		g, ok := m.guesses[mean.what]
		if !ok || g.Column == nil || mean.settled == nil || g.Opposite != mean.opposite {
			continue
		}
		switch said := mean.settled(g.Column, m.has); {
		case said.speaks < 0:
			delete(m.has, mean.what)
			m.guesses[mean.what] = Guess{What: mean.what, Why: g.Column.Name + ": " + said.why}
		case said.why != "":
			g.Why = said.why
			m.guesses[mean.what] = g
		}
	}
}

// byContent looks for what no name spoke for. Two columns that could be it are none.
func (m *matcher) byContent() {
	for i := range m.meanings {
		mean := &m.meanings[i]
		if m.has[mean.what] != nil || mean.content == nil {
			continue
		}
		var found []Guess
		for _, c := range m.file.Columns {
			if !m.free(c) || m.file.Column(c.Name) == nil || slices.ContainsFunc(newName(c.Name), func(w string) bool { return foreign()[w] }) {
				continue
			}
			if said := mean.content(c, m.has); said.speaks > 0 {
				found = append(found, Guess{What: mean.what, Column: c, Sure: Guessed, Why: said.why})
			}
		}
		if len(found) == 1 {
			m.take(found[0])
		}
	}
}
