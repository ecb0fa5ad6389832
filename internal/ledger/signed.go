package ledger

import (
	"cmp"
	"fmt"
	"slices"
)

// Report is what a verification saw. It is complete only where the error is nil.
type Report struct {
	// Checkpoint is the newest one that is signed by the key.
	Checkpoint Checkpoint
	// Entries is how many entries were read.
	Entries int64
	// Checkpoints is how many checkpoints were compared with the entries.
	Checkpoints int
	// Unsigned is how many entries came after the newest checkpoint: whole as far as the stored hashes tell, and not signed yet.
	Unsigned int64
}

// trees are two computations of the same tree: from the entries, and from the leaf hashes kept beside them.
// When an entry does not fit its hash, the one that gives the signed root is the one that is right.
type trees struct {
	entries, leaves frontier
}

// signed compares the trees with every checkpoint, at its size.
type signed struct {
	due      []Checkpoint // not yet compared, by rising size
	compared int
	upTo     int64   // size of the last one compared
	fits     int64   // size of the last one that fitted
	entries  bool    // whether the last one compared fits the entries
	leaves   bool    // whether the last one compared fits the leaf hashes
	wrong    *Damage // the first one that fitted neither
}

// expect adds a checkpoint. Of two of one size the later one is compared last, and has the say.
func (s *signed) expect(cp Checkpoint) {
	s.due = append(s.due, cp)
	if n := len(s.due); n > 1 && s.due[n-2].Size > cp.Size {
		slices.SortStableFunc(s.due, func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	}
}

// expectKept adds checkpoints that the caller kept.
func (s *signed) expectKept(kept []Checkpoint, v Verifier) error {
	for _, cp := range kept {
		if cp.Origin != v.Origin() {
			return fmt.Errorf("the kept checkpoint of %d entries is of the ledger %q, not of %q", cp.Size, cp.Origin, v.Origin())
		}
		s.expect(cp)
	}
	return nil
}

// compare takes the checkpoints that are due at the present size.
func (s *signed) compare(t *trees) {
	for len(s.due) > 0 && s.due[0].Size == t.entries.size {
		cp := s.due[0]
		s.due = s.due[1:]
		s.compared++
		s.upTo, s.entries, s.leaves = cp.Size, t.entries.root() == cp.Root, t.leaves.root() == cp.Root
		if s.entries || s.leaves {
			s.fits = cp.Size
		} else if s.wrong == nil {
			s.wrong = &Damage{
				Kind: Rewritten, Seq: s.fits, Count: cp.Size - s.fits,
				Detail: fmt.Sprintf("the checkpoint of %d entries was signed over others", cp.Size),
			}
		}
	}
}

// judge settles, once all is read, what changed: an entry, its hash, or both. It returns all damage.
func (s *signed) judge(found damages) damages {
	if s.wrong != nil && (len(found.list) == 0 || s.entries || s.leaves) {
		found.add(*s.wrong) // else what was found explains it
	}
	var judged damages
	for _, d := range found.list {
		inside := d.Seq+d.Count <= s.upTo
		switch {
		case !inside:
		case s.entries && (d.Kind == Altered || d.Kind == HashAltered):
			d.Kind, d.Detail = HashAltered, join(d.Detail, "the entries are as they were signed")
		case !s.entries && !s.leaves && d.Kind == HashAltered:
			d.Kind = Rewritten // the hash above them is the signed one
		}
		judged.add(d)
	}
	judged.more = found.more
	return judged
}

// tail names the entries that the largest remaining checkpoint signed and that are not there.
func (s *signed) tail(size int64, found *damages) {
	if len(s.due) == 0 {
		return
	}
	last := s.due[len(s.due)-1]
	found.add(Damage{
		Kind: MissingTail, Seq: size, Count: last.Size - size,
		Detail: fmt.Sprintf("there are %d, and the checkpoint signs %d", size, last.Size),
	})
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
