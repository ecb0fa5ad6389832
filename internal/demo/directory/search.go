package directory

import (
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// sizeLimit is how many entries those get at most who are not the service account, and the largest page for everybody.
const sizeLimit = 500

// search is a search request.
type search struct {
	base      name
	scope     int64
	limit     int64 // of the client; 0: none
	typesOnly bool
	filter    filter
	selection selection
	judge     bool // tell of each entry whether it could sign in
}

// sight is one entry as it is sent.
type sight struct {
	entry    Entry
	controls []*ber.Packet
}

func readSearch(op *ber.Packet) (q search, err error) {
	f := inside(op)
	dn := f.text()
	q.scope = f.number()
	f.next() // aliases: there are none
	q.limit = f.number()
	f.next() // time: no search takes long
	q.typesOnly = f.truth()
	condition := f.next()
	q.selection = selectionOf(f.texts())
	if f.err != nil {
		return q, f.err
	}
	if q.base, err = parseName(dn); err != nil {
		return q, err
	}
	q.filter, err = compileFilter(condition)
	return q, err
}

func (s *session) search(m *message) {
	q, err := readSearch(m.op)
	var p page
	if err == nil {
		p, err = s.readPage(m)
	}
	if err != nil {
		s.reply(m, resultPacket(ldap.ApplicationSearchResultDone, err))
		return
	}
	q.judge = s.trusted() && m.control(usabilityOID) != nil
	var seen []sight
	var next cursor
	s.directory.look(func(t *tree) { seen, next, err = s.run(t, q, p) })
	for _, e := range seen {
		s.reply(m, entryPacket(e.entry), e.controls...)
	}
	s.reply(m, resultPacket(ldap.ApplicationSearchResultDone, err), s.turn(p, next)...)
}

// run returns one page of a search in the form in which it is sent.
func (s *session) run(t *tree, q search, p page) (seen []sight, next cursor, err error) {
	found, err := s.find(t, q)
	if err != nil {
		return nil, cursor{}, err
	}
	found, next, err = s.cut(found, q, p)
	for _, r := range found {
		e := sight{entry: q.show(t, r, s.trusted())}
		if q.judge {
			e.controls = t.usability(r, time.Now())
		}
		seen = append(seen, e)
	}
	return seen, next, err
}

// find returns every record that a search is about, in order. Nobody sees what he may not read, not even that it is there.
func (s *session) find(t *tree, q search) ([]*record, error) {
	pool := t.records
	if special := specialEntry(q.base); special != nil && q.scope == ldap.ScopeBaseObject {
		pool = []*record{special}
	} else if !s.known() {
		return nil, &result{code: ldap.LDAPResultNoSuchObject}
	} else if _, err := t.find(q.base); err != nil {
		return nil, err
	}
	var found []*record
	for _, r := range pool {
		if q.covers(r.dn) && q.filter(t.readerFor(r, s.trusted())) == yes {
			found = append(found, r)
		}
	}
	return found, nil
}

// covers reports whether a name lies in the scope of the search.
func (q *search) covers(n name) bool {
	deeper := n.depth() - q.base.depth()
	if !n.within(q.base) {
		return false
	}
	switch q.scope {
	case ldap.ScopeBaseObject:
		return deeper == 0
	case ldap.ScopeSingleLevel:
		return deeper == 1
	case ldap.ScopeChildren:
		return deeper > 0
	}
	return true
}

// readerFor shows a record to a filter; a password only to who may read it.
func (t *tree) readerFor(r *record, trusted bool) reader {
	return func(kind *attributeType) (held, bool) {
		if kind.name() == "userPassword" && !trusted {
			return held{}, false
		}
		return t.get(r, kind), true
	}
}
