package directory

import "slices"

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

// computedTypes are the attributes that no record stores, in the order in which they are shown.
var computedTypes = []*attributeType{
	typeOf("structuralObjectClass"), typeOf("memberOf"), typeOf("entryDN"), typeOf("subschemaSubentry"), typeOf("hasSubordinates"),
}

// show gives a record the form in which it is sent.
func (q *search) show(t *tree, r *record, trusted bool) Entry {
	e := Entry{DN: r.dn.text}
	read := t.readerFor(r, trusted)
	add := func(kind *attributeType) {
		if !q.selection.has(kind) {
			return
		}
		found, shown := read(kind)
		if !shown || len(found.values) == 0 {
			return
		}
		if q.typesOnly {
			found.values = nil
		}
		e.Attributes = append(e.Attributes, Attribute{kind.name(), found.values})
	}
	for _, a := range r.attrs {
		add(a.kind)
	}
	for _, kind := range computedTypes {
		add(kind)
	}
	return e
}
