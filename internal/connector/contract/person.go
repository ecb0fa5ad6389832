package contract

import (
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// clonePerson returns a copy that shares no memory with the batch in which the person was read.
func clonePerson(p identity.Person) identity.Person {
	p.ID, p.Manager = clone(p.ID), clone(p.Manager)
	for _, s := range []*string{&p.Source, &p.Given, &p.Family, &p.Email, &p.Login} {
		*s = clone(*s)
	}
	p.Leaves = slices.Clone(p.Leaves)
	p.Engagements = slices.Clone(p.Engagements)
	for i := range p.Engagements {
		e := &p.Engagements[i]
		e.Status = clone(e.Status)
		for _, s := range []*string{&e.ID, &e.Kind, &e.Position, &e.Department} {
			*s = clone(*s)
		}
	}
	return p
}

func clone[S ~string](s S) S { return S(strings.Clone(string(s))) }
