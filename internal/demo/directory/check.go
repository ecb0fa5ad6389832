package directory

import (
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// check says whether the schema allows a record, in the words and with the codes of OpenLDAP. was is the record that it
// takes the place of, nil for a new one.
func check(r, was *record) error {
	if err := checkClasses(r); err != nil {
		return err
	}
	if was != nil && was.structure() != r.structure() {
		return refuse(ldap.LDAPResultObjectClassModsProhibited,
			"structural object class modification from '%s' to '%s' not allowed", was.structure().name, r.structure().name)
	}
	for _, step := range []func(*record) error{checkValues, checkNaming, checkRequired, checkAllowed} {
		if err := step(r); err != nil {
			return err
		}
	}
	return nil
}

func checkClasses(r *record) error {
	names := r.values("objectClass")
	if len(names) == 0 {
		return refuse(ldap.LDAPResultObjectClassViolation, "no objectClass attribute")
	}
	for i, n := range names {
		if classOf(n) == nil {
			return refuse(ldap.LDAPResultInvalidAttributeSyntax, "objectClass: value #%d invalid per syntax", i)
		}
	}
	if r.structure() == nil {
		return refuse(ldap.LDAPResultObjectClassViolation, "no structural object class provided")
	}
	return nil
}

func checkValues(r *record) error {
	for _, a := range r.attrs {
		if len(a.values) > 1 && a.kind.is(single) {
			return refuse(ldap.LDAPResultConstraintViolation, "attribute '%s' cannot have multiple values", a.kind.name())
		}
	}
	return nil
}

func checkNaming(r *record) error {
	for _, a := range naming(r.dn.text) {
		t := typeOf(a.Name)
		if t == nil {
			return unknownAttribute(a.Name)
		}
		if r.get(t).index(a.Values[0]) < 0 {
			return refuse(ldap.LDAPResultNamingViolation, "value of naming attribute '%s' is not present in entry", a.Name)
		}
	}
	return nil
}

func checkRequired(r *record) error {
	for _, c := range lineages(r.values("objectClass")) {
		for n := range strings.FieldsSeq(c.must) {
			if r.values(n) == nil {
				return refuse(ldap.LDAPResultObjectClassViolation, "object class '%s' requires attribute '%s'", c.name, n)
			}
		}
	}
	return nil
}

func checkAllowed(r *record) error {
	var allowed []string
	for _, c := range lineages(r.values("objectClass")) {
		allowed = append(append(allowed, strings.Fields(c.must)...), strings.Fields(c.may)...)
	}
	for _, a := range r.attrs {
		if n := a.kind.name(); !a.kind.is(operational) && !slices.Contains(allowed, n) {
			return refuse(ldap.LDAPResultObjectClassViolation, "attribute '%s' not allowed", n)
		}
	}
	return nil
}

// checkAttribute says whether a client may hand over these values of an attribute, and returns its type.
func checkAttribute(a Attribute) (*attributeType, error) {
	t := typeOf(a.Name)
	if t == nil {
		return nil, unknownAttribute(a.Name)
	}
	if t.is(kept) {
		return nil, refuse(ldap.LDAPResultConstraintViolation, "%s: no user modification allowed", t.name())
	}
	return t, checkSyntax(t, a.Values)
}

func checkSyntax(t *attributeType, values []string) error {
	seen := make(map[string]int, len(values))
	for i, v := range values {
		normal, ok := t.rule.normal(v)
		if !ok {
			return refuse(ldap.LDAPResultInvalidAttributeSyntax, "%s: value #%d invalid per syntax", t.name(), i)
		}
		if first, twice := seen[normal]; twice {
			return refuse(ldap.LDAPResultAttributeOrValueExists, "%s: value #%d provided more than once", t.name(), first)
		}
		seen[normal] = i
	}
	return nil
}

func unknownAttribute(name string) error {
	return refuse(ldap.LDAPResultUndefinedAttributeType, "%s: attribute type undefined", name)
}
