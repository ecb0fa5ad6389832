package name

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFoldGivesOneLatinForm(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                    "",
		"  ":                  "",
		"Alice":               "alice",
		"  MARTIN-DUPONT  ":   "martin dupont",
		"O'Brien":             "o brien",
		"O’Brien":             "o brien",
		"d’Arc":               "d arc",
		"van der Berg":        "van der berg",
		"Hélène Çelik":        "helene celik",
		"He\u0301le\u0300ne":  "helene",
		"Müller":              "muller",
		"Straße":              "strasse",
		"Søren Ødegård":       "soren odegard",
		"Łukasz Żółć":         "lukasz zolc",
		"Œuvrard Æsa Þór":     "oeuvrard aesa thor",
		"İbrahim Işık":        "ibrahim isik",
		"Шевченко Юрий":       "shevchenko yuriy",
		"Хрущёв":              "khrushchev",
		"Соловьёв":            "solovev",
		"Київ Їжак":           "kiyiv yizhak",
		"Παπαδόπουλος":        "papadopoulos",
		"Γιώργος Ευάγγελος":   "giorgos evangelos",
		"ΧΡΉΣΤΟΣ":             "christos",
		"王小明":                 "wang xiao ming",
		"Ａｌｉｃｅ":               "alice",
		"ﬁnn":                 "finn",
		"Alice (Sales) 2":     "alice sales 2",
		"\u200bAli\u00adce":   "alice",
		"Alice \U0001F600 Li": "alice li",
		"\U0001E900":          "\U0001E922",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldOfFoldIsFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Fatalf("Fold(%q) = %q is not UTF-8", s, once)
		}
	})
}

func TestUmlautsHaveASecondSpelling(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Müller": "mueller", "Søren Ødegård": "soeren oedegaard", "Schäfer": "schaefer", "Hélène": "", "Mueller": "", "": "",
	} {
		if got := otherSpelling(in); got != want {
			t.Errorf("otherSpelling(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRomanizationsShareASkeleton(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"yuriy", "iurii", "yuri", "juri", "yury"},
		{"evgeny", "yevgeniy", "evgenii"},
		{"kowalczyk", "kovalczik"},
		{"aleksandr", "alexandr"},
		{"khrushchev", "hrushchev"},
	} {
		for _, s := range same[1:] {
			if a, b := string(skeleton(nil, same[0])), string(skeleton(nil, s)); a != b {
				t.Errorf("skeletons of %s and %s: %s, %s", same[0], s, a, b)
			}
		}
	}
}
