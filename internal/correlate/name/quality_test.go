package name

import (
	"slices"
	"strings"
	"testing"
)

// noises are the ways in which accounts write names; each returns the query of one person's account. The share is in
// percent of the accounts.
var noises = []struct {
	name  string
	share int
	write func(c *company, n Name) Query
}{
	{"as in HR", 20, func(_ *company, n Name) Query { return Query{Given: n.Given, Family: n.Family} }},
	{"display", 10, func(_ *company, n Name) Query { return Query{Display: n.Given + " " + n.Family} }},
	{"family first", 5, func(_ *company, n Name) Query { return Query{Display: n.Family + " " + n.Given} }},
	{"comma", 5, func(_ *company, n Name) Query { return Query{Display: strings.ToUpper(n.Family) + ", " + n.Given} }},
	{"ascii", 10, func(_ *company, n Name) Query { return Query{Given: Fold(n.Given), Family: Fold(n.Family)} }},
	{"slip in family", 15, func(c *company, n Name) Query { return Query{Given: n.Given, Family: c.slip(n.Family)} }},
	{"slip in given", 10, func(c *company, n Name) Query { return Query{Given: c.slip(n.Given), Family: n.Family} }},
	{"first given name", 5, func(_ *company, n Name) Query { return Query{Given: first(n.Given), Family: n.Family} }},
	{"dotted login", 10, func(_ *company, n Name) Query { return Query{Login: login(n.Given) + "." + login(n.Family)} }},
	{"initial login", 10, func(_ *company, n Name) Query { return Query{Login: login(n.Given)[:1] + login(n.Family)} }},
}

func login(s string) string { return compact(Fold(s)) }

// verdict counts what the best candidates were.
type verdict struct {
	asked     int
	right     int // the best, alone, and the right one
	wrong     int // the best, alone, and another
	ambiguous int // several are best
	nobody    int // none reaches the threshold
	among     int // the right one is among those at or above the threshold
}

func (v *verdict) judge(got []Candidate, person, threshold int) {
	v.asked++
	if slices.ContainsFunc(got, func(c Candidate) bool { return c.Person == person && c.Score >= threshold }) {
		v.among++
	}
	switch {
	case len(got) == 0 || got[0].Score < threshold:
		v.nobody++
	case got[0].Alike > 1:
		v.ambiguous++
	case got[0].Person == person:
		v.right++
	default:
		v.wrong++
	}
}

func share(part, of int) float64 { return float64(part) / float64(max(1, of)) }

// answers are the accounts of the people of a company, and of strangers, with what the index says of them.
type answers struct {
	noise     []string
	known     [][]Candidate
	strangers [][]Candidate
}

func askAll(c *company, known, strangers []Name) answers {
	x := NewIndex(known)
	borne := map[string]bool{}
	var a answers
	for _, p := range known {
		borne[Fold(p.Given)+"/"+Fold(p.Family)] = true
		noise := noises[pickNoise(c)]
		a.noise = append(a.noise, noise.name)
		a.known = append(a.known, x.Match(noise.write(c, p)))
	}
	for _, p := range strangers {
		if !borne[Fold(p.Given)+"/"+Fold(p.Family)] {
			a.strangers = append(a.strangers, x.Match(Query{Given: p.Given, Family: p.Family}))
		}
	}
	return a
}

func pickNoise(c *company) int {
	at := c.IntN(100)
	for i, n := range noises {
		if at -= n.share; at < 0 {
			return i
		}
	}
	return 0
}

// TestPrecisionAndRecallOfNoisyAccounts asks for the accounts of 5,000 people and of some 1,700 who are not in HR, and
// prints what a caller gets who takes the best candidate at or above a score.
func TestPrecisionAndRecallOfNoisyAccounts(t *testing.T) {
	t.Parallel()
	c := newCompany(7, 5000)
	people := c.people(7000)
	a := askAll(c, people[:5000], people[5000:])
	for _, at := range []struct {
		threshold                       int
		precision, recall, among, taken float64 // floors; taken is a ceiling on strangers taken for somebody
	}{
		{Floor, 0.99, 0.80, 0.95, 0.10},
		{80, 0.99, 0.73, 0.84, 0.04},
		{Sure, 0.995, 0.50, 0.60, 0.002},
	} {
		var all, strange verdict
		for i, got := range a.known {
			all.judge(got, i, at.threshold)
		}
		for _, got := range a.strangers {
			strange.judge(got, -1, at.threshold)
		}
		precision, recall := share(all.right, all.right+all.wrong), share(all.right, all.asked)
		among, taken := share(all.among, all.asked), share(strange.wrong, strange.asked)
		t.Logf("at %d: precision %.4f, recall %.3f, right one among the candidates %.3f; %d strangers, taken for somebody %.4f",
			at.threshold, precision, recall, among, strange.asked, taken)
		a.log(t, at.threshold)
		if precision < at.precision || recall < at.recall || among < at.among || taken > at.taken {
			t.Errorf("at %d: want precision, recall, among at least and strangers at most %+v", at.threshold, at)
		}
	}
}

func (a answers) log(t *testing.T, threshold int) {
	for _, n := range noises {
		var v verdict
		for i, got := range a.known {
			if a.noise[i] == n.name {
				v.judge(got, i, threshold)
			}
		}
		t.Logf("   %-17s %+v", n.name, v)
	}
}
