package directory

import (
	"slices"
	"strings"
)

// selection is what a search wants to see of each entry (RFC 4511, section 4.5.1.8; RFC 3673 for "+").
type selection struct {
	user        bool     // every user attribute
	operational bool     // every operational one
	names       []string // canonical
}

func selectionOf(wanted []string) selection {
	s := selection{user: len(wanted) == 0}
	for _, w := range wanted {
		switch w {
		case "*":
			s.user = true
		case "+":
			s.operational = true
		case "1.1": // "no attributes": the name of none
		default:
			s.names = append(s.names, canonicalName(w))
		}
	}
	return s
}

func (s selection) has(t *attributeType) bool {
	if t.is(operational) {
		return s.operational || slices.Contains(s.names, t.name())
	}
	return s.user || slices.Contains(s.names, t.name())
}

// computedNames are the attributes that no record stores, in the order in which they are shown.
var computedNames = strings.Fields("structuralObjectClass memberOf entryDN subschemaSubentry hasSubordinates")

// show gives a record the form in which it is sent.
func (q *search) show(t *tree, r *record, trusted bool) Entry {
	e := Entry{DN: r.dn.text}
	read := t.readerFor(r, trusted)
	add := func(attribute string) {
		values, shown := read(attribute)
		if !q.selection.has(typeOf(attribute)) || !shown || len(values) == 0 {
			return
		}
		if q.typesOnly {
			values = nil
		}
		e.Attributes = append(e.Attributes, Attribute{attribute, values})
	}
	for _, a := range r.attrs {
		add(a.Name)
	}
	for _, n := range computedNames {
		add(n)
	}
	return e
}
