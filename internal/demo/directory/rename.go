package directory

import "github.com/go-ldap/ldap/v3"

// renaming is a modify DN request.
type renaming struct {
	dn, rdn string
	drop    bool   // take the values of the old name away
	under   string // the new place; empty: stay
}

// rename gives a leaf another name or place. The groups that list it follow.
func (t *tree) rename(by author, n renaming) error {
	r, err := t.target(n.dn)
	if err != nil {
		return err
	}
	if t.hasChildren(r) {
		return refuse(ldap.LDAPResultUnwillingToPerform, "the demo's directory moves only entries that have nothing below them")
	}
	to, err := t.newName(r, n)
	if err != nil {
		return err
	}
	if there := t.byName[to.key()]; there != nil && there != r {
		return &result{code: ldap.LDAPResultEntryAlreadyExists}
	}
	changed := r.draft()
	changed.dn = to
	if n.drop {
		dropNaming(changed, r.dn.text)
	}
	addNaming(changed)
	if err := check(changed, r); err != nil {
		return err
	}
	by.sign(changed)
	t.replaceMember(r, to.text)
	t.put(changed)
	return nil
}

func (t *tree) newName(r *record, n renaming) (name, error) {
	parent := r.dn.up(1)
	if n.under != "" {
		var err error
		if parent, err = t.writable(n.under); err != nil {
			return name{}, err
		}
	}
	above, err := t.find(parent)
	if err != nil {
		return name{}, err
	}
	return parseName(n.rdn + "," + above.dn.text)
}

// dropNaming takes the values away that the old name spelled out.
func dropNaming(r *record, old string) {
	for _, a := range naming(old) {
		there := r.get(typeOf(a.Name))
		if at := there.index(a.Values[0]); at >= 0 {
			r.set(there.kind, there.without(at)...)
		}
	}
}
