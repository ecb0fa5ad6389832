package name

import (
	"testing"
)

// person and query, the score expected and how the family and the given name are alike. A band of 0 to 0 expects nobody.
var pairsOfNames = []struct {
	person        Name
	query         Query
	low, high     int
	family, given string
}{
	{n("Alice", "Martin"), named("Alice", "Martin"), 100, 100, "same", "same"},
	{n("Alice", "Martin"), named("ALICE", "martin"), 100, 100, "same", "same"},
	{n("Hélène", "Müller"), named("Hélène", "Müller"), 100, 100, "same", "same"},
	{n("Hélène", "Müller"), named("Helene", "Muller"), 90, 96, "same without accents", "same without accents"},
	{n("Jürgen", "Müller"), named("Juergen", "Mueller"), 88, 95, "transliterated", "transliterated"},
	{n("Jurgen", "Mueller"), named("Jürgen", "Müller"), 88, 95, "transliterated", "same without accents"},
	{n("Søren", "Ødegård"), named("Soren", "Odegard"), 88, 97, "transliterated", "transliterated"},
	{n("Łukasz", "Groß"), named("Lukasz", "Gross"), 88, 97, "transliterated", "transliterated"},
	{n("Юрий", "Шевченко"), named("Yuriy", "Shevchenko"), 88, 95, "transliterated", "transliterated"},
	{n("Юлия", "Ильина"), named("Iuliia", "Iliina"), 85, 92, "transliterated", "transliterated"},
	{n("Karl", "Weber"), named("Carl", "Weber"), 70, 79, "same", "another form of the name (Carl = Karl)"},
	{n("Erik", "Weber"), named("Eric", "Weber"), 80, 89, "same", "another spelling"},
	{n("Юрий", "Шевченко"), named("Iurii", "Shevchenko"), 88, 95, "transliterated", "transliterated"},
	{n("Γιώργος", "Παπαδόπουλος"), named("Giorgos", "Papadopoulos"), 88, 95, "transliterated", "transliterated"},
	{n("Yuriy", "Kowalczyk"), named("Juri", "Kovalczyk"), 70, 85, "another spelling", "another spelling"},
	{n("Jean-Marc", "O'Brien"), named("jean marc", "obrien"), 100, 100, "same", "same"},
	{n("Jan", "van der Berg"), named("Jan", "Berg"), 90, 92, "same but for (van der)", "same"},
	{n("Jan", "Vandenberg"), named("Jan", "van den Berg"), 100, 100, "same", "same"},
	{n("Robert", "Martin Jr"), named("Robert", "Martin"), 90, 92, "same but for (jr)", "same"},

	{n("Robert", "Smith"), named("Bob", "Smith"), 85, 89, "same", "nickname (Bob = Robert)"},
	{n("Bob", "Smith"), named("Robert", "Smith"), 85, 89, "same", "nickname (Bob = Robert)"},
	{n("William", "Smith"), named("Bill", "Smith"), 85, 89, "same", "nickname (Bill = William)"},
	{n("Elizabeth", "Smith"), named("Liz", "Smith"), 85, 89, "same", "nickname (Liz = Elizabeth)"},
	{n("Robert James", "Smith"), named("Bob", "Smith"), 85, 89, "same", "nickname (Bob = Robert)"},
	{n("Bob", "Smith"), named("Rob", "Smith"), 75, 84, "same", "nicknames of one name (Rob, Bob)"},
	{n("José", "García"), named("Pepe", "Garcia"), 80, 89, "same without accents", "nickname (Pepe = Jose)"},
	{n("Johannes", "Weber"), named("Hans", "Weber"), 85, 89, "same", "nickname (Hans = Johannes)"},
	{n("Александр", "Иванов"), named("Sasha", "Ivanov"), 80, 89, "transliterated", "nickname (Sasha = Aleksandr)"},
	{n("Pierre", "Weber"), named("Peter", "Weber"), 70, 79, "same", "another form of the name (Peter = Pierre)"},
	{n("Boris", "Weber"), named("Doris", "Weber"), 80, 89, "same", "one letter differs"},
	{n("Doris", "Weber"), named("Boris", "Weber"), 70, 70, "same", "one letter differs, and both are names in use"},

	{n("Alice", "Martin"), named("A.", "Martin"), 60, 60, "same", "initial"},
	{n("A.", "Martin"), named("Alice", "Martin"), 60, 60, "same", "initial"},
	{n("Jean-Marc", "Dubois"), named("JM", "Dubois"), 60, 69, "same", "initials"},
	{n("Alice Marie", "Martin"), named("Alice", "Martin"), 85, 89, "same", "one of several given names"},
	{n("Alice", "Martin"), named("Alice Marie", "Martin"), 85, 89, "same", "one of several given names"},
	{n("Alice Marie", "Martin"), named("Alice M.", "Martin"), 85, 89, "same", "one of several given names"},
	{n("Alice Marie", "Martin"), named("Marie", "Martin"), 70, 79, "same", "second given name"},
	{n("Marie", "Martin"), named("Alice Marie", "Martin"), 70, 79, "same", "second given name"},
	{n("Alice", "Martin-Dupont"), named("Alice", "Dupont"), 80, 89, "one part of a double name", "same"},
	{n("Alice", "Dupont"), named("Alice", "Martin-Dupont"), 80, 89, "one part of a double name", "same"},
	{n("Ana", "García López"), named("Ana", "Garcia"), 80, 89, "one part of a double name", "same"},
	{n("Ana María", "García López"), named("Ana", "Garcia"), 70, 79, "one part of a double name", "one of several given names"},

	{n("Alice", "Martin"), named("Alize", "Martin"), 80, 89, "same", "one letter differs"},
	{n("Alice", "Martin"), named("Alcie", "Martin"), 80, 89, "same", "two letters swapped"},
	{n("Alice", "Bernard"), named("Alice", "Bernad"), 80, 89, "one letter differs", "same"},
	{n("Alice", "Bernard"), named("Alice", "Bernardd"), 70, 79, "the ending differs", "same"},
	{n("Robert", "Bernard"), named("Bob", "Bernad"), 70, 79, "one letter differs", "nickname (Bob = Robert)"},

	{n("Alice", "Martin"), Query{Display: "Alice Martin"}, 100, 100, "same", "same"},
	{n("Alice", "Martin"), Query{Display: "Martin, Alice"}, 100, 100, "same", "same"},
	{n("Alice", "Martin"), Query{Display: "MARTIN Alice (EXT)"}, 100, 100, "same", "same"},
	{n("Alice", "Martin"), Query{Display: "Martin Alice"}, 90, 94, "same", "same"},
	{n("Alice", "Martin"), named("Martin", "Alice"), 90, 94, "same", "same"},
	{n("Alice", "Martin"), Query{Display: "Martin A."}, 60, 60, "same", "initial"},
	{n("Alice", "Martin"), Query{Family: "Alice Martin"}, 100, 100, "same", "same"},
	{n("Minh", "Nguyen"), Query{Display: "Nguyễn Minh"}, 85, 94, "same without accents", "same"},
	{n("小明", "王"), Query{Display: "Wang Xiaoming"}, 80, 94, "transliterated", "transliterated"},

	{n("Alice", "Martin"), Query{Login: "alice.martin"}, 100, 100, "same", "same"},
	{n("Alice", "Martin"), Query{Login: "martin_alice"}, 90, 94, "same", "same"},
	{n("Alice", "Martin"), Query{Login: "alice.martin2"}, 85, 90, "same", "same"},
	{n("Alice", "Martin"), Query{Login: "AliceMartin"}, 100, 100, "same", "same"},
	{n("Alice", "Martin"), Query{Login: "alicemartin"}, 90, 95, "same", "same"},
	{n("Alice", "Martin"), Query{Login: "a.martin"}, 60, 60, "same", "initial"},
	{n("Alice", "Martin"), Query{Login: "amartin"}, 55, 59, "same", "initial"},
	{n("Alice", "Martin"), Query{Login: "adm-amartin"}, 55, 59, "same", "initial"},
	{n("Alice", "Martin"), Query{Login: "CORP\\amartin"}, 55, 59, "same", "initial"},
	{n("Alice", "Martin"), Query{Login: "martina"}, 50, 54, "same", "initial"},
	{n("Alice", "Martin"), Query{Login: "almartin"}, 55, 60, "same", "beginning of the name"},
	{n("Hélène", "Müller"), Query{Login: "hmueller"}, 50, 59, "transliterated", "initial"},
	{n("Robert", "Smith"), Query{Login: "bobsmith"}, 80, 85, "same", "nickname (Bob = Robert)"},
	{n("Jean-Pierre", "Martin"), Query{Login: "jean-pierre.martin"}, 100, 100, "same", "same"},

	{n("", "Suharto"), Query{Display: "Suharto"}, 100, 100, "same", "same"},
	{n("Suharto", ""), Query{Given: "Suharto"}, 100, 100, "same", "same"},
	{n("Suharto", "-"), Query{Family: "Suharto", Given: "."}, 100, 100, "same", "same"},

	{n("Martina", "Alicea"), named("Martin", "Alice"), 0, 0, "", ""},
	{n("Alicea", "Martina"), named("Alice", "Martin"), 0, 0, "", ""},
	{n("Alice", "Martin"), Query{Display: "Martina Alicea"}, 0, 0, "", ""},
	{n("Martin", "Weber"), named("Martina", "Weber"), 0, 0, "", ""},
	{n("Daniel", "Weber"), named("Daniela", "Weber"), 0, 0, "", ""},
	{n("Jean-Pierre", "Martin"), named("Jean-Paul", "Martin"), 0, 0, "", ""},
	{n("Alice Marie", "Martin"), named("Alice S.", "Martin"), 0, 0, "", ""},
	{n("Alice", "Martin-Dupont"), named("Alice", "Martin-Durand"), 0, 0, "", ""},
	{n("Alice", "Martin-Dupont"), named("A.", "Dupont"), 0, 0, "", ""},
	{n("Alice", "Dupont"), named("A.", "Martin-Dupont"), 0, 0, "", ""},
	{n("Ana", "Li-Wang"), named("Ana", "Li"), 0, 0, "", ""},
	{n("Alize", "Bernad"), named("Alice", "Bernard"), 0, 0, "", ""},
	{n("Jean", "Roux"), named("Joan", "Roux"), 0, 0, "", ""},
	{n("Li", "Wu"), named("Li", "Xu"), 0, 0, "", ""},
	{n("Alice", "Wu"), Query{Login: "awu"}, 0, 0, "", ""},
	{n("Alice", "Martin"), named("", "Martin"), 0, 0, "", ""},
	{n("Alice", "Martin"), named("Alice", ""), 0, 0, "", ""},
	{n("Alice", "Martin"), Query{Login: "martin"}, 0, 0, "", ""},
	{n("Alice", "Martin"), Query{}, 0, 0, "", ""},
	{n("", ""), Query{}, 0, 0, "", ""},
	{n("", ""), named(".", "-"), 0, 0, "", ""},
	{n("Alice", "Martin"), Query{Display: "Helpdesk"}, 0, 0, "", ""},
	{n("Alice", "Martin"), Query{Display: "Backup Service", Login: "svc-backup"}, 0, 0, "", ""},
}

