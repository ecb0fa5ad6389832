package correlate

import (
	"github.com/exeunt-iam/exeunt/internal/correlate/name"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// likely is the score from which a name is worth a human's look.
const likely = 85

// byName proposes a person for an account that no exact rule linked.
func (x *Index) byName(a *identity.Account, link Link) Link {
	if x.rank(ByName) < 0 || notPersonal(a.Kind) {
		return link
	}
	alike := 0
	for _, c := range x.names().Match(name.Query{Given: a.Given, Family: a.Family, Display: a.Display, Login: a.Login, AtLeast: likely}) {
		if x.denied(a.Ref, c.Person, 1) {
			continue
		}
		alike = max(alike, c.Alike)
		link.Candidates = append(link.Candidates, Candidate{c.Person, ByName, c.Score, c.Explain()})
	}
	switch n := len(link.Candidates); {
	case n == 0:
		return link
	case alike > 1:
		link.Status = Ambiguous
	default:
		link.Status = Proposed
	}
	link.By = ByName
	return link
}

func notPersonal(kind identity.AccountKind) bool {
	return kind == identity.Service || kind == identity.Shared
}

func names(people []identity.Person) []name.Name {
	list := make([]name.Name, len(people))
	for i := range people {
		list[i] = name.Name{Given: people[i].Given, Family: people[i].Family}
	}
	return list
}
