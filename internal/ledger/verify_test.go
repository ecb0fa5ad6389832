package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func TestAWholeStorageVerifies(t *testing.T) {
	t.Parallel()
	for _, sizes := range [][]int{{0}, {1}, {0, 1, 2, 3, 4, 5, 6, 7, 8}, {page}, {page - 1, page, page + 1}, {3, 3*page + 5}} {
		m, cps := grown(t, sizes...)
		r, err := Verify(t.Context(), m, testVerifier(t))
		last := cps[len(cps)-1]
		if err != nil || r.Entries != last.Size || r.Checkpoints != len(cps) || r.Checkpoint.Root != last.Root || r.Unsigned != 0 {
			t.Errorf("%v: %+v, %v", sizes, r, err)
		}
	}
	if r, err := Verify(t.Context(), new(Memory), testVerifier(t)); err != nil || r.Entries != 0 {
		t.Errorf("nothing yet: %+v, %v", r, err)
	}
}

func TestEntriesAfterTheNewestCheckpointAreCounted(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 4, 9)
	if err := m.Append(testEntries(9, 12)...); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(t.Context(), m, testVerifier(t))
	if err != nil || r.Entries != 12 || r.Unsigned != 3 || r.Checkpoint.Size != 9 {
		t.Errorf("got %+v, %v", r, err)
	}
}

// spoilt is a storage in which some hashes are gone.
type spoilt struct {
	*Memory
	gone []int64
}

func (s spoilt) ReadHashes(ctx context.Context, indexes []int64) ([]Hash, error) {
	for _, index := range indexes {
		if slices.Contains(s.gone, index) {
			return nil, fmt.Errorf("hash %d: %w", index, ErrMissing)
		}
	}
	return s.Memory.ReadHashes(ctx, indexes)
}

func (s *spoilt) change(seq int, old, new string) {
	s.records[seq].Body = bytes.Replace(s.records[seq].Body, []byte(old), []byte(new), 1)
}

// rehash stores the hashes that fit the entries up to that level, as someone does who knows how.
func (s *spoilt) rehash(levels int) {
	var hs memoryHashes
	for seq, r := range s.records {
		fresh, _ := tlog.StoredHashes(int64(seq), r.Body, hs)
		hs = append(hs, fresh...)
	}
	for i := range s.hashes {
		if level, _ := tlog.SplitStoredHashIndex(int64(i)); level < levels {
			s.hashes[i] = hs[i]
		}
	}
}

