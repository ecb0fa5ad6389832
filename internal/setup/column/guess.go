package column

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// Guess is where one thing was found: in which column, how surely, and why.
type Guess struct {
	What   config.Column
	Column *Column // nil: nothing was found, or what was found was not taken
	Sure   Sureness
	Why    string // what speaks for it; without a column, what spoke against the one that was near. May be empty.

	Opposite bool // of a status: its yes means no, as in a column "blocked"
}

// Sureness says how sure a guess is.
type Sureness string

// The degrees of sureness.
const (
	Sure    Sureness = "sure"    // the name says it, and the cells agree
	Likely  Sureness = "likely"  // the name says it, and the cells say nothing
	Guessed Sureness = "a guess" // only the cells say it, or they make one doubt: somebody must look
	Said    Sureness = "as said" // a human said so
)

// meaning is one thing that a column can hold.
type meaning struct {
	what  config.Column
	names []name

	judge   func(*Column) verdict        // what the cells of a column of that name say; nil: nothing
	settled func(*Column, taken) verdict // the same, when all names have been heard; nil: nothing
	content func(*Column, taken) verdict // what the cells of a column say that no name spoke for; nil: nothing

	loud     bool // a column of just that name is taken whatever stands in it: better a loud error than a fact that is lost
	opposite bool
}

// verdict is what cells say of a guess.
type verdict struct {
	speaks int // 1: for it, -1: against it, 0: nothing
	why    string
}

// taken are the columns that have been given to a thing.
type taken map[config.Column]*Column

// filled says how much of a column there is; nothing where every row has a cell.
func filled(c *Column) string {
	switch c.Filled {
	case c.Rows:
		return ""
	case 0:
		return "empty"
	}
	return fmt.Sprintf("in %s of %s rows", count(c.Filled), count(c.Rows))
}

// shaped is the verdict of a shape.
func shaped(s Shape, called string) func(*Column) verdict {
	return func(c *Column) verdict {
		switch {
		case c.Filled == 0:
			return verdict{0, "empty"}
		case c.Mostly(s):
			return verdict{1, filled(c)}
		}
		return verdict{-1, fmt.Sprintf("%q is no %s", c.Odd(s), called)}
	}
}

// anything is the verdict of what can be any text.
func anything(c *Column) verdict {
	if c.Filled == 0 {
		return verdict{0, "empty"}
	}
	return verdict{1, filled(c)}
}

// count writes a number as people read it.
func count(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%s,%03d", count(n/1000), n%1000)
	}
	return fmt.Sprint(n)
}
