package name

import "strings"

// kind says in what way two fields are alike.
//
//	kind          score  the account has       HR has
//	same            100  MARTIN                Martin
//	unaccented       97  Helene                Hélène
//	otherScript      95  Mueller, Shevchenko   Müller, Шевченко
//	butFor           92  Berg                  van der Berg
//	moreGiven        89  Alice Marie           Alice
//	nickname         88  Bob                   Robert
//	letter, swapped  85  Alize, Alcie          Alice
//	spelling         85  Yuriy                 Iurii
//	sisterForm       85  Alexander             Alexandre
//	doubleName       85  Dupont                Martin-Dupont
//	twoShort         80  Bob                   Rob
//	secondGiven      75  Marie                 Alice Marie
//	spellingOfOther  75  Carl                  Karl, and Carl is a name in use
//	ending           70  Martin                Martins (families only: such given names are two names)
//	letterOfOther    70  Marie                 Maria, and Marie is a name in use
//	initials         65  JM                    Jean-Marc
//	beginning        62  Al                    Alice (logins only)
//	initial          60  A                     Alice
//
// Two misspelt fields in one name are two names: no pair of letter, swapped, ending and letterOfOther is a candidate.
type kind uint8

const (
	same kind = iota
	unaccented
	otherScript
	butFor
	moreGiven
	nickname
	letter
	swapped
	spelling
	sisterForm
	doubleName
	twoShort
	secondGiven
	spellingOfOther
	ending
	letterOfOther
	initialsOnly
	beginning
	initial
	otherOrder
	joined
	number
)

var kinds = [...]struct {
	score int
	words string
}{
	same:            {100, "same"},
	unaccented:      {97, "same without accents"},
	otherScript:     {95, "transliterated"},
	butFor:          {92, "same but for"},
	moreGiven:       {89, "one of several given names"},
	nickname:        {88, "nickname"},
	letter:          {85, "one letter differs"},
	swapped:         {85, "two letters swapped"},
	spelling:        {85, "another spelling"},
	sisterForm:      {78, "another form of the name"},
	doubleName:      {85, "one part of a double name"},
	twoShort:        {80, "nicknames of one name"},
	secondGiven:     {75, "second given name"},
	spellingOfOther: {75, "another spelling, and both are names in use"},
	ending:          {70, "the ending differs"},
	letterOfOther:   {70, "one letter differs, and both are names in use"},
	initialsOnly:    {65, "initials"},
	beginning:       {62, "beginning of the name"},
	initial:         {60, "initial"},
	otherOrder:      {92, "other order"},
	joined:          {95, "written as one word"},
	number:          {90, "a number follows, perhaps of a second bearer"},
}

// likeness is a kind with the two words that its explanation names, if it names any.
type likeness struct {
	kind kind
	a, b string
}

func (l likeness) score() int { return kinds[l.kind].score }

// misspelt reports whether the kind assumes that somebody mistyped.
func (l likeness) misspelt() bool {
	return l.kind == letter || l.kind == swapped || l.kind == ending || l.kind == letterOfOther
}

// exact reports whether the two fields are the same name, however written.
func (l likeness) exact() bool { return l.kind <= otherScript }

// how says the likeness in words.
func (l likeness) how() string {
	switch words := kinds[l.kind].words; l.kind {
	case nickname, sisterForm:
		return words + " (" + capital(l.a) + " = " + capital(l.b) + ")"
	case twoShort:
		return words + " (" + capital(l.a) + ", " + capital(l.b) + ")"
	case butFor:
		return words + " (" + strings.TrimSpace(l.a+" "+l.b) + ")"
	default:
		return words
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// times multiplies two scores out of 100, rounded down.
func times(a, b int) int { return a * b / 100 }
