package name

import (
	"runtime"
	"testing"
)

const (
	benchPeople  = 300_000
	benchQueries = 450_000
)

// BenchmarkNewIndex builds the index of 300,000 people and reports what it holds.
func BenchmarkNewIndex(b *testing.B) {
	people := newCompany(1, benchPeople).people(benchPeople)
	for b.Loop() {
		before := heap()
		x := NewIndex(people)
		b.ReportMetric(float64(heap()-before)/1e6, "MB-held")
		runtime.KeepAlive(x)
	}
}

// BenchmarkNewIndexOfStrangers has as many family names as people.
func BenchmarkNewIndexOfStrangers(b *testing.B) {
	c := newCompany(1, 4*benchPeople)
	people := c.people(benchPeople)
	for i := range people {
		people[i].Family = c.slip(c.slip(c.slip(c.family())))
	}
	for b.Loop() {
		before := heap()
		x := NewIndex(people)
		b.ReportMetric(float64(heap()-before)/1e6, "MB-held")
		b.ReportMetric(float64(len(x.family.words)), "families")
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkMatch asks 450,000 questions a round, on one thread.
func BenchmarkMatch(b *testing.B) {
	c := newCompany(1, benchPeople)
	people := c.people(benchPeople)
	x := NewIndex(people)
	for _, kind := range questions(c) {
		queries := make([]Query, benchQueries)
		for i := range queries {
			queries[i] = kind.ask(people[c.IntN(len(people))])
		}
		b.Run(kind.name, func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			for b.Loop() {
				for _, q := range queries {
					found += min(1, len(x.Match(q)))
				}
			}
			b.ReportMetric(float64(found)/float64(b.N)/benchQueries*100, "%found")
		})
	}
}

// question is one way to ask for a person.
type question struct {
	name string
	ask  func(Name) Query
}

func questions(c *company) []question {
	return []question{
		{"as in HR", func(n Name) Query { return Query{Given: n.Given, Family: n.Family} }},
		{"family misspelt", func(n Name) Query { return Query{Given: n.Given, Family: c.slip(n.Family)} }},
		{"given misspelt", func(n Name) Query { return Query{Given: c.slip(n.Given), Family: n.Family} }},
		{"display misspelt", func(n Name) Query { return Query{Display: n.Given + " " + c.slip(n.Family)} }},
		{"stranger", func(Name) Query { return Query{Given: c.skewed(commonGiven), Family: c.slip(c.family())} }},
		{"initial login", func(n Name) Query { return Query{Login: login(n.Given)[:1] + login(n.Family)} }},
		{"dotted login", func(n Name) Query { return Query{Login: login(n.Given) + "." + login(n.Family)} }},
		{"all misspelt", func(n Name) Query {
			f := c.slip(n.Family)
			return Query{Given: n.Given, Family: f, Display: n.Given + " " + f, Login: login(n.Given)[:1] + login(n.Family)}
		}},
		{"family misspelt, at least 85", func(n Name) Query { return Query{Given: n.Given, Family: c.slip(n.Family), AtLeast: 85} }},
	}
}

// BenchmarkMatchCommonFamily asks for people of 100 family names that 3,000 people hold each.
func BenchmarkMatchCommonFamily(b *testing.B) {
	c := newCompany(1, benchPeople)
	people := c.people(benchPeople)
	for i := range people {
		people[i].Given = pick(c.Rand, heads) + pick(c.Rand, middles)
		people[i].Family = c.families[len(commonFamilies)+i%100]
	}
	x := NewIndex(people)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		n := people[i*7919%len(people)]
		x.Match(Query{Given: n.Given, Family: n.Family})
		i++
	}
}
