package name

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// someName draws names that collide: few syllables, several scripts, double names, empty fields.
func someName(t *rapid.T) Name {
	word := rapid.SampledFrom([]string{
		"Alice", "Alize", "Martin", "Martina", "Bob", "Robert", "A.", "Marie", "Alice Marie", "Jean-Marc", "Müller", "Mueller",
		"Muller", "van der Berg", "Berg", "Шевченко", "Shevchenko", "O'Brien", "Martin-Dupont", "Dupont", "Łukasz", "王", "X", "",
	})
	return Name{Given: word.Draw(t, "given"), Family: word.Draw(t, "family")}
}

func TestAPersonMatchesTheirOwnNameFully(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(someName), 1, 12).Draw(t, "people")
		x := NewIndex(people)
		for i, p := range people {
			if Fold(p.Given+p.Family) == "" {
				continue
			}
			got := x.Match(Query{Given: p.Given, Family: p.Family})
			if len(got) == 0 || got[0].Score != 100 {
				t.Fatalf("%+v: %+v", p, got)
			}
			if got[0].Alike <= Most && !slices.ContainsFunc(got, func(c Candidate) bool { return c.Person == i && c.Score == 100 }) {
				t.Fatalf("%+v is not among %+v", p, got)
			}
		}
	})
}

func TestAnyNameWithLettersMatchesItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Name{Given: rapid.String().Draw(t, "given"), Family: rapid.String().Draw(t, "family")}
		if Fold(p.Given) == "" || Fold(p.Family) == "" {
			return
		}
		if got := NewIndex([]Name{p}).Match(Query{Given: p.Given, Family: p.Family}); len(got) != 1 || got[0].Score != 100 {
			t.Fatalf("%+v: %+v", p, got)
		}
	})
}

// answer is what candidates say, without the numbers of the people.
func answer(people []Name, cs []Candidate) []string {
	var out []string
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%3d %s %v %s %d", 100-c.Score, c.From, people[c.Person], c.Explain(), c.Alike))
	}
	slices.Sort(out)
	return out
}

func someQuery(t *rapid.T) Query {
	a, b := someName(t), someName(t)
	q := Query{Given: a.Given, Family: a.Family, Display: b.Given + " " + b.Family}
	q.Login = rapid.SampledFrom([]string{"", "alice.martin", "amartin", "martina2", "bobberg", "mueller_a"}).Draw(t, "login")
	if rapid.Bool().Draw(t, "display only") {
		q.Given, q.Family = "", ""
	}
	return q
}

func TestTheOrderOfPeopleChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(someName), 0, 30).Draw(t, "people")
		other := rapid.Permutation(people).Draw(t, "other order")
		q := someQuery(t)
		a, b := answer(people, NewIndex(people).Match(q)), answer(other, NewIndex(other).Match(q))
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("%+v: %s", q, diff)
		}
	})
}

func TestCandidatesComeBestFirstThenByNumberNoneTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(someName), 0, 30).Draw(t, "people")
		x, q := NewIndex(people), someQuery(t)
		got := x.Match(q)
		if again := x.Match(q); !cmp.Equal(got, again) {
			t.Fatalf("asked again: %s", cmp.Diff(got, again))
		}
		for i, c := range got {
			if i > 0 && (c.Score > got[i-1].Score || c.Score == got[i-1].Score && c.Person <= got[i-1].Person) {
				t.Fatalf("candidate %d of %+v is out of order", i, got)
			}
			if shown := alikeShown(got, c.Score); c.Alike < shown || c.Alike > shown && len(got) < Most {
				t.Fatalf("%d alike, %d shown: %+v", c.Alike, shown, got)
			}
		}
		if len(got) > 1 && len(got) == Most && got[0].Alike > 1 && got[1].Score != got[0].Score {
			t.Fatalf("an equal is hidden: %+v", got)
		}
	})
}

func TestAtLeastOnlyTakesAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(someName), 0, 7).Draw(t, "people")
		x, q := NewIndex(people), someQuery(t)
		q.Login = ""
		least := rapid.IntRange(0, 100).Draw(t, "at least")
		want := slices.DeleteFunc(x.Match(q), func(c Candidate) bool { return c.Score < least })
		q.AtLeast = least
		if diff := cmp.Diff(want, x.Match(q), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("at least %d of %+v: %s", least, q, diff)
		}
	})
}

