package ledger

import (
	"fmt"
	"strings"
)

// DamageKind says in what way a ledger is not as it was signed.
type DamageKind string

// The kinds of damage. Seq and Count of the Damage name entries, but for the last four, which concern the whole.
const (
	// Altered: the bytes of the entry changed.
	Altered DamageKind = "altered"
	// HashAltered: a hash kept beside the entries changed; where Detail says so, the entries are as they were signed.
	HashAltered DamageKind = "hash-altered"
	// HashMissing: a hash kept beside the entries is gone.
	HashMissing DamageKind = "hash-missing"
	// Missing: the entry is gone and later ones are there.
	Missing DamageKind = "missing"
	// MissingTail: the entry is gone with all after it.
	MissingTail DamageKind = "missing-tail"
	// Reordered: the entry stands in the place of another.
	Reordered DamageKind = "reordered"
	// Extra: something is there that was not signed.
	Extra DamageKind = "extra"
	// Rewritten: one or more of these entries were changed together with the hash kept beside them.
	Rewritten DamageKind = "rewritten"
	// Truncated: the file ends in the middle of something; Seq is the entry, -1 in the checkpoint.
	Truncated DamageKind = "truncated"
	// CheckpointAltered: the checkpoint is not as it was signed.
	CheckpointAltered DamageKind = "checkpoint-altered"
	// CheckpointMissing: there are entries, and no checkpoint that signs any.
	CheckpointMissing DamageKind = "checkpoint-missing"
	// OtherKey: the checkpoint is signed by another key than the one given.
	OtherKey DamageKind = "other-key"
	// NotExport: the file is not an export of a ledger.
	NotExport DamageKind = "not-an-export"
)

// Damage is one thing found wrong.
type Damage struct {
	Kind DamageKind `json:"kind"`
	// Seq is the first entry concerned; 0 where none is.
	Seq int64 `json:"seq"`
	// Count is how many entries in a row are concerned; 0 where none is.
	Count int64 `json:"count"`
	// Detail says more, in words; it may be empty.
	Detail string `json:"detail,omitempty"`
}

// String is one clause for a person.
func (d Damage) String() string {
	s := d.what()
	if d.Detail != "" {
		s += ": " + d.Detail
	}
	return s
}

func (d Damage) what() string {
	switch d.Kind {
	case Altered:
		return d.entriesAre() + " not as signed"
	case HashAltered:
		return "a hash kept beside " + d.entries() + " changed"
	case HashMissing:
		return "a hash kept beside " + d.entries() + " is missing"
	case Missing:
		return d.entriesAre() + " missing, and later ones are there"
	case MissingTail:
		return fmt.Sprintf("%d missing at the end (%s)", d.Count, d.entries())
	case Reordered:
		return d.entriesAre() + " out of order"
	case Extra:
		if d.Count > 0 {
			return d.entriesAre() + " surplus"
		}
		return "there is more than was signed"
	case Rewritten:
		switch d.Count {
		case 0:
			return "the beginning is not as signed"
		case 1:
			return d.entriesAre() + " not as signed, though it fits the hash beside it"
		}
		return d.entriesAre() + " not all as signed, though each fits the hash beside it"
	case Truncated:
		return "the file is cut"
	case CheckpointAltered:
		return "the checkpoint was altered"
	case CheckpointMissing:
		return "there is no checkpoint"
	case OtherKey:
		return "the checkpoint is not signed by the key given"
	case NotExport:
		return "this is not an export of a ledger"
	}
	return string(d.Kind)
}

func (d Damage) entriesAre() string {
	if d.Count == 1 {
		return d.entries() + " is"
	}
	return d.entries() + " are"
}

func (d Damage) entries() string {
	if d.Count == 1 {
		return fmt.Sprintf("entry %d", d.Seq)
	}
	return fmt.Sprintf("entries %d to %d", d.Seq, d.Seq+d.Count-1)
}

// advice says what to do about it.
func (d Damage) advice() string {
	switch d.Kind {
	case OtherKey:
		return "check it with the public key of the ledger that wrote it; if this should be that key, treat the ledger as replaced"
	case NotExport:
		return "give a file that was written by an export of a ledger"
	case Truncated:
		return "copy or export it again"
	default:
		return "keep it as it is, and compare it with a backup or an earlier export"
	}
}

// DamageError says that a ledger is not as it was signed, and in what.
type DamageError struct {
	// Damage is what was found: at least one, at most a hundred.
	Damage []Damage
	// More is how many were found beyond these.
	More int64
}

func (e *DamageError) Error() string {
	const shown = 8
	var b strings.Builder
	b.WriteString("the ledger does not verify: ")
	for i, d := range e.Damage[:min(shown, len(e.Damage))] {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(d.String())
	}
	if more := e.More + int64(max(0, len(e.Damage)-shown)); more > 0 {
		fmt.Fprintf(&b, "; and %d more", more)
	}
	return b.String() + "; " + e.Damage[0].advice()
}

// damages collects what is found and joins neighbours of one kind.
type damages struct {
	list []Damage
	more int64
}

func (ds *damages) add(d Damage) {
	if n := len(ds.list); n > 0 {
		last := &ds.list[n-1]
		alike := last.Kind == d.Kind && last.Detail == d.Detail
		if alike && last.Seq+last.Count == d.Seq {
			last.Count += d.Count
			return
		}
	}
	if len(ds.list) == 100 {
		ds.more++
		return
	}
	ds.list = append(ds.list, d)
}

// err is nil where nothing was found.
func (ds *damages) err() error {
	if len(ds.list) == 0 {
		return nil
	}
	return &DamageError{Damage: ds.list, More: ds.more}
}
