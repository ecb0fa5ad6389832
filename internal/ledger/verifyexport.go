package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// VerifyExport checks a file that Export wrote, with nothing but the public key. It reads as a stream and keeps one bit an entry.
// A file that differs from what was written in a single byte does not pass.
//
// Checkpoints kept from earlier, opened with the same key, are compared too: they show whether the holder of the key has
// rewritten the past since then, or has left out the newest entries.
//
// The error is a DamageError where the file is not what the key signed, and another one where it could not be read.
func VerifyExport(r io.Reader, v Verifier, kept ...Checkpoint) (Report, error) {
	in := &lineReader{r: bufio.NewReaderSize(r, 64<<10)}
	cp, err := readCheckpoint(in, v)
	if err != nil {
		return Report{}, err
	}
	a := exportAudit{size: cp.Size, last: -1}
	if err := a.signed.expectKept(kept, v); err != nil {
		return Report{}, err
	}
	a.signed.expect(cp)
	if err := a.read(in); err != nil {
		return Report{}, fmt.Errorf("read the export of a ledger: %w", err)
	}
	a.finish()
	return Report{Checkpoint: cp, Entries: a.count, Checkpoints: a.signed.compared}, a.found.err()
}

func readCheckpoint(in *lineReader, v Verifier) (Checkpoint, error) {
	text, damage, err := readNote(in, v)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read the export of a ledger: %w", err)
	}
	if damage != nil {
		return Checkpoint{}, &DamageError{Damage: []Damage{*damage}}
	}
	return Open(text, v)
}

// exportAudit follows the lines of an export. A line counts as entry N only where it fits its own hash; a line that does not is placed
// by its neighbours, because the number in it may be what was changed.
type exportAudit struct {
	size   int64 // as signed
	count  int64 // entries that fit their hash
	last   int64 // highest entry placed so far, -1 for none
	spoilt int64 // lines since then that fit no entry
	seen   bitmap
	trees  trees
	signed signed
	found  damages
}

func (a *exportAudit) read(in *lineReader) error {
	a.signed.compare(&a.trees)
	for {
		line, ended, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if ended || a.wholeButForItsEnd(line) {
			a.line(splitLine(line))
		}
		if !ended {
			a.cut(line)
		}
	}
}

// line takes one whole line.
func (a *exportAudit) line(l exportLine) {
	var scratch [64]Hash
	own := tlog.RecordHash(l.body)
	beside := l.hash
	if !l.ok {
		beside = own
	}
	a.trees.entries.push(scratch[:0], own)
	a.trees.leaves.push(scratch[:0], beside)
	a.signed.compare(&a.trees)

	if seq, numbered := seqOf(l.body); l.ok && numbered && own == l.hash {
		a.count++
		a.place(seq)
	} else {
		a.spoilt++
	}
}

// place takes an entry that fits its hash.
//
//	where            | means
//	beyond the size  | extra: nobody signed it
//	seen before      | extra: it is there twice
//	before the last  | reordered; it is not missing after all
//	after the last   | in its place; what was jumped over is missing, or comes later
func (a *exportAudit) place(seq int64) {
	switch {
	case seq >= a.size:
		a.found.add(Damage{Kind: Extra, Seq: seq, Count: 1, Detail: fmt.Sprintf("the checkpoint signs %d entries", a.size)})
	case a.seen.has(seq):
		a.found.add(Damage{Kind: Extra, Seq: seq, Count: 1, Detail: "it stands there twice"})
	case seq < a.last:
		a.seen.add(seq)
		a.found.add(Damage{Kind: Reordered, Seq: seq, Count: 1, Detail: fmt.Sprintf("after entry %d", a.last)})
	default:
		a.settle(seq)
		a.seen.add(seq)
		a.last = seq
	}
}

// settle places the spoilt lines that stand before entry next.
func (a *exportAudit) settle(next int64) {
	for ; a.spoilt > 0 && a.last+1 < next; a.spoilt-- {
		a.last++
		if !a.seen.has(a.last) {
			a.seen.add(a.last)
			a.found.add(Damage{Kind: Altered, Seq: a.last, Count: 1})
		}
	}
	if a.spoilt > 0 {
		a.found.add(Damage{Kind: Extra, Seq: next, Detail: fmt.Sprintf("before the place of entry %d stand lines that are no entries (%d)", next, a.spoilt)})
		a.spoilt = 0
	}
}

// wholeButForItsEnd reports whether a last line without an end lacks nothing else.
func (a *exportAudit) wholeButForItsEnd(line []byte) bool {
	l := splitLine(line)
	return l.ok && tlog.RecordHash(l.body) == l.hash
}

// cut takes a last line without an end.
func (a *exportAudit) cut(line []byte) {
	seq := a.last + a.spoilt + 1
	switch {
	case a.wholeButForItsEnd(line):
		a.found.add(Damage{Kind: Truncated, Seq: a.last, Detail: "the end of its last line is missing"})
	case seq < a.size:
		a.found.add(Damage{Kind: Truncated, Seq: seq, Detail: fmt.Sprintf("it ends inside entry %d", seq)})
	default:
		a.found.add(Damage{Kind: Extra, Seq: seq, Detail: fmt.Sprintf("%d bytes stand after the last entry", len(line))})
	}
}

// finish settles what only the end can tell.
func (a *exportAudit) finish() {
	a.settle(a.size)
	a.seen.gaps(a.size, func(from, to int64) {
		if to == a.size {
			a.found.add(Damage{Kind: MissingTail, Seq: from, Count: to - from, Detail: fmt.Sprintf("the checkpoint signs %d entries", to)})
		} else {
			a.found.add(Damage{Kind: Missing, Seq: from, Count: to - from})
		}
	})
	a.beyond()
	a.found = a.signed.judge(a.found)
}

// beyond names what a kept checkpoint signs and the one in the file does not. Checkpoints at sizes that a damaged file
// did not reach stay out: that damage is named already.
func (a *exportAudit) beyond() {
	var beyond signed
	for _, cp := range a.signed.due {
		if cp.Size > a.size {
			beyond.expect(cp)
		}
	}
	beyond.tail(a.size, &a.found)
}
