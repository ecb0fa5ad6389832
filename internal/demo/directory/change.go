package directory

import (
	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// write does an add, delete, modify or rename, and returns when it is on disk.
func (s *session) write(op *ber.Packet) error {
	do, err := s.readWrite(op)
	switch {
	case err != nil:
		return err
	case !s.known():
		return refuse(ldap.LDAPResultStrongAuthRequired, "modifications require authentication")
	case !s.trusted():
		return refuse(ldap.LDAPResultInsufficientAccessRights, "only the service account may write here")
	}
	return s.directory.change(do)
}

func (s *session) readWrite(op *ber.Packet) (func(*tree) error, error) {
	by := s.author()
	switch op.Tag {
	case ldap.ApplicationAddRequest:
		e, err := readAdd(op)
		return func(t *tree) error { return t.add(by, e) }, err
	case ldap.ApplicationDelRequest:
		return func(t *tree) error { return t.remove(op.Data.String()) }, nil
	case ldap.ApplicationModifyDNRequest:
		r, err := readRenaming(op)
		return func(t *tree) error { return t.rename(by, r) }, err
	default: // a modify: nothing else is handed over
		dn, changes, err := readModify(op)
		return func(t *tree) error { return t.modify(by, dn, changes) }, err
	}
}

func readAdd(op *ber.Packet) (Entry, error) {
	f := inside(op)
	e := Entry{DN: f.text()}
	list := inside(f.next())
	for len(list.rest) > 0 {
		a := inside(list.next())
		e.Attributes = append(e.Attributes, readAttribute(a))
		if a.err != nil {
			return e, a.err
		}
	}
	return e, f.err
}

func readModify(op *ber.Packet) (dn string, changes []change, err error) {
	f := inside(op)
	dn = f.text()
	list := inside(f.next())
	for len(list.rest) > 0 {
		step := inside(list.next())
		c := change{kind: step.number()}
		a := inside(step.next())
		c.Attribute = readAttribute(a)
		if step.err != nil || a.err != nil {
			return dn, nil, refuse(ldap.LDAPResultProtocolError, "a step of the change is cut short")
		}
		changes = append(changes, c)
	}
	return dn, changes, f.err
}

func readAttribute(f *fields) Attribute { return Attribute{Name: f.text(), Values: f.texts()} }

func readRenaming(op *ber.Packet) (renaming, error) {
	f := inside(op)
	r := renaming{dn: f.text(), rdn: f.text(), drop: f.truth()}
	if under := f.option(0); under != nil {
		r.under = under.Data.String()
	}
	return r, f.err
}

// compare says whether an entry has a value: the answer comes as a result code.
func (s *session) compare(op *ber.Packet) error {
	f := inside(op)
	dn, assertion := f.text(), inside(f.next())
	attribute, value := assertion.text(), assertion.text()
	if f.err != nil || assertion.err != nil {
		return refuse(ldap.LDAPResultProtocolError, "the request is cut short")
	}
	n, err := parseName(dn)
	if err != nil {
		return err
	}
	s.directory.look(func(t *tree) { err = s.compareIn(t, n, attribute, value) })
	return err
}

func (s *session) compareIn(t *tree, n name, attribute, value string) error {
	if !s.known() {
		return &result{code: ldap.LDAPResultNoSuchObject}
	}
	r, err := t.find(n)
	if err != nil {
		return err
	}
	kind := typeOf(attribute)
	if kind == nil {
		return unknownAttribute(attribute)
	}
	found, shown := t.readerFor(r, s.trusted())(kind)
	switch {
	case !shown:
		return refuse(ldap.LDAPResultInsufficientAccessRights, "")
	case len(found.values) == 0:
		return refuse(ldap.LDAPResultNoSuchAttribute, "")
	case found.index(value) >= 0:
		return refuse(ldap.LDAPResultCompareTrue, "")
	}
	return refuse(ldap.LDAPResultCompareFalse, "")
}
