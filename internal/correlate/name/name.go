// Package name serves stage 2 of 6 (correlate): the names on an Account in, the people who may bear them out, each with
// a score and the reasons for it.
//
// It is the last resort of correlation. A name is evidence, never proof: fathers and sons share one, and two strangers
// do in any large company. The package therefore prefers to say nothing rather than something doubtful, it returns
// every equal candidate rather than choosing, and whoever calls it asks a human before anything is done.
//
// It is pure: the same people and the same query give the same answer, whatever the order in which the people came.
package name

// Name is the name of a person as HR writes it. A person with one name only leaves the other field empty, either one.
type Name struct {
	Given  string
	Family string
}

// settled puts an only name in the family field.
func (n Name) settled() Name {
	if hollow(n.Family) {
		return Name{Family: n.Given}
	}
	return n
}

// Query is what an account says of its holder. Empty fields say nothing; a query of empty fields matches nobody.
type Query struct {
	Given   string
	Family  string
	Display string // a display name or cn, in any usual order
	Login   string // read where the other fields found nobody at Sure; in one word, where they found nobody

	// AtLeast is the lowest score worth having; 0 means Floor. A higher one makes the search cheaper.
	AtLeast int
}

// The scores that mean something to a caller.
const (
	// Floor is the lowest score ever returned, before the order of the names is counted.
	Floor = 50

	// Sure is the score from which the written names decide and the login is not asked.
	Sure = 90

	// Most is the largest number of candidates that a query returns.
	Most = 8
)

// Candidate is one person who may hold the account.
type Candidate struct {
	Person int // the position in the people that the index was built from
	Score  int // 0 to 100: the product of the scores of the fields
	From   Source
	Fields []FieldScore // family, given, then what was taken off for the form

	// Alike is the number of people who reach exactly this score with this query, this one included. It counts
	// those beyond Most as well: an account called "j.smith" can have hundreds.
	Alike int
}

// Source says which names of the account led to a candidate.
type Source string

// The sources.
const (
	FromNames   Source = "names" // Query.Given and Query.Family
	FromDisplay Source = "display"
	FromLogin   Source = "login"
)

// FieldScore compares one field of the account with that of the person.
type FieldScore struct {
	Field   Field
	Account string // as the account writes it
	Person  string // as HR writes it
	Score   int    // 0 to 100
	How     string // in plain words: "same", "one letter differs", "nickname (Bob = Robert)"
}

// Field names what is compared.
type Field string

// The fields. The last three appear only where they cost something.
const (
	FamilyField Field = "family"
	GivenField  Field = "given"
	OrderField  Field = "order"  // family and given names stand in the other order
	JoinedField Field = "joined" // both names were cut out of one word
	NumberField Field = "number" // a number follows a login: often the mark of a second bearer
)
