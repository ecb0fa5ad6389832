package config

import "github.com/exeunt-iam/exeunt/internal/identity"

// Limit is how much of one verb may be done to one system. Zero means that nothing of the verb runs.
type Limit struct {
	Max     int   // accounts in one plan
	Share   Share // of the system's accounts, in one plan
	PerDay  Share // of the system's accounts, in any 24 hours
	PerWeek Share // of the system's accounts, in any 7 days
	Small   int   // a system of that many accounts or fewer is judged by Max alone
}

// limits is the table of limits. Suspend stands first: verbs of which nothing is said have the limits of suspend.
var limits = section[map[identity.Verb]Limit]{fields: []field[map[identity.Verb]Limit]{
	entry(limitKeys("50", "10%", "5%", "100%", "10"), identity.Suspend, Key{Name: "suspend", Doc: "To suspend accounts."}),
	asSuspend(entry(limitKeys("", "", "", "", ""), identity.SignOut, Key{Name: "sign-out", Doc: "To end sessions; what is not said is as for suspend."})),
	asSuspend(entry(limitKeys("", "", "", "", ""), identity.Remove, Key{Name: "remove", Doc: "To take groups and roles away; what is not said is as for suspend."})),
	asSuspend(entry(limitKeys("", "", "", "", ""), identity.Release, Key{Name: "release", Doc: "To take licences away; what is not said is as for suspend."})),
	entry(limitKeys("10", "2%", "100%", "100%", "0"), identity.Delete, Key{Name: "delete", Doc: "To delete accounts."}),
}}

// limitKeys is the form of one limit; a default that is empty leaves what is there.
func limitKeys(most, part, perDay, perWeek, small string) form[Limit] {
	s := section[Limit]{fields: []field[Limit]{
		bind(count(0), func(l *Limit) *int { return &l.Max }, Key{
			Name: "max", Default: most, Example: "50", Doc: "The most accounts in one plan; 0: none.",
		}),
		bind(share, func(l *Limit) *Share { return &l.Share }, Key{
			Name: "share", Default: part, Example: "10%", Doc: "The largest share of the system's accounts in one plan.",
		}),
		bind(share, func(l *Limit) *Share { return &l.PerDay }, Key{
			Name: "per-day", Default: perDay, Example: "5%", Doc: "The largest share of the system's accounts in any 24 hours; 100%: no such limit.",
		}),
		bind(share, func(l *Limit) *Share { return &l.PerWeek }, Key{
			Name: "per-week", Default: perWeek, Example: "20%", Doc: "The largest share of the system's accounts in any 7 days; 100%: no such limit.",
		}),
		bind(count(0), func(l *Limit) *int { return &l.Small }, Key{
			Name: "small", Default: small, Example: "10", Doc: "A system of that many accounts or fewer is judged by max alone.",
		}),
	}}
	return s.form()
}

// asSuspend makes the limits of suspend the ones that a verb begins with.
func asSuspend(f field[map[identity.Verb]Limit]) field[map[identity.Verb]Limit] {
	read, absent, verb := f.read, f.absent, identity.Verb(f.Name)
	f.read = func(r *reader, v value, into *map[identity.Verb]Limit) bool {
		(*into)[verb] = (*into)[identity.Suspend]
		return read(r, v, into)
	}
	f.absent = func(r *reader, into *map[identity.Verb]Limit) {
		(*into)[verb] = (*into)[identity.Suspend]
		absent(r, into)
	}
	return f
}
