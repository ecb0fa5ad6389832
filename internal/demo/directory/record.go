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
	attrs []held // user and operational ones, nothing computed
}

// recordOf makes a record of attributes that the directory knows.
func recordOf(n name, attrs ...Attribute) *record {
	r := &record{dn: n}
	for _, a := range attrs {
		r.set(typeOf(a.Name), a.Values...)
	}
	return r
}

// get returns what the record holds of an attribute.
func (r *record) get(t *attributeType) held {
	for i := range r.attrs {
		if r.attrs[i].kind == t {
			return r.attrs[i]
		}
	}
	return held{kind: t}
}

// values returns what the record holds under a name.
func (r *record) values(attribute string) []string { return r.get(typeOf(attribute)).values }

// value returns the only value of an attribute; empty when there is none.
func (r *record) value(attribute string) string {
	if v := r.values(attribute); len(v) > 0 {
		return v[0]
	}
	return ""
}

// set gives an attribute of a draft other values; no values take it away.
func (r *record) set(t *attributeType, values ...string) {
	at := slices.IndexFunc(r.attrs, func(h held) bool { return h.kind == t })
	switch {
	case at < 0 && len(values) > 0:
		r.attrs = append(r.attrs, hold(t, values))
	case at >= 0 && len(values) > 0:
		r.attrs[at] = hold(t, values)
	case at >= 0:
		r.attrs = slices.Delete(r.attrs, at, at+1)
	}
}

// put is set by name.
func (r *record) put(attribute string, values ...string) { r.set(typeOf(attribute), values...) }

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