func n(given, family string) Name { return Name{Given: given, Family: family} }

func named(given, family string) Query { return Query{Given: given, Family: family} }

func TestPairsOfNamesScoreInTheirBand(t *testing.T) {
	t.Parallel()
	for _, p := range pairsOfNames {
		got := NewIndex([]Name{p.person}).Match(p.query)
		if len(got) == 0 {
			if p.high > 0 {
				t.Errorf("%+v with %+v: nobody, want %d to %d", p.query, p.person, p.low, p.high)
			}
			continue
		}
		c := got[0]
		if c.Score < p.low || c.Score > p.high || c.Fields[0].How != p.family || c.Fields[1].How != p.given {
			t.Errorf("%+v with %+v: %d, family %q, given %q; want %d to %d, %q, %q", p.query, p.person,
				c.Score, c.Fields[0].How, c.Fields[1].How, p.low, p.high, p.family, p.given)
		}
		if p.high > 0 && (c.Fields[0].Person != p.person.settled().Family || c.Fields[1].Person != p.person.settled().Given) {
			t.Errorf("%+v: fields do not show HR's spelling: %+v", p.person, c.Fields)
		}
	}
}

func TestFatherAndSonBothComeBack(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Name{n("Jean", "Martin"), n("Alice", "Martin"), n("Jean", "Martin")})
	got := x.Match(named("Jean", "Martin"))
	if len(got) != 2 || got[0].Person != 0 || got[1].Person != 2 || got[0].Score != got[1].Score || got[1].Alike != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestFatherAndSonAreToldApartByJunior(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Name{n("Robert", "Martin"), n("Robert", "Martin Jr")})
	for q, want := range map[Query]int{{Display: "Robert Martin Jr."}: 1, {Display: "Robert Martin"}: 0} {
		got := x.Match(q)
		if len(got) != 2 || got[0].Person != want || got[0].Score != 100 || got[1].Score == 100 {
			t.Errorf("%v: got %+v", q, got)
		}
	}
}

