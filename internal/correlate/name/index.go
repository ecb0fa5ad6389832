package name

import (
	"cmp"
	"slices"
	"sort"
	"sync"
)

// Index finds people by their names. It is built once, never changes, and serves any number of goroutines.
//
// Each distinct given name and family name is held and compared once, however many bear it. People of one family name
// stand together by given name, so that a name held by thousands costs a binary search, not thousands of comparisons.
type Index struct {
	people   []Name
	family   vocabulary
	given    *givens
	groups   []group  // by family, then given name
	families []uint32 // family number to its first group; one more at the end
	members  []uint32 // people, by group, then person number
	doubles  table    // groups by a part of a double family or given name

	searches sync.Pool
}

// group is the people of one family and one given name.
type group struct {
	family uint32
	given  uint32
	first  uint32 // in members
}

// NewIndex returns an index of people; a candidate's Person is a position in it. The slice is kept and must not change.
// A person without any letter or digit in the name is never a candidate.
func NewIndex(people []Name) *Index {
	people = allSettled(people)
	x := &Index{people: people}
	var given, family []uint32
	x.family, family = newVocabulary(column(people, func(n Name) string { return n.Family }))
	x.given, given = newGivens(column(people, func(n Name) string { return n.Given }))
	x.assemble(family, given)
	x.doubles = newTable(x.doubleNames())
	x.searches.New = func() any { return &search{index: x} }
	return x
}

// allSettled returns people with an only name in the family field; people itself where all have it so.
func allSettled(people []Name) []Name {
	own := false
	for i, p := range people {
		s := p.settled()
		if s == p {
			continue
		}
		if !own {
			people, own = slices.Clone(people), true
		}
		people[i] = s
	}
	return people
}

func column(people []Name, field func(Name) string) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = field(p)
	}
	return out
}

// assemble puts the people into groups.
func (x *Index) assemble(family, given []uint32) {
	x.members = make([]uint32, len(family))
	for i := range x.members {
		x.members[i] = uint32(i)
	}
	slices.SortFunc(x.members, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(family[a], family[b]), cmp.Compare(given[a], given[b]), cmp.Compare(a, b))
	})
	x.families = make([]uint32, 0, len(x.family.words)+1)
	for at, p := range x.members {
		newFamily := at == 0 || family[p] != family[x.members[at-1]]
		if newFamily {
			x.families = append(x.families, uint32(len(x.groups)))
		}
		if newFamily || given[p] != given[x.members[at-1]] {
			x.groups = append(x.groups, group{family[p], given[p], uint32(at)})
		}
	}
	x.families = append(x.families, uint32(len(x.groups)))
}

// within returns the groups of one family whose given name is in s.
func (x *Index) within(family uint32, s span) span {
	from, to := x.families[family], x.families[family+1]
	gs := x.groups[from:to]
	lo := sort.Search(len(gs), func(i int) bool { return gs[i].given >= s.lo })
	hi := lo
	for hi < len(gs) && gs[hi].given < s.hi {
		hi++
	}
	return span{from + uint32(lo), from + uint32(hi)}
}

// bearers returns the people of a group, by number.
func (x *Index) bearers(g uint32) []uint32 {
	if int(g)+1 == len(x.groups) {
		return x.members[x.groups[g].first:]
	}
	return x.members[x.groups[g].first:x.groups[g+1].first]
}
