package directory

import "slices"

// held is the values of one attribute of a record, each beside its normal form, which is worked out once: a group of
// hundreds is looked through for every person.
type held struct {
	kind   *attributeType
	values []string
	normal []string
}

// hold takes values that the syntax allows; one that it forbids is its own normal form.
func hold(t *attributeType, values []string) held {
	h := held{kind: t, values: values, normal: values}
	if t.rule.form == asIs {
		return h
	}
	h.normal = make([]string, len(values))
	for i, v := range values {
		n, ok := t.rule.normal(v)
		if !ok {
			n = v
		}
		h.normal[i] = n
	}
	return h
}

// index returns the place of the value that is equal to this one by the attribute's rule, -1 when there is none.
func (h held) index(value string) int {
	n, ok := h.kind.rule.normal(value)
	if !ok {
		return -1
	}
	return slices.Index(h.normal, n)
}

// without returns the values but the one at a place.
func (h held) without(at int) []string { return slices.Delete(slices.Clone(h.values), at, at+1) }

// with returns the values and more of them behind.
func (h held) with(more ...string) []string { return slices.Concat(h.values, more) }
