package name

import "testing"

func TestExplainIsReadByHR(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Name{n("Robert", "Müller"), n("Alice", "Martin"), n("Arnaud", "Martin"), n("", "Suharto")})
	for q, want := range map[Query]string{
		{Given: "Bob", Family: "Mueller"}: `The name of the account fits Robert Müller at 83 of 100.` +
			` Family name: transliterated (the account has "Mueller", HR has "Müller").` +
			` Given name: nickname (Bob = Robert) (the account has "Bob", HR has "Robert").`,
		{Display: "Martin Alize"}: `The display name of the account fits Alice Martin at 78 of 100.` +
			` Family name: same ("Martin").` +
			` Given name: one letter differs (the account has "Alize", HR has "Alice").` +
			` Family and given name stand in the other order.`,
		{Login: "amartin3"}: `The login of the account fits Alice Martin at 51 of 100.` +
			` Family name: same (the account has "martin", HR has "Martin").` +
			` Given name: initial (the account has "a", HR has "Alice").` +
			` The login is one word, cut in two to read it.` +
			` A number follows the login: often the mark of a second person of that name.` +
			` 2 people fit equally well: the name alone cannot tell them apart.`,
		{Display: "Suharto"}: `The display name of the account fits Suharto at 100 of 100. Family name: same ("Suharto").`,
	} {
		got := x.Match(q)
		if len(got) == 0 || got[0].Explain() != want {
			t.Errorf("%+v:\n got %+v\nwant %s", q, explained(got), want)
		}
	}
}

func explained(cs []Candidate) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Explain())
	}
	return out
}

func TestAScoreIsTheProductOfItsFields(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Name{n("Robert", "Müller"), n("Alice", "Martin-Dupont")})
	for _, q := range []Query{named("Bob", "Mueller"), {Display: "Dupont Alice"}, {Login: "rmueller2"}, {Login: "bob.muller1"}} {
		got := x.Match(q)
		if len(got) == 0 {
			t.Fatalf("%+v: nobody", q)
		}
		for _, c := range got {
			product := 100
			for _, f := range c.Fields {
				product = times(product, f.Score)
			}
			if product != c.Score {
				t.Errorf("%+v: %d, fields give %d", q, c.Score, product)
			}
		}
	}
}

func TestEveryKindHasAScoreAndWords(t *testing.T) {
	t.Parallel()
	for k, v := range kinds {
		if v.score < Floor || v.score > 100 || v.words == "" {
			t.Errorf("kind %d: %+v", k, v)
		}
	}
	for k := otherOrder; k <= number; k++ {
		if costField[k] == "" {
			t.Errorf("kind %d costs, and has no field", k)
		}
	}
}
