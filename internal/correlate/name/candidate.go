package name

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// candidates turns the hits into the answer.
func (s *search) candidates() []Candidate {
	s.rank()
	if len(s.hits) == 0 {
		return nil
	}
	out := make([]Candidate, 0, min(Most, len(s.hits)))
	for i := 0; i < len(s.hits) && len(out) < Most; {
		j, alike := i, 0
		for ; j < len(s.hits) && s.hits[j].score == s.hits[i].score; j++ {
			alike += len(s.index.bearers(s.hits[j].group))
		}
		out = s.equals(out, s.hits[i:j], alike)
		i = j
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Person, b.Person))
	})
	return out
}

// equals appends the people of hits of one score, as far as Most allows.
func (s *search) equals(out []Candidate, hits []hit, alike int) []Candidate {
	for i := range hits {
		h := &hits[i]
		for _, p := range s.index.bearers(h.group) {
			if len(out) == Most {
				return out
			}
			out = append(out, Candidate{
				Person: int(p), Score: int(h.score), Alike: alike,
				From: s.readings[h.reading].from, Fields: s.fields(h, s.index.people[p]),
			})
		}
	}
	return out
}

// fields compares the account with one person, field by field.
func (s *search) fields(h *hit, person Name) []FieldScore {
	r := &s.readings[h.reading]
	var room [3]kind
	costs := r.costs(room[:0])
	out := make([]FieldScore, 0, 2+len(costs))
	out = append(out,
		FieldScore{FamilyField, r.Family, person.Family, h.family.score(), h.family.how()},
		FieldScore{GivenField, r.Given, person.Given, h.given.score(), h.given.how()})
	for _, k := range costs {
		out = append(out, FieldScore{Field: costField[k], Score: kinds[k].score, How: kinds[k].words})
	}
	return out
}

var costField = map[kind]Field{otherOrder: OrderField, joined: JoinedField, number: NumberField}

// Explain says in whole sentences why the account may be the person's, how sure that is, and what cannot be told.
func (c Candidate) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "The %s of the account fits %s at %d of 100.", c.From.words(), c.person(), c.Score)
	for _, f := range c.Fields {
		b.WriteString(f.sentence())
	}
	if c.Alike > 1 {
		fmt.Fprintf(&b, " %d people fit equally well: the name alone cannot tell them apart.", c.Alike)
	}
	return b.String()
}

func (c Candidate) person() string {
	var family, given string
	for _, f := range c.Fields {
		switch f.Field {
		case FamilyField:
			family = f.Person
		case GivenField:
			given = f.Person
		default: // the others mean nothing here
		}
	}
	return strings.TrimSpace(given + " " + family)
}

func (f FieldScore) sentence() string {
	switch f.Field {
	case OrderField:
		return " Family and given name stand in the other order."
	case JoinedField:
		return " The login is one word, cut in two to read it."
	case NumberField:
		return " A number follows the login: often the mark of a second person of that name."
	default: // the others mean nothing here
	}
	if f.Account == "" && f.Person == "" {
		return ""
	}
	label := map[Field]string{FamilyField: "Family name", GivenField: "Given name"}[f.Field]
	if f.Account == f.Person {
		return fmt.Sprintf(" %s: %s (%q).", label, f.How, f.Person)
	}
	return fmt.Sprintf(" %s: %s (the account has %q, HR has %q).", label, f.How, f.Account, f.Person)
}

func (s Source) words() string {
	switch s {
	case FromDisplay:
		return "display name"
	case FromLogin:
		return "login"
	default:
		return "name"
	}
}