func alikeShown(cs []Candidate, score int) int {
	n := 0
	for _, c := range cs {
		if c.Score == score {
			n++
		}
	}
	return n
}

// TestEitherOrderFindsThePerson states the symmetry of order: whoever bears a name is found when its halves change
// places, at no more than the cost of the other order.
func TestEitherOrderFindsThePerson(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(someName), 1, 8).Draw(t, "people")
		x := NewIndex(people)
		p := people[0]
		if len(Fold(p.Given)) < 2 || len(Fold(p.Family)) < 2 {
			return
		}
		for _, q := range []Query{
			{Given: p.Family, Family: p.Given},
			{Display: p.Family + " " + p.Given},
			{Display: p.Given + " " + p.Family},
			{Display: p.Family + ", " + p.Given},
		} {
			found := slices.ContainsFunc(x.Match(q), func(c Candidate) bool {
				return people[c.Person] == p && c.Score >= kinds[otherOrder].score
			})
			if !found {
				t.Fatalf("%+v does not find %+v: %+v", q, p, x.Match(q))
			}
		}
	})
}

func TestAnyTextIsSafeToAskAndToExplain(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Name{n("Alice", "Martin"), n("", "Suharto"), n("Юрий", "Шевченко"), n("", "")})
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Zéü., _@\\()'-]{0,30}`))
	rapid.Check(t, func(t *rapid.T) {
		q := Query{
			Given: text.Draw(t, "given"), Family: text.Draw(t, "family"), Display: text.Draw(t, "display"), Login: text.Draw(t, "login"),
		}
		for _, c := range x.Match(q) {
			if c.Explain() == "" || c.Person == 3 {
				t.Fatalf("%+v: %+v", q, c)
			}
		}
	})
}

func TestAnIndexServesManyAtOnceAndLeavesThePeopleAlone(t *testing.T) {
	t.Parallel()
	c := newCompany(3, 500)
	people := append(c.people(500), n("Suharto", ""))
	kept := slices.Clone(people)
	x := NewIndex(people)
	var want [][]Candidate
	for _, p := range people {
		want = append(want, x.Match(Query{Display: p.Given + " " + p.Family}))
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i, p := range people {
				if got := x.Match(Query{Display: p.Given + " " + p.Family}); !cmp.Equal(got, want[i]) {
					t.Errorf("%+v: %s", p, cmp.Diff(want[i], got))
				}
			}
		})
	}
	wait.Wait()
	if !slices.Equal(people, kept) {
		t.Error("the people were changed")
	}
}

// TestOneSlipIsFoundByDeletions holds the index against the comparison of all pairs.
func TestOneSlipIsFoundByDeletions(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[abcde]{4,8}`)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 20).Draw(t, "words")
		v, _ := newVocabulary(words)
		q := newAsked(edited(t, words[0]))
		found := v.slips(v.written(nil, &q, false), &q, false)
		for i := range v.words {
			_, want := spelled(&q, &v.words[i])
			if got := has(found, uint32(i)); got != want {
				t.Fatalf("%s and %s: found %t, alike %t", q.key, v.words[i].key, got, want)
			}
		}
	})
}

// edited draws s with one letter more, less or other, at any place.
func edited(t *rapid.T, s string) string {
	at := rapid.IntRange(0, len(s)-1).Draw(t, "at")
	letter := rapid.SampledFrom([]string{"a", "c", "z"}).Draw(t, "letter")
	return rapid.SampledFrom([]string{
		s[:at] + s[at+1:], s[:at] + letter + s[at+1:], s[:at] + letter + s[at:], s + letter, s,
	}).Draw(t, "edited")
}

// TestASlipIsOneEditOrOneSwap holds misspelt against the definition.
func TestASlipIsOneEditOrOneSwap(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[abc]{4,7}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		want := a != b && distance(a, b) <= 1 && min(len(a), len(b)) >= shortest
		if _, got := misspelt(a, b); got != want {
			t.Fatalf("%s and %s: %t, distance %d", a, b, got, distance(a, b))
		}
	})
}

// distance is the textbook distance of Damerau and Levenshtein, neighbours swapped counting one.
func distance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
