package name

import "testing"

func TestNicknamesAreFoldedAndStandOnceInALine(t *testing.T) {
	t.Parallel()
	table := nicknames()
	if len(table.names) < 150 {
		t.Fatalf("%d lines", len(table.names))
	}
	for i, rs := range table.names {
		seen := map[string]bool{}
		for _, r := range rs {
			if Fold(r.word) != r.word || seen[r.word] {
				t.Errorf("line of %s: %q is not folded, or stands twice", table.names[i][0].word, r.word)
			}
			seen[r.word] = true
		}
		if len(rs) < 2 || rs[0].role != full {
			t.Errorf("line of %s relates nothing", rs[0].word)
		}
	}
}

func TestNicknamesOfSixLanguages(t *testing.T) {
	t.Parallel()
	for _, p := range [][2]string{
		{"bob", "robert"},
		{"bill", "william"},
		{"liz", "elizabeth"},
		{"dick", "richard"},
		{"peggy", "margaret"},
		{"manu", "emmanuel"},
		{"fanny", "stephanie"},
		{"theo", "theophile"},
		{"gwen", "gwenaelle"},
		{"hans", "johannes"},
		{"sepp", "joseph"},
		{"uschi", "ursula"},
		{"fritz", "friedrich"},
		{"jochen", "joachim"},
		{"pepe", "jose"},
		{"paco", "francisco"},
		{"nacho", "ignacio"},
		{"lola", "dolores"},
		{"kike", "enrique"},
		{"beppe", "giuseppe"},
		{"gigi", "luigi"},
		{"mimmo", "domenico"},
		{"enzo", "vincenzo"},
		{"sasha", "aleksandr"},
		{"vova", "volodymyr"},
		{"misha", "mikhail"},
	} {
		x := NewIndex([]Name{{Given: capital(p[1]), Family: "Weber"}})
		got := x.Match(Query{Given: p[0], Family: "Weber"})
		if len(got) != 1 || got[0].Fields[1].How != "nickname ("+capital(p[0])+" = "+capital(p[1])+")" {
			t.Errorf("%s, %s: %+v", p[0], p[1], got)
		}
	}
}

func TestNamesOfTwoPeopleAreNoNicknames(t *testing.T) {
	t.Parallel()
	for _, p := range [][2]string{
		{"jean", "jeanne"},
		{"michel", "michele"},
		{"daniel", "danielle"},
		{"robert", "rupert"},
		{"paul", "paula"},
		{"alexander", "alexandra"},
		{"manuel", "manuela"},
		{"andreas", "andrea"},
		{"nicolas", "nicole"},
	} {
		x := NewIndex([]Name{{Given: p[1], Family: "Weber"}})
		for _, c := range x.Match(Query{Given: p[0], Family: "Weber"}) {
			if c.Score > kinds[letterOfOther].score {
				t.Errorf("%s, %s: %+v", p[0], p[1], c)
			}
		}
	}
}
