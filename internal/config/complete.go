package config

// Complete says what a reading of a source must hold to be believed. A reading that holds less is a gap.
type Complete struct {
	Min      int         // the fewest people or accounts
	MaxDrop  Share       // how much fewer than in the last complete reading
	Columns  ColumnShape // of people
	Canaries []string    // of systems: logins that must be there
}

// ColumnShape says when another header than last time makes a feed incomplete.
type ColumnShape string

// The rules for the header of a feed.
const (
	ColumnsNamed ColumnShape = "named" // the columns that the settings name must be there
	ColumnsSame  ColumnShape = "same"  // the header must be the one of the last complete reading
)

var peopleComplete = section[Complete]{fields: []field[Complete]{
	bind(count(1), func(c *Complete) *int { return &c.Min }, Key{
		Name: "min-people", Default: "1", Example: "450",
		Doc: "The fewest people that a whole reading can hold.",
	}),
	maxDrop,
	bind(choice(ColumnsNamed, ColumnsSame), func(c *Complete) *ColumnShape { return &c.Columns }, Key{
		Name: "columns", Default: "named",
		Doc: "named: the columns that these settings name must be there. same: the header must be the one of the last complete reading.",
	}),
}}

var systemComplete = section[Complete]{fields: []field[Complete]{
	bind(count(0), func(c *Complete) *int { return &c.Min }, Key{
		Name: "min-accounts", Default: "1", Example: "450",
		Doc: "The fewest accounts that a whole reading can hold; 0 for a system that may be empty.",
	}),
	maxDrop,
	bind(set(text, "logins", 0), func(c *Complete) *[]string { return &c.Canaries }, Key{
		Name: "canaries", Example: "[breakglass]",
		Doc: "Logins that are always there: a reading without one of them is not whole.",
	}),
}}

var maxDrop = bind(share, func(c *Complete) *Share { return &c.MaxDrop }, Key{
	Name: "max-drop", Default: "10%",
	Doc: "How much smaller than the last complete reading a whole one can be.",
})
