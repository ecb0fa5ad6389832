package snapshot

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Mark is what is kept of an account between two passes: 128 bits of its key, 128 bits of its content and link, and
// the number of its row in the store.
type Mark struct {
	Key     identity.Fingerprint
	Content identity.Fingerprint
	Row     uint32
	Since   uint32 // since when its link has been as it is, in minutes since 1970
}

// Minutes returns an instant as marks keep it.
func Minutes(t time.Time) uint32 { return uint32(t.Unix() / 60) }

// LinkedSince returns since when the account's link has been as it is, UTC.
func (m *Mark) LinkedSince() time.Time { return time.Unix(int64(m.Since)*60, 0).UTC() }

// Verdict is how an account compares with the last complete reading.
type Verdict uint8

// The verdicts.
const (
	Same Verdict = iota
	Changed
	New
	Twice // the same key came twice in one reading
)

// Diff compares a stream of accounts with the marks of the last complete reading. In the usual case the order is the
// same and each comparison is with the next mark; only when it is not is an index of the marks built. As long as all is
// as it was, no mark is written: those of the last reading are those of this one.
type Diff struct {
	last  []Mark
	seen  []bool
	next  int
	index map[identity.Fingerprint]int32 // of the marks, made when the order first differs
	fresh map[identity.Fingerprint]bool  // keys that are new in this reading
	rows  uint32                         // the highest row number in use
	now   []Mark                         // of this reading, once something has moved
	count int                            // accounts of this reading
	at    uint32
	moved bool // something is new, changed, or in another order
}

// NewDiff starts a comparison at an instant with the last marks, in the order of the last reading.
func NewDiff(last []Mark, at time.Time) *Diff {
	d := &Diff{at: Minutes(at), last: last, seen: make([]bool, len(last))}
	for i := range last {
		d.rows = max(d.rows, last[i].Row)
	}
	return d
}

// find says which earlier account this key is.
func (d *Diff) find(key identity.Fingerprint) (at int, known bool) {
	if d.next < len(d.last) && d.last[d.next].Key == key {
		return d.next, true
	}
	if len(d.last) == 0 {
		return 0, false
	}
	if d.index == nil {
		d.index = make(map[identity.Fingerprint]int32, len(d.last))
		for i := range d.last {
			d.index[d.last[i].Key] = int32(i)
		}
	}
	i, known := d.index[key]
	return int(i), known
}

// Sighting is one account of this reading against the last one.
type Sighting struct {
	Verdict Verdict
	Mark    Mark
	place   int // in this reading
}

// See compares one account and remembers it.
func (d *Diff) See(key, content identity.Fingerprint) Sighting {
	at, known := d.find(key)
	if !known {
		return d.add(key, content)
	}
	last := &d.last[at]
	if d.seen[at] {
		return Sighting{Verdict: Twice, Mark: *last}
	}
	verdict := Same
	if last.Content != content {
		verdict = Changed
	}
	if at != d.next || verdict == Changed {
		d.move()
	}
	d.seen[at], d.next = true, at+1
	return d.keep(verdict, Mark{key, content, last.Row, last.Since})
}

// move notes that from here on this reading is another one than the last.
func (d *Diff) move() {
	if !d.moved {
		d.moved = true
		d.now = append(make([]Mark, 0, len(d.last)+len(d.last)/64), d.last[:d.count]...)
	}
}

func (d *Diff) keep(verdict Verdict, mark Mark) Sighting {
	if d.moved {
		d.now = append(d.now, mark)
	}
	d.count++
	return Sighting{verdict, mark, d.count - 1}
}

func (d *Diff) add(key, content identity.Fingerprint) Sighting {
	if d.fresh == nil {
		d.fresh = map[identity.Fingerprint]bool{}
	}
	if d.fresh[key] {
		return Sighting{Verdict: Twice}
	}
	d.fresh[key] = true
	d.rows++
	d.move()
	return d.keep(New, Mark{key, content, d.rows, d.at})
}

// Relinked notes that the link of an account is another one since this reading, and what its content is with it.
func (d *Diff) Relinked(s *Sighting, content identity.Fingerprint) {
	s.Mark.Since, s.Mark.Content = d.at, content
	d.now[s.place] = s.Mark
}

// Moved reports whether the marks of this reading differ from the last ones.
func (d *Diff) Moved() bool { return d.moved || d.count != len(d.last) }

// Marks returns the marks of this reading, in its order.
func (d *Diff) Marks() []Mark {
	if !d.moved {
		return d.last[:d.count]
	}
	return d.now
}

// Gone returns the rows of the accounts that the last reading had and this one has not.
func (d *Diff) Gone() []uint32 {
	var rows []uint32
	for i, seen := range d.seen {
		if !seen {
			rows = append(rows, d.last[i].Row)
		}
	}
	return rows
}
