package name

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParsePutsThePlausibleReadingFirst(t *testing.T) {
	t.Parallel()
	alice := Name{Given: "Alice", Family: "Martin"}
	for in, want := range map[string]Name{
		"Alice Martin":               alice,
		"Martin, Alice":              alice,
		"MARTIN Alice":               {Given: "Alice", Family: "MARTIN"},
		"Alice MARTIN":               {Given: "Alice", Family: "MARTIN"},
		"Alice Marie Martin":         {Given: "Alice Marie", Family: "Martin"},
		"Dr. Alice Martin, PhD":      alice,
		"Alice Martin (Sales, EMEA)": alice,
		"Alice Martin [EXT]":         alice,
		"Maria de la Cruz":           {Given: "Maria", Family: "de la Cruz"},
		"DE LA CRUZ Maria":           {Given: "Maria", Family: "DE LA CRUZ"},
		"van den Berg, Jan":          {Given: "Jan", Family: "van den Berg"},
		"Jan van den Berg":           {Given: "Jan", Family: "van den Berg"},
		"Robert Martin Jr.":          {Given: "Robert", Family: "Martin Jr."},
		"Suharto":                    {Family: "Suharto"},
		"AliceMartin":                {Family: "AliceMartin"},
		"a.martin":                   {Given: "a", Family: "martin"},
		"alice.martin2":              {Given: "alice", Family: "martin"},
		"alice_martin@example.test":  {Given: "alice", Family: "martin"},
		"CORP\\alice.martin":         {Given: "alice", Family: "martin"},
		"adm-alice.martin":           {Given: "alice", Family: "martin"},
		"jean-pierre.martin":         {Given: "jean-pierre", Family: "martin"},
	} {
		if got := Parse(in); len(got) == 0 || got[0] != want {
			t.Errorf("Parse(%q) = %+v, want first %+v", in, got, want)
		}
	}
}

func TestParseReadsALoginOfOneWordByItsInitial(t *testing.T) {
	t.Parallel()
	want := []Name{{Family: "amartin"}, {Given: "a", Family: "martin"}, {Given: "n", Family: "amarti"}}
	if diff := cmp.Diff(want, Parse("amartin")); diff != "" {
		t.Error(diff)
	}
	if got := Parse("AliceMartin"); !slices.Contains(got, Name{Given: "Alice", Family: "Martin"}) {
		t.Errorf("Parse(AliceMartin) = %+v", got)
	}
}

func TestParseOfNothingIsNothing(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "   ", ",", "(Sales)", "Dr.", "...", "123", "@example.test", "--"} {
		for _, n := range Parse(in) {
			if Fold(n.Given+n.Family) == "" {
				t.Errorf("Parse(%q) has a name without letters: %+v", in, n)
			}
		}
	}
}

func TestParseCutsNoLetterInHalf(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"\U0001E922\U0001E923\U0001E924", "éàüöß", "王小明李"} {
		for _, n := range Parse(in) {
			if !utf8.ValidString(n.Given) || !utf8.ValidString(n.Family) {
				t.Errorf("Parse(%q) has %q, %q", in, n.Given, n.Family)
			}
		}
	}
}
