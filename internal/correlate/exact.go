package correlate

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// byKeys tries the exact rules in their order. Every rule is heard, so that an account that fits two people by two
// rules is seen as ambiguous and never acted on.
func (x *Index) byKeys(a *identity.Account) Link {
	link := Link{Status: Unmatched, Person: NoPerson}
	var several, others []Candidate
	for _, rule := range x.rules {
		key := accountKey(a, rule)
		if key == "" || rule == ByName {
			continue
		}
		if link.Person != NoPerson && agrees(&x.people[link.Person], rule, key) {
			continue // the usual case: the other rules say the same
		}
		who, n := x.exact[rule].find(key)
		switch {
		case n == 0 || x.denied(a.Ref, who, n):
		case n > 1:
			several = append(several, x.fitting(rule, key)...)
		case link.Person == NoPerson:
			link = Link{Status: Linked, Person: who, By: rule}
		case link.Person != who:
			others = append(others, Candidate{who, rule, 100, "same " + string(rule)})
		}
	}
	return settle(link, several, others)
}

// settle decides between the person that the first rule gave, the others that later rules gave alone, and the several
// that a rule could not tell apart.
func settle(link Link, several, others []Candidate) Link {
	among := slices.ContainsFunc(several, func(c Candidate) bool { return c.Person == link.Person })
	switch {
	case link.Person != NoPerson && len(others) == 0 && (len(several) == 0 || among):
		return link
	case link.Person == NoPerson && len(several) == 0:
		return link
	}
	both := Link{Status: Ambiguous, Person: NoPerson}
	if link.Person != NoPerson {
		both.Candidates = append(both.Candidates, Candidate{link.Person, link.By, 100, "same " + string(link.By)})
	}
	both.Candidates = append(append(both.Candidates, others...), several...)
	both.By = both.Candidates[0].By
	return both
}

func (x *Index) fitting(rule Rule, key string) []Candidate {
	var fitting []Candidate
	for _, who := range x.exact[rule].all(key) {
		fitting = append(fitting, Candidate{who, rule, 100, "same " + string(rule)})
	}
	return fitting
}

// denied reports whether a human said that the account is not this person's.
func (x *Index) denied(ref identity.AccountRef, who, n int) bool {
	if n != 1 || len(x.memory.Denied) == 0 {
		return false
	}
	return slices.Contains(x.memory.Denied[ref], x.people[who].ID)
}
