package directory

import (
	"cmp"
	"slices"

	"github.com/go-ldap/ldap/v3"
)

// tree holds the records, finds them, and knows who is in which group. It knows neither locks nor files.
type tree struct {
	records  []*record           // by id
	byName   map[string]*record  // by the key of the name
	groups   map[string][]string // from the key of a member to the keys of the groups that list it
	children map[string]int      // how many stand right below the key
	last     int                 // the last id given
}

func newTree() *tree {
	return &tree{byName: map[string]*record{}, groups: map[string][]string{}, children: map[string]int{}}
}

// find returns the record of a name. When there is none, the result names the nearest record above.
func (t *tree) find(n name) (*record, error) {
	if r := t.byName[n.key()]; r != nil {
		return r, nil
	}
	missing := &result{code: ldap.LDAPResultNoSuchObject}
	for steps := 1; steps < n.depth() && missing.matched == ""; steps++ {
		if above := t.byName[n.up(steps).key()]; above != nil {
			missing.matched = above.dn.text
		}
	}
	return nil, missing
}

// put adds a record, or puts it in the place of the one with the same id.
func (t *tree) put(r *record) {
	if r.id == 0 {
		t.last++
		r.id = t.last
	}
	at, there := t.place(r.id)
	if there {
		t.forget(t.records[at])
		t.records[at] = r
	} else {
		t.records = slices.Insert(t.records, at, r)
	}
	t.byName[r.dn.key()] = r
	t.children[r.dn.up(1).key()]++
	for _, member := range groupMembers(r) {
		t.groups[member] = append(t.groups[member], r.dn.key())
	}
}

// drop takes a record away.
func (t *tree) drop(r *record) {
	t.forget(r)
	if at, there := t.place(r.id); there {
		t.records = slices.Delete(t.records, at, at+1)
	}
}

func (t *tree) place(id int) (int, bool) {
	return slices.BinarySearchFunc(t.records, id, func(r *record, id int) int { return cmp.Compare(r.id, id) })
}

func (t *tree) forget(r *record) {
	delete(t.byName, r.dn.key())
	t.children[r.dn.up(1).key()]--
	for _, member := range groupMembers(r) {
		t.groups[member] = slices.DeleteFunc(t.groups[member], func(g string) bool { return g == r.dn.key() })
	}
}

// groupMembers returns the keys of the names that a group lists; none for what is no group.
func groupMembers(r *record) []string {
	if !r.has("groupOfNames") {
		return nil
	}
	return r.get(typeOf("member")).normal
}

// groupsOf returns the groups that list a record, in their own order.
func (t *tree) groupsOf(r *record) []*record {
	var found []*record
	for _, key := range t.groups[r.dn.key()] {
		found = append(found, t.byName[key])
	}
	slices.SortFunc(found, func(a, b *record) int { return cmp.Compare(a.id, b.id) })
	return found
}

// hasChildren reports whether something stands below a record.
func (t *tree) hasChildren(r *record) bool { return t.children[r.dn.key()] > 0 }

// get returns what a record shows of an attribute, computed ones too.
func (t *tree) get(r *record, kind *attributeType) held {
	if !kind.is(computed) {
		return r.get(kind)
	}
	return hold(kind, t.compute(r, kind.name()))
}

func (t *tree) compute(r *record, attribute string) []string {
	switch attribute {
	case "entryDN":
		return []string{r.dn.text}
	case "subschemaSubentry":
		return []string{subschemaDN}
	case "structuralObjectClass":
		if c := r.structure(); c != nil {
			return []string{c.name}
		}
	case "hasSubordinates":
		if t.hasChildren(r) {
			return []string{"TRUE"}
		}
		return []string{"FALSE"}
	case "memberOf":
		var names []string
		for _, g := range t.groupsOf(r) {
			names = append(names, g.dn.text)
		}
		return names
	}
	return nil
}
