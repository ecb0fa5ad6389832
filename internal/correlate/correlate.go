// Package correlate is stage 2 of 6: a Snapshot in, Links out: whose account is it?
//
// It is pure. Exact keys come first, in the order of the settings; the first rule that gives exactly one person wins.
// A name alone is never proof: it makes a proposal for a human.
package correlate

import (
	"sync"

	"github.com/exeunt-iam/exeunt/internal/correlate/name"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Rule is one way to tell whose account it is.
type Rule string

// The rules.
const (
	ByEmployee  Rule = "employee" // the person's id, exactly
	ByEmail     Rule = "email"    // the work mail, whatever the case
	ByLogin     Rule = "login"    // the login, whatever the case
	ByName      Rule = "name"     // scored, explained, never acted on without a human's confirmation
	ByConfirmed Rule = "human"    // a human said so
)

// Status says how sure a link is. Only Linked accounts are ever acted on.
type Status string

// The statuses of a link.
const (
	Linked    Status = "linked"
	Proposed  Status = "proposed"  // only a name speaks for it
	Ambiguous Status = "ambiguous" // more than one person fits
	Suspect   Status = "suspect"   // it was somebody else's, what proved it is gone, or its employee number is not the person's
	Unmatched Status = "unmatched"
)

// NoPerson is the Person of a link to nobody.
const NoPerson = -1

// Link is whose account it is, and why.
type Link struct {
	Status Status
	Person int // the place in the snapshot's people, or NoPerson
	By     Rule

	// Candidates are the people who could be meant, best first, when the status is not Linked.
	Candidates []Candidate
	// Was is who the account belonged to before, when it is Suspect; empty when it was nobody's, or is not known.
	Was identity.PersonID
	// WasBy is the rule that linked it before, when it is Suspect.
	WasBy Rule
}

// Candidate is one person who fits.
type Candidate struct {
	Person int
	By     Rule
	Score  int    // 0 to 100
	Why    string // the score of each field, in words
}

// Memory is what humans decided, and what was found suspect and not yet decided.
type Memory struct {
	Confirmed map[identity.AccountRef]Confirmation
	Denied    map[identity.AccountRef][]identity.PersonID
	Suspect   map[identity.AccountRef]Earlier
}

// Earlier is the link that an account had.
type Earlier struct {
	Person identity.PersonID
	By     Rule
}

// Index answers whose account it is. It is safe for concurrent use.
type Index struct {
	people []identity.Person
	rules  []Rule
	memory Memory
	exact  map[Rule]*keys
	names  func() *name.Index
}

// NewIndex prepares to link accounts to people, who must be sorted by id.
func NewIndex(people []identity.Person, rules []Rule, memory Memory) *Index {
	x := &Index{people: people, rules: rules, memory: memory, exact: map[Rule]*keys{}}
	x.names = sync.OnceValue(func() *name.Index { return name.NewIndex(names(people)) })
	exact := []Rule{ByEmployee}
	for _, rule := range rules {
		if rule != ByName && rule != ByEmployee {
			exact = append(exact, rule)
		}
	}
	made := make([]*keys, len(exact))
	var all sync.WaitGroup
	for i, rule := range exact {
		all.Go(func() { made[i] = newKeys(people, rule) })
	}
	all.Wait()
	for i, rule := range exact {
		x.exact[rule] = made[i]
	}
	x.exact[ByConfirmed] = x.exact[ByEmployee]
	return x
}

// Link says whose account it is.
//
//	a human confirmed a person                  linked, unless what is said since gives somebody else: suspect
//	found suspect before, nobody decided        suspect, unless the earlier link is back
//	the first exact rule that gives one person  linked
//	another exact rule gives somebody else      ambiguous
//	exact rules give only several people        ambiguous
//	the employee number is not that person's    suspect
//	only a name fits                            proposed, or ambiguous when two fit alike
func (x *Index) Link(a *identity.Account) Link {
	if link, ok := x.confirmed(a); ok {
		return link
	}
	link := x.held(a, x.byKeys(a))
	if earlier, ok := x.memory.Suspect[a.Ref]; ok && earlier.Person != "" && (link.Status != Linked || x.Doubtful(link, earlier)) {
		return x.Suspicion(link, earlier)
	}
	if link.Status == Unmatched {
		return x.byName(a, link)
	}
	return link
}

// Suspicion returns the link of an account that was linked otherwise before.
func (x *Index) Suspicion(now Link, was Earlier) Link {
	link := Link{Status: Suspect, Person: NoPerson, Was: was.Person, WasBy: was.By, Candidates: now.Candidates}
	if now.Person != NoPerson {
		link.Candidates = []Candidate{{Person: now.Person, By: now.By, Score: 100, Why: "same " + string(now.By)}}
	}
	return link
}

// Doubtful reports whether an account that was linked before and whose link is now another one must be looked at: the
// link went to another person, or what proved it is gone and only a weaker proof is left.
func (x *Index) Doubtful(now Link, was Earlier) bool {
	if was.Person == "" || now.Status != Linked || now.By == ByConfirmed {
		return false
	}
	return x.people[now.Person].ID != was.Person || x.rank(now.By) > x.rank(was.By)
}

func (x *Index) rank(rule Rule) int {
	for i, r := range x.rules {
		if r == rule {
			return i
		}
	}
	return -1
}

// ID returns the id of the person at a place, or "" for NoPerson.
func (x *Index) ID(person int) identity.PersonID {
	if person == NoPerson {
		return ""
	}
	return x.people[person].ID
}
