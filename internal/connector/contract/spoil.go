package contract

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// What the suite writes into the batches that it was given.
const spoilt = "spoilt by the suite"

var spoiltDay = identity.On(identity.Date{Year: 9998, Month: 7, Day: 31})

func spoilAccount(a *identity.Account) {
	for i := range a.Entitlements {
		a.Entitlements[i] = identity.Entitlement{Key: spoilt}
	}
	for i, at := range a.Attributes {
		for j := range at.Values {
			at.Values[j] = spoilt
		}
		a.Attributes[i].Name = spoilt
	}
	*a = identity.Account{Login: spoilt}
}

func spoiltAccount(a *identity.Account) bool {
	return a.Login == spoilt || a.Holds(spoilt) || slices.ContainsFunc(a.Attributes, func(at identity.Attribute) bool {
		return at.Name == spoilt || slices.Contains(at.Values, spoilt)
	})
}

func spoilPerson(p *identity.Person) {
	for i := range p.Engagements {
		p.Engagements[i] = identity.Engagement{ID: spoilt}
	}
	for i := range p.Leaves {
		p.Leaves[i] = identity.Leave{Start: spoiltDay}
	}
	*p = identity.Person{ID: spoilt}
}

func spoiltPerson(p identity.Person) bool {
	return p.ID == spoilt ||
		slices.ContainsFunc(p.Engagements, func(e identity.Engagement) bool { return e.ID == spoilt }) ||
		slices.ContainsFunc(p.Leaves, func(l identity.Leave) bool { return l.Start == spoiltDay })
}
