package directory

import "github.com/go-ldap/ldap/v3"

// change is one step of a modify request.
type change struct {
	kind int64 // ldap.AddAttribute, DeleteAttribute or ReplaceAttribute
	Attribute
}

// modify does all the steps of a change to an entry, or none.
func (t *tree) modify(by author, dn string, changes []change) error {
	r, err := t.target(dn)
	if err != nil {
		return err
	}
	changed := r.draft()
	for _, c := range changes {
		if err := c.applyTo(changed, by); err != nil {
			return err
		}
	}
	if err := check(changed, r); err != nil {
		return err
	}
	by.sign(changed)
	t.put(changed)
	return nil
}

func (c *change) applyTo(r *record, by author) error {
	t, err := checkAttribute(c.Attribute)
	if err != nil {
		return err
	}
	switch c.kind {
	case ldap.AddAttribute:
		err = c.add(t, r)
	case ldap.DeleteAttribute:
		err = c.remove(t, r)
	case ldap.ReplaceAttribute:
		err = c.replace(t, r)
	default:
		err = refuse(ldap.LDAPResultProtocolError, "unrecognized modify operation")
	}
	if err == nil && t.name() == "userPassword" {
		passwordChanged(r, by.at)
	}
	return err
}

func (c *change) add(t *attributeType, r *record) error {
	if len(c.Values) == 0 {
		return refuse(ldap.LDAPResultProtocolError, "modify/add: %s: no values given", t.name())
	}
	there := r.get(t)
	for i, v := range c.Values {
		if there.index(v) >= 0 {
			return refuse(ldap.LDAPResultAttributeOrValueExists, "modify/add: %s: value #%d already exists", t.name(), i)
		}
	}
	values, err := storable(t, c.Values)
	r.set(t, there.with(values...)...)
	return err
}

func (c *change) remove(t *attributeType, r *record) error {
	there := r.get(t)
	switch {
	case there.values == nil:
		return refuse(ldap.LDAPResultNoSuchAttribute, "modify/delete: %s: no such attribute", t.name())
	case len(c.Values) == 0:
		r.set(t)
		return nil
	}
	for _, v := range c.Values {
		at := there.index(v)
		if at < 0 {
			return refuse(ldap.LDAPResultNoSuchAttribute, "modify/delete: %s: no such value", t.name())
		}
		there = hold(t, there.without(at))
	}
	r.set(t, there.values...)
	return nil
}

func (c *change) replace(t *attributeType, r *record) error {
	values, err := storable(t, c.Values)
	r.set(t, values...)
	return err
}