func TestDamageToAStorageIsNamed(t *testing.T) {
	t.Parallel()
	leaf := func(seq int64) int64 { return tlog.StoredHashIndex(0, seq) }
	for name, c := range map[string]struct {
		spoil func(s *spoilt)
		want  []Damage
		says  string
	}{
		"an entry changed":     {func(s *spoilt) { s.change(5, "suspend", "restore") }, []Damage{{Kind: Altered, Seq: 5, Count: 1}}, "entry 5 is not as signed"},
		"its number changed":   {func(s *spoilt) { s.change(5, `"seq":5`, `"seq":6`) }, []Damage{{Kind: Altered, Seq: 5, Count: 1}}, ""},
		"its number too high":  {func(s *spoilt) { s.change(5, `"seq":5`, `"seq":99`) }, []Damage{{Kind: Altered, Seq: 5, Count: 1}}, ""},
		"an entry emptied":     {func(s *spoilt) { s.records[5].Body = nil }, []Damage{{Kind: Altered, Seq: 5, Count: 1}}, ""},
		"two entries changed":  {func(s *spoilt) { s.change(0, "suspend", "restore"); s.change(12, "suspend", "restore") }, []Damage{{Kind: Altered, Seq: 0, Count: 1}, {Kind: Altered, Seq: 12, Count: 1}}, ""},
		"entries exchanged":    {func(s *spoilt) { s.records[5].Body, s.records[9].Body = s.records[9].Body, s.records[5].Body }, []Damage{{Kind: Reordered, Seq: 5, Count: 1}, {Kind: Reordered, Seq: 9, Count: 1}}, "entry 5 is out of order: in its place is entry 9"},
		"an entry gone":        {func(s *spoilt) { s.records = slices.Delete(s.records, 5, 6) }, []Damage{{Kind: Missing, Seq: 5, Count: 1}}, "entry 5 is missing, and later ones are there"},
		"gone with its hash":   {func(s *spoilt) { s.records = slices.Delete(s.records, 5, 6); s.gone = []int64{leaf(5)} }, []Damage{{Kind: Missing, Seq: 5, Count: 1}, {Kind: HashMissing, Seq: 5, Count: 1}}, ""},
		"the tail gone":        {func(s *spoilt) { s.records = s.records[:10] }, []Damage{{Kind: MissingTail, Seq: 10, Count: 3}}, "3 missing at the end (entries 10 to 12): there are 10, and the checkpoint signs 13"},
		"all gone":             {func(s *spoilt) { s.records = nil }, []Damage{{Kind: MissingTail, Seq: 0, Count: 13}}, ""},
		"a leaf hash changed":  {func(s *spoilt) { s.hashes[leaf(5)][0] ^= 1 }, []Damage{{Kind: HashAltered, Seq: 5, Count: 1}}, "a hash kept beside entry 5 changed: the entries are as they were signed"},
		"a node hash changed":  {func(s *spoilt) { s.hashes[tlog.StoredHashIndex(2, 1)][0] ^= 1 }, []Damage{{Kind: HashAltered, Seq: 4, Count: 4}}, "a hash kept beside entries 4 to 7 changed: stored hash 13; the entries are as they were signed"},
		"a leaf hash gone":     {func(s *spoilt) { s.gone = []int64{leaf(5)} }, []Damage{{Kind: HashMissing, Seq: 5, Count: 1}}, "a hash kept beside entry 5 is missing"},
		"changed, a hash gone": {func(s *spoilt) { s.change(2, "suspend", "restore"); s.gone = []int64{leaf(5)} }, []Damage{{Kind: Altered, Seq: 2, Count: 1}, {Kind: HashMissing, Seq: 5, Count: 1}}, ""},
		"and a node changed": {func(s *spoilt) {
			s.change(2, "suspend", "restore")
			s.gone = []int64{leaf(5)}
			s.hashes[tlog.StoredHashIndex(2, 2)][0] ^= 1
		}, []Damage{{Kind: Altered, Seq: 2, Count: 1}, {Kind: HashMissing, Seq: 5, Count: 1}, {Kind: HashAltered, Seq: 8, Count: 4}}, ""},
		"a node hash gone":     {func(s *spoilt) { s.gone = []int64{tlog.StoredHashIndex(2, 1)} }, []Damage{{Kind: HashMissing, Seq: 4, Count: 4}}, ""},
		"entry and node":       {func(s *spoilt) { s.change(1, "suspend", "restore"); s.hashes[tlog.StoredHashIndex(2, 1)][0] ^= 1 }, []Damage{{Kind: Altered, Seq: 1, Count: 1}, {Kind: HashAltered, Seq: 4, Count: 4}}, ""},
		"entry with its hash":  {func(s *spoilt) { s.change(5, "suspend", "restore"); s.rehash(1) }, []Damage{{Kind: Rewritten, Seq: 4, Count: 2}}, "entries 4 to 5 are not all as signed, though each fits the hash beside it"},
		"entry with its nodes": {func(s *spoilt) { s.change(5, "suspend", "restore"); s.rehash(2) }, []Damage{{Kind: Rewritten, Seq: 4, Count: 4}}, ""},
		"entry and all hashes": {func(s *spoilt) { s.change(5, "suspend", "restore"); s.rehash(9) }, []Damage{{Kind: Rewritten, Seq: 4, Count: 4}}, "the checkpoint of 8 entries was signed over others"},
		"the last, all hashes": {func(s *spoilt) { s.change(12, "suspend", "restore"); s.rehash(9) }, []Damage{{Kind: Rewritten, Seq: 8, Count: 5}}, "the checkpoint of 13 entries was signed over others"},

		"no checkpoint": {func(s *spoilt) { s.notes = nil }, []Damage{{Kind: CheckpointMissing}}, "nothing signs the 13 entries"},
		"the newest altered": {func(s *spoilt) {
			s.notes[2].Note = bytes.Replace(s.notes[2].Note, []byte("\n13\n"), []byte("\n12\n"), 1)
		}, []Damage{{Kind: CheckpointAltered}}, "the one stored for 13 entries: its signature by ledger.exeunt.test+f247de9a does not fit its text"},
		"an older one altered":    {func(s *spoilt) { s.notes[0].Note = s.notes[0].Note[1:] }, []Damage{{Kind: CheckpointAltered}}, "the one stored for 4 entries"},
		"one for another size":    {func(s *spoilt) { s.notes[0].Note = s.notes[1].Note }, []Damage{{Kind: CheckpointAltered}}, "the one stored for 4 entries is of 8"},
		"one of a larger ledger":  {func(s *spoilt) { m, _ := grown(t, 20); s.notes = append(s.notes, m.notes[0]) }, []Damage{{Kind: MissingTail, Seq: 13, Count: 7}}, "the checkpoint signs 20"},
		"one of another ledger":   {func(s *spoilt) { s.notes[1].Note = forgedNote(t, 8) }, []Damage{{Kind: Rewritten, Seq: 4, Count: 4}}, "the checkpoint of 8 entries was signed over others"},
		"the newest, of another":  {func(s *spoilt) { s.notes[2].Note = forgedNote(t, 13) }, []Damage{{Kind: Rewritten, Seq: 8, Count: 5}}, "the checkpoint of 13 entries was signed over others"},
		"an empty one, of others": {func(s *spoilt) { s.notes = append([]SignedNote{{0, forgedNote(t, 0)}}, s.notes...) }, []Damage{{Kind: Rewritten}}, "the checkpoint of 0 entries was signed over others"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _ := grown(t, 4, 8, 13)
			s := &spoilt{Memory: m}
			c.spoil(s)
			_, err := Verify(t.Context(), s, testVerifier(t))
			wantDamage(t, err, c.want...)
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

// forgedNote is signed with the right key over a root that never was.
func forgedNote(t *testing.T, size int64) []byte {
	t.Helper()
	note, err := Sign(size, Hash{1, 2, 3}, testSigner(t))
	if err != nil {
		t.Fatal(err)
	}
	return note
}

func TestAStorageSignedByAnotherKeyNamesBothOnce(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 4, 8, 13)
	other := otherSigner(t).Verifier()
	_, err := Verify(t.Context(), m, other)
	wantDamage(t, err, Damage{Kind: OtherKey})
	want := fmt.Sprintf("signed by %q, and the key given is %q", "ledger.exeunt.test+f247de9a", other.ID())
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyAKeptCheckpointShowsARollback(t *testing.T) {
	t.Parallel()
	_, kept := grown(t, 4, 8, 13)
	m, _ := grown(t, 4, 8) // as someone leaves it who takes both entries and checkpoints away
	if _, err := Verify(t.Context(), m, testVerifier(t)); err != nil {
		t.Fatal(err)
	}
	if r, err := Verify(t.Context(), m, testVerifier(t), kept[1], kept[0]); err != nil || r.Checkpoints != 4 {
		t.Errorf("got %+v, %v", r, err)
	}
	_, err := Verify(t.Context(), m, testVerifier(t), kept...)
	wantDamage(t, err, Damage{Kind: MissingTail, Seq: 8, Count: 5})
}

func TestAKeptCheckpointOfTheSameSizeShowsASecondHistory(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 4, 8)
	kept, err := Open(forgedNote(t, 8), testVerifier(t))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Verify(t.Context(), m, testVerifier(t), kept)
	wantDamage(t, err, Damage{Kind: Rewritten, Seq: 4, Count: 4})
}

func TestAnyChangedByteOfAStorageIsFoundAndPlaced(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 300, 700, 1100)
	v := testVerifier(t)
	rapid.Check(t, func(t *rapid.T) {
		bit := byte(1) << rapid.IntRange(0, 7).Draw(t, "bit")
		if rapid.Bool().Draw(t, "entry") {
			r := rapid.SampledFrom(m.records).Draw(t, "record")
			i := rapid.IntRange(0, len(r.Body)-1).Draw(t, "byte")
			r.Body[i] ^= bit
			_, err := Verify(t.Context(), m, v)
			r.Body[i] ^= bit
			wantDamage(t, err, Damage{Kind: Altered, Seq: r.Seq, Count: 1})
			return
		}
		index := rapid.IntRange(0, len(m.hashes)-1).Draw(t, "hash")
		i := rapid.IntRange(0, len(Hash{})-1).Draw(t, "byte")
		m.hashes[index][i] ^= bit
		_, err := Verify(t.Context(), m, v)
		m.hashes[index][i] ^= bit
		level, n := tlog.SplitStoredHashIndex(int64(index))
		wantDamage(t, err, Damage{Kind: HashAltered, Seq: n << level, Count: 1 << level})
	})
	if _, err := Verify(t.Context(), m, v); err != nil {
		t.Errorf("put back: %v", err)
	}
}

func TestVerifyTellsAFailedReadFromDamage(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 20)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Verify(ctx, failing{m}, testVerifier(t))
	if damaged := new(DamageError); !errors.Is(err, context.Canceled) || errors.As(err, &damaged) {
		t.Errorf("got %v", err)
	}
}

func TestOfVeryMuchDamageTheFirstIsListed(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 400)
	for i := 0; i < 400; i += 2 {
		m.records[i].Body = nil
	}
	_, err := Verify(t.Context(), m, testVerifier(t))
	damaged := new(DamageError)
	if !errors.As(err, &damaged) || len(damaged.Damage) != 100 || damaged.More != 100 {
		t.Fatalf("got %d and %d more", len(damaged.Damage), damaged.More)
	}
	if want := "entry 14 is not as signed; and 192 more; keep it"; !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	m, cps := grown(b, 100_000)
	file := exported(b, m, cps[0])
	v := testVerifier(b)
	b.Run("storage-100000", func(b *testing.B) {
		for b.Loop() {
			if _, err := Verify(b.Context(), m, v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("export-100000", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			if _, err := VerifyExport(strings.NewReader(file), v); err != nil {
				b.Fatal(err)
			}
		}
	})
}
