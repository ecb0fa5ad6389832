package directory

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/google/uuid"
)

// author is who changes something, and when.
type author struct {
	dn string
	at time.Time
}

func (a author) sign(r *record) {
	r.put("modifiersName", a.dn)
	r.put("modifyTimestamp", formatTime(a.at))
	r.put("entryCSN", fmt.Sprintf("%s#000000#000#000000", a.at.UTC().Format("20060102150405.000000Z")))
}

// add puts an entry into the tree that a client sent.
func (t *tree) add(by author, e Entry) error {
	if _, err := t.writable(e.DN); err != nil {
		return err
	}
	for _, a := range e.Attributes {
		if _, err := checkAttribute(a); err != nil {
			return err
		}
	}
	e.Attributes = append(slices.Clone(e.Attributes), Attribute{"entryUUID", []string{uuid.NewString()}})
	return t.plant(by, e)
}

// plant puts an entry into the tree with the operational attributes that it brings, and makes up those it lacks. An
// entryUUID made up here follows from the name, so that the same seed always gives the same directory.
func (t *tree) plant(by author, e Entry) error {
	n, err := parseName(e.DN)
	if err != nil {
		return err
	}
	if t.byName[n.key()] != nil {
		return &result{code: ldap.LDAPResultEntryAlreadyExists}
	}
	if n.key() != base.key() {
		if _, err := t.find(n.up(1)); err != nil {
			return err
		}
	}
	r := &record{dn: n}
	for _, a := range e.Attributes {
		if err := addAttribute(r, a); err != nil {
			return err
		}
	}
	addNaming(r)
	if err := check(r, nil); err != nil {
		return err
	}
	t.put(complete(r, by))
	return nil
}

func complete(r *record, by author) *record {
	now := &record{}
	by.sign(now)
	now.put("creatorsName", by.dn)
	now.put("createTimestamp", formatTime(by.at))
	now.put("entryUUID", uuid.NewSHA1(uuid.NameSpaceX500, []byte(r.dn.key())).String())
	for _, a := range now.attrs {
		if r.get(a.kind).values == nil {
			r.attrs = append(r.attrs, a)
		}
	}
	return r
}

func addAttribute(r *record, a Attribute) error {
	t := typeOf(a.Name)
	switch {
	case t == nil:
		return unknownAttribute(a.Name)
	case t.is(computed):
		return nil
	case len(a.Values) == 0:
		return refuse(ldap.LDAPResultProtocolError, "no values for attribute type")
	case r.get(t).values != nil:
		return refuse(ldap.LDAPResultAttributeOrValueExists, "%s: attribute provided more than once", t.name())
	}
	values, err := storable(t, a.Values)
	if err != nil {
		return err
	}
	r.set(t, values...)
	return checkSyntax(t, a.Values)
}

// addNaming adds the values that the name spells out and the attributes left out.
func addNaming(r *record) {
	for _, a := range naming(r.dn.text) {
		if t := typeOf(a.Name); t != nil && r.get(t).index(a.Values[0]) < 0 {
			r.set(t, r.get(t).with(a.Values...)...)
		}
	}
}

// remove takes an entry away, and its name out of the groups that list it.
func (t *tree) remove(dn string) error {
	r, err := t.target(dn)
	if err != nil {
		return err
	}
	if t.hasChildren(r) {
		return refuse(ldap.LDAPResultNotAllowedOnNonLeaf, "subordinate objects must be deleted first")
	}
	t.replaceMember(r, "")
	t.drop(r)
	return nil
}

// replaceMember gives a record another name in every group that lists it; an empty name takes it out. A group that
// nobody would be left in keeps the name, as OpenLDAP does: it must have a member.
func (t *tree) replaceMember(r *record, dn string) {
	member := typeOf("member")
	for _, g := range t.groupsOf(r) {
		there := g.get(member)
		at := there.index(r.dn.text)
		values := there.without(at)
		if dn != "" {
			values = slices.Insert(values, at, dn)
		}
		if len(values) > 0 {
			changed := g.draft()
			changed.set(member, values...)
			t.put(changed)
		}
	}
}

// target finds the entry that a change is meant for.
func (t *tree) target(dn string) (*record, error) {
	n, err := t.writable(dn)
	if err != nil {
		return nil, err
	}
	return t.find(n)
}

// writable reads the name of an entry that may be changed: one of ours.
func (t *tree) writable(dn string) (name, error) {
	n, err := parseName(dn)
	if err == nil && !n.within(base) {
		err = refuse(ldap.LDAPResultUnwillingToPerform, "no global superior knowledge")
	}
	return n, err
}
