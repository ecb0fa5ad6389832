package column

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// Known is what an HR file says of people, to recognise them in other places.
type Known struct {
	IDs    *Column // nil: nothing is known
	Mails  *Column // in small letters
	Logins *Column // in small letters: what stands before the @ of the mail where HR knows no login
}

// NewKnown takes what is known of people from the guesses about the HR file.
func NewKnown(guesses []Guess) Known {
	var k Known
	for _, g := range guesses {
		if g.Column == nil {
			continue
		}
		switch g.What { //nolint:exhaustive // only these tell people apart
		case config.ColumnID:
			k.IDs = g.Column
		case config.ColumnEmail:
			k.Mails = g.Column.Changed(strings.ToLower)
		case config.ColumnLogin:
			k.Logins = g.Column.Changed(strings.ToLower)
		}
	}
	if k.Logins == nil && k.Mails != nil {
		k.Logins = k.Mails.Changed(func(mail string) string {
			local, _, _ := strings.Cut(mail, "@")
			return local
		})
	}
	return k
}

// Changed returns a column with the cells of this one after a change.
func (c *Column) Changed(change func(string) string) *Column {
	out := newColumn(c.Name)
	for text, v := range c.values {
		for range v.count {
			out.take(change(text))
		}
	}
	out.more = c.more
	return out
}

// Accounts guesses what the columns of an application's export hold.
func Accounts(f *File, hr Known) []Guess {
	known := accountsNames()
	of := func(what config.Column, judge func(*Column) verdict) meaning {
		return meaning{what: what, names: known[string(what)], judge: judge}
	}
	id := of(config.ColumnID, isAccountID)
	id.loud = true
	email := of(config.ColumnEmail, shaped(Mail, "mail address"))
	email.content = onlyShaped(Mail, "it holds mail addresses")
	login := of(config.ColumnLogin, anything)
	login.content = hr.couldBeLogin
	employee := of(config.ColumnEmployee, hr.isEmployee)
	employee.content = hr.couldBeEmployee
	status := of(config.ColumnStatus, isStatus("systems.status-values"))
	status.content = looksLikeStatus("systems.status-values")
	opposite := of(config.ColumnStatus, shaped(Flag, "yes or no"))
	opposite.names, opposite.opposite = known["not-status"], true
	guesses := match(f, []meaning{
		id, login, email, employee, of(config.ColumnGiven, anything), of(config.ColumnFamily, anything), of(config.ColumnDisplay, anything),
		status, opposite, of(config.ColumnKind, anything), of(config.ColumnOwner, anything), of(config.ColumnGroups, anything),
		of(config.ColumnLastSeen, isDayOrNever), of(config.ColumnCreated, isDayOrNever),
	})
	return withID(guesses)
}

func isAccountID(c *Column) verdict {
	said := isID(c)
	if said.speaks == 0 {
		said.why = "several rows have the same one: they must differ in roles only"
	}
	return said
}

// withID lets the login stand for the id where there is none, else the mail address.
func withID(guesses []Guess) []Guess {
	at := map[config.Column]*Guess{}
	for i := range guesses {
		at[guesses[i].What] = &guesses[i]
	}
	id := at[config.ColumnID]
	for _, instead := range []config.Column{config.ColumnLogin, config.ColumnEmail} {
		if g := at[instead]; id.Column == nil && g.Column != nil && g.Column.Unique() {
			*id = Guess{What: config.ColumnID, Column: g.Column, Sure: Guessed, Why: "there is no column of ids; this one can be given to somebody else later"}
		}
	}
	return guesses
}

func isDayOrNever(c *Column) verdict {
	switch {
	case c.Filled == 0:
		return verdict{0, "empty"}
	case 10*(c.shapes[Day]+c.shapes[Never]) >= 9*c.Filled:
		return verdict{1, filled(c)}
	}
	return verdict{-1, fmt.Sprintf("%q is no date that can be read", c.Odd(Day))}
}

// isEmployee is the verdict of the HR file on numbers that an application holds.
func (k Known) isEmployee(c *Column) verdict {
	rows, ok := c.Of(k.IDs)
	switch {
	case c.Filled == 0:
		return verdict{0, "empty"}
	case !ok:
		return verdict{0, filled(c)}
	case 2*rows < c.Filled:
		return verdict{-1, fmt.Sprintf("only %s of its %s values are ids of people", count(rows), count(c.Filled))}
	}
	return verdict{1, fmt.Sprintf("%s of %s rows name a person", count(rows), count(c.Rows))}
}

// couldBeEmployee speaks for a column that holds ids of people, unless ids are small numbers, which stand everywhere.
func (k Known) couldBeEmployee(c *Column, _ taken) verdict {
	rows, ok := c.Of(k.IDs)
	if !ok || 2*rows < c.Filled || rows < 3 || k.IDs.Mostly(Number) && len(k.IDs.Samples(1)[0]) < 5 {
		return verdict{}
	}
	return verdict{1, fmt.Sprintf("%s of %s rows name a person; the name does not say it", count(rows), count(c.Rows))}
}

// couldBeLogin speaks for a column that holds logins of people.
func (k Known) couldBeLogin(c *Column, _ taken) verdict {
	if k.Logins == nil || !c.Unique() {
		return verdict{}
	}
	rows, ok := c.Changed(strings.ToLower).Of(k.Logins)
	if !ok || 2*rows < c.Filled || rows < 3 {
		return verdict{}
	}
	return verdict{1, fmt.Sprintf("%s of %s rows are logins of people; the name does not say it", count(rows), count(c.Rows))}
}
