package connectortest

import (
	"cmp"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// arrange puts entitlements and attributes into the order that the contract asks for; an account that can be locked
// always carries the attribute "locked", without a value while it is not.
func arrange(a *identity.Account) {
	if a.State == "" {
		a.State = identity.Enabled
	}
	if !slices.ContainsFunc(a.Attributes, named("locked")) {
		set(a, "locked")
	}
	slices.SortFunc(a.Entitlements, func(x, y identity.Entitlement) int { return cmp.Compare(x.Key, y.Key) })
	slices.SortFunc(a.Attributes, func(x, y identity.Attribute) int { return cmp.Compare(x.Name, y.Name) })
}

// set gives an attribute its values; none: the attribute is not there.
func set(a *identity.Account, name string, values ...string) {
	if i := slices.IndexFunc(a.Attributes, named(name)); i >= 0 {
		a.Attributes[i].Values = values
		return
	}
	a.Attributes = append(a.Attributes, identity.Attribute{Name: name, Values: values})
}

func named(name string) func(identity.Attribute) bool {
	return func(a identity.Attribute) bool { return a.Name == name }
}