func TestMoreEqualsThanFitAreCounted(t *testing.T) {
	t.Parallel()
	var people []Name
	for range 30 {
		people = append(people, n("Alice", "Martin"), n("Arnaud", "Martin"), n("Bob", "Martin"))
	}
	got := NewIndex(people).Match(Query{Login: "a.martin"})
	if len(got) != Most {
		t.Fatalf("%d candidates, want %d", len(got), Most)
	}
	for i, c := range got {
		if c.Alike != 60 || c.Score != 60 || i > 0 && c.Person <= got[i-1].Person {
			t.Errorf("candidate %d: %+v", i, c)
		}
	}
}

func TestOfManyNamesakesTheFirstAreShown(t *testing.T) {
	t.Parallel()
	people := make([]Name, Most+4)
	for i := range people {
		people[i] = n("Alice", "Martin")
	}
	got := NewIndex(people).Match(named("Alice", "Martin"))
	for i, c := range got {
		if c.Person != i || c.Alike != len(people) {
			t.Errorf("candidate %d: %+v", i, c)
		}
	}
}

func TestASpellingThatSomebodyBearsIsNoMisspelling(t *testing.T) {
	t.Parallel()
	alice := n("Alice", "Bernard")
	free := NewIndex([]Name{alice}).Match(named("Alice", "Bermard"))
	taken := NewIndex([]Name{alice, n("Bob", "Bermard")}).Match(named("Alice", "Bermard"))
	if len(free) != 1 || len(taken) != 1 || taken[0].Score >= free[0].Score {
		t.Fatalf("free %+v, taken %+v", free, taken)
	}
	if how := taken[0].Fields[0].How; how != "one letter differs, and both are names in use" {
		t.Errorf("how: %q", how)
	}
}

func TestTheLoginSpeaksWhereTheNamesAreUnsure(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Name{n("Julie", "Martin"), n("Jean", "Martin")})
	got := x.Match(Query{Display: "J. Martin", Login: "julie.martin"})
	if len(got) != 2 || got[0].Person != 0 || got[0].From != FromLogin || got[1].Score > 60 {
		t.Errorf("got %+v", got)
	}
	got = x.Match(Query{Display: "Jean Martin", Login: "julie.martin"})
	if len(got) != 1 || got[0].Person != 1 || got[0].From != FromDisplay {
		t.Errorf("a sure display name: got %+v", got)
	}
}

func TestNobodyMatchesAnEmptyCompany(t *testing.T) {
	t.Parallel()
	for _, q := range []Query{{}, named("Alice", "Martin"), {Display: "Alice"}, {Login: "amartin"}, {Login: "a"}} {
		if got := NewIndex(nil).Match(q); got != nil {
			t.Errorf("%+v: got %+v", q, got)
		}
	}
}
