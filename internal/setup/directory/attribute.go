package directory

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// Attribute is where the accounts hold one thing.
type Attribute struct {
	What   config.Attribute
	Column *column.Column // its name is the attribute's; nil: no entry that was looked at holds it
	Sure   column.Sureness
	Why    string
}

// candidates are the attributes in which each thing usually stands, the best first.
var candidates = []struct {
	what  config.Attribute
	names []string
}{
	{config.AttributeKey, []string{"entryUUID", "nsUniqueId", "ipaUniqueID", "objectGUID", "GUID"}},
	{config.AttributeLogin, []string{"uid", "sAMAccountName", "userPrincipalName", "cn"}},
	{config.AttributeEmail, []string{"mail", "rfc822Mailbox", "mailPrimaryAddress", "email", "userPrincipalName"}},
	{config.AttributeEmployee, []string{"employeeNumber", "employeeID"}},
	{config.AttributeGiven, []string{"givenName", "gn"}},
	{config.AttributeFamily, []string{"sn", "surname"}},
	{config.AttributeDisplay, []string{"cn", "displayName", "gecos"}},
	{config.AttributeLastSeen, []string{"pwdLastSuccess", "authTimestamp", "lastLoginTime", "krbLastSuccessfulAuth"}},
	{config.AttributeCreated, []string{"createTimestamp", "whenCreated"}},
}

// Attributes proposes which attribute holds what, with the help of what HR knows of people.
func (s *Sample) Attributes(hr column.Known) []Attribute {
	var all []Attribute
	for _, c := range candidates {
		all = append(all, s.propose(c.what, c.names, hr))
	}
	return all
}

// propose takes the attribute of which HR knows most values, where HR can know any; else the first that nearly all
// entries have, else the first that any entry has.
func (s *Sample) propose(what config.Attribute, names []string, hr column.Known) Attribute {
	best := Attribute{What: what, Column: s.first(names)}
	known, form, called := knownOf(what, hr)
	if known != nil {
		if what == config.AttributeEmployee && !short(known) {
			names = append(slices.Clone(names), slices.Sorted(maps.Keys(s.attributes))...)
		}
		if c := s.mostKnown(names, known, form); c != nil {
			best.Column = c
		}
	}
	if best.Column != nil {
		best.Why = s.why(best.Column, known, form, called)
		best.Sure = sureness(best.Column, known, form)
	}
	return best
}

// sureness says how sure it is that an attribute holds something.
//
//	HR knows    entries that have it   it is
//	half of it  any                    sure
//	less of it  any                    a guess
//	nothing     nine of ten            sure
//	nothing     fewer                  likely
func sureness(c, known *column.Column, form func(string) string) column.Sureness {
	if known != nil {
		if rows, ok := c.Changed(form).Of(known); ok && 2*rows < c.Filled {
			return column.Guessed
		} else if ok {
			return column.Sure
		}
	}
	if 10*c.Filled >= 9*c.Rows {
		return column.Sure
	}
	return column.Likely
}

// knownOf returns the values of people that an attribute can hold, how values are compared with them, and what they
// are called. Nil: HR knows nothing of that kind.
func knownOf(what config.Attribute, hr column.Known) (known *column.Column, form func(string) string, called string) {
	switch what { //nolint:exhaustive // only these tell people apart
	case config.AttributeEmployee:
		return hr.IDs, func(s string) string { return s }, "numbers"
	case config.AttributeEmail:
		return hr.Mails, strings.ToLower, "mail addresses"
	case config.AttributeLogin:
		return hr.Logins, strings.ToLower, "logins"
	}
	return nil, nil, ""
}

// short reports whether ids are small numbers, which stand in many attributes for other reasons.
func short(ids *column.Column) bool {
	const long = 5
	samples := ids.Samples(1)
	return len(samples) == 0 || ids.Mostly(column.Number) && len(samples[0]) < long
}

func (s *Sample) first(names []string) *column.Column {
	var any *column.Column
	for _, name := range names {
		c := s.Attribute(name)
		switch {
		case c == nil:
		case 10*c.Filled >= 9*c.Rows:
			return c
		case any == nil:
			any = c
		}
	}
	return any
}

// mostKnown returns the attribute of which HR knows most values, at least half of them; nil: there is none.
func (s *Sample) mostKnown(names []string, known *column.Column, form func(string) string) *column.Column {
	var best *column.Column
	most := 0
	for _, name := range names {
		c := s.Attribute(name)
		if c == nil {
			continue
		}
		if rows, ok := c.Changed(form).Of(known); ok && rows > most && 2*rows >= c.Filled {
			best, most = c, rows
		}
	}
	return best
}

func (s *Sample) why(c *column.Column, known *column.Column, form func(string) string, called string) string {
	why := fmt.Sprintf("%d of %d entries", c.Filled, c.Rows)
	if known == nil {
		return why
	}
	if rows, ok := c.Changed(form).Of(known); ok {
		why += fmt.Sprintf(", %d are %s of people", rows, called)
	}
	return why
}
