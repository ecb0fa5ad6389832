package column

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// People guesses what the columns of an HR file hold.
func People(f *File) []Guess {
	known := peopleNames()
	of := func(what config.Column, judge func(*Column) verdict) meaning {
		return meaning{what: what, names: known[string(what)], judge: judge}
	}
	date := func(what config.Column) meaning {
		m := of(what, shaped(Day, "date that can be read"))
		m.loud = true
		return m
	}
	id := of(config.ColumnID, isID)
	id.loud, id.content = true, couldBeID
	email := of(config.ColumnEmail, shaped(Mail, "mail address"))
	email.content = onlyShaped(Mail, "it holds mail addresses")
	status := of(config.ColumnStatus, isStatus("people.status-values"))
	status.content = looksLikeStatus("people.status-values")
	manager := of(config.ColumnManager, anything)
	manager.settled, manager.content = pointsAtIDs, couldPointAtIDs
	zone := of(config.ColumnZone, shaped(Zone, "time zone such as Europe/Paris"))
	zone.content = onlyShaped(Zone, "it holds time zones")
	engagement := of(config.ColumnEngagement, anything)
	engagement.settled = tellsRowsApart
	return match(f, []meaning{
		id, of(config.ColumnGiven, anything), of(config.ColumnFamily, anything), email, of(config.ColumnLogin, anything),
		date(config.ColumnStart), date(config.ColumnEnd), date(config.ColumnLastDay), status, of(config.ColumnKind, anything),
		of(config.ColumnPosition, anything), of(config.ColumnDepartment, anything), manager, zone,
		of(config.ColumnEndsAt, shaped(Clock, "time of day such as 18:00")), engagement,
		date(config.ColumnLeaveStart), date(config.ColumnLeaveEnd),
	})
}

// isID is the verdict of the number of a person.
func isID(c *Column) verdict {
	switch {
	case c.Filled < c.Rows:
		return verdict{-1, fmt.Sprintf("%s rows have none", count(c.Rows-c.Filled))}
	case c.twice:
		return verdict{0, "several rows have the same one"}
	}
	return verdict{1, "all different, never empty"}
}

// couldBeID speaks for a column that could be the number of the person, whatever it is called.
func couldBeID(c *Column, _ taken) verdict {
	if c.Unique() && c.Mostly(Key) {
		return verdict{1, "all different, never empty; the name does not say it"}
	}
	return verdict{}
}

// onlyShaped speaks for a column in which every cell has the shape.
func onlyShaped(s Shape, why string) func(*Column, taken) verdict {
	return func(c *Column, _ taken) verdict {
		if c.Filled > 0 && c.shapes[s] == c.Filled {
			return verdict{1, why + "; the name does not say it"}
		}
		return verdict{}
	}
}

// pointsAtIDs is against a manager who is no number of a person: a name says nothing that can be relied on.
func pointsAtIDs(c *Column, has taken) verdict {
	known, ok := c.Of(has[config.ColumnID])
	switch {
	case !ok || c.Filled == 0:
		return verdict{}
	case 2*known < c.Filled:
		return verdict{-1, fmt.Sprintf("%q is no number of a person", c.Samples(1)[0])}
	}
	return verdict{1, filled(c)}
}

// couldPointAtIDs speaks for a column in which the numbers of a few people stand again and again.
func couldPointAtIDs(c *Column, has taken) verdict {
	known, ok := c.Of(has[config.ColumnID])
	if ok && c.twice && known == c.Filled && 2*known > c.Rows {
		return verdict{1, "it holds numbers of people; the name does not say it"}
	}
	return verdict{}
}

// tellsRowsApart is against a number of engagements that does not tell the rows of one person apart, such as the kind
// of the contract.
func tellsRowsApart(c *Column, has taken) verdict {
	id := has[config.ColumnID]
	switch {
	case c.Unique():
		return verdict{1, ""}
	case c.Filled < c.Rows:
		return verdict{-1, fmt.Sprintf("%s rows have none", count(c.Rows-c.Filled))}
	case id != nil && id.twice && len(c.values) > 1:
		return verdict{0, "it should tell apart the rows of one person"}
	}
	return verdict{-1, "many rows have the same one"}
}
