package directory

import (
	"slices"
	"strings"
)

// record is one entry as the tree holds it. Once it is there it never changes: a change puts another in its place, so
// that a reader may keep it.
type record struct {
	id    int // of its place: searches answer in this order
	dn    name
	attrs []Attribute // canonical names; user and operational, nothing computed
}

// values returns what the record holds under a canonical name.
func (r *record) values(attribute string) []string {
	for i := range r.attrs {
		if r.attrs[i].Name == attribute {
			return r.attrs[i].Values
		}
	}
	return nil
}

// value returns the only value of an attribute; empty when there is none.
func (r *record) value(attribute string) string {
	if v := r.values(attribute); len(v) > 0 {
		return v[0]
	}
	return ""
}

// set gives an attribute of a draft other values; no values take it away.
func (r *record) set(attribute string, values ...string) {
	at := slices.IndexFunc(r.attrs, func(a Attribute) bool { return a.Name == attribute })
	switch {
	case at < 0 && len(values) > 0:
		r.attrs = append(r.attrs, Attribute{attribute, values})
	case at >= 0 && len(values) > 0:
		r.attrs[at].Values = values
	case at >= 0:
		r.attrs = slices.Delete(r.attrs, at, at+1)
	}
}

// draft returns a copy that may be changed.
func (r *record) draft() *record {
	copied := *r
	copied.attrs = slices.Clone(r.attrs)
	return &copied
}

// has reports whether the record is of a class, or of one below it.
func (r *record) has(class string) bool {
	return slices.ContainsFunc(lineages(r.values("objectClass")), func(c *objectClass) bool {
		return strings.EqualFold(c.name, class)
	})
}

// holds reports whether an attribute has a value, by the attribute's own rule of equality.
func (r *record) holds(t *attributeType, value string) bool {
	return indexOf(t, r.values(t.name()), value) >= 0
}

func indexOf(t *attributeType, values []string, value string) int {
	return slices.IndexFunc(values, func(v string) bool { return t.rule.equal(v, value) })
}

// structure returns the lowest structural class, nil when there is none.
func (r *record) structure() *objectClass {
	var lowest *objectClass
	for _, n := range r.values("objectClass") {
		c := classOf(n)
		if c != nil && c.kind == structural && (lowest == nil || slices.Contains(lineage(c.name), lowest)) {
			lowest = c
		}
	}
	return lowest
}
