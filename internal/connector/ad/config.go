package ad

import (
	"cmp"
	"context"
	"time"
)

// Config is one domain, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name string // of the system in the settings; required

	URL      string // ldaps://HOST[:PORT], or ldap://HOST[:PORT] with StartTLS; required
	CA       string // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	StartTLS bool

	Bind     string                                    // who we are there: NAME@DOMAIN, DOMAIN\NAME or a DN; required
	Password func(ctx context.Context) (string, error) // asked for at each new connection; required
	Kerberos *Kerberos                                 // sign in by Kerberos; nil: by a simple bind

	Base       string // below which the accounts are; empty: the whole domain
	Filter     string // of accounts; empty: every user and managed service account
	Computers  bool   // computers are read too
	Attributes Attributes

	KeepPassword bool   // suspending leaves the password as it is; else it is replaced twice by one that nobody knows
	Expire       bool   // suspending sets accountExpires, too
	Stamp        bool   // suspending writes date, actor and reason before the description
	Hide         bool   // suspending hides from the address lists, where the schema has the attribute
	MoveTo       string // the DN that suspending moves accounts below; empty: they stay where they are
	CutAdmins    bool   // administrators may be cut, but for the last one

	TicketAge time.Duration // the longest life of a ticket by the domain's Kerberos policy; 10 h, as Windows sets it

	PageSize    int           // 500
	Concurrency int           // connections at once; 4
	Timeout     time.Duration // of one connection attempt, one request or one page; 30 s

	Owner string           // whom to ask about this domain: a mail address
	Now   func() time.Time // time.Now
}

// Attributes name where the facts of an account stand. An empty name means its default.
type Attributes struct {
	Login    string // sAMAccountName
	Email    string // mail
	Employee string // employeeID
	Owner    string // no default
}

func (c *Config) fill() {
	c.TicketAge = cmp.Or(c.TicketAge, 10*time.Hour)
	c.PageSize = cmp.Or(c.PageSize, 500)
	c.Concurrency = cmp.Or(c.Concurrency, 4)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Attributes.Login = cmp.Or(c.Attributes.Login, "sAMAccountName")
	c.Attributes.Email = cmp.Or(c.Attributes.Email, "mail")
	c.Attributes.Employee = cmp.Or(c.Attributes.Employee, "employeeID")
}
