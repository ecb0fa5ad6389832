package name

import (
	"math/bits"

	"github.com/zeebo/xxh3"
)

// table finds words by hashed spellings. It may return a word that was not meant (two spellings, one hash): whoever
// asks compares. It never misses one.
type table struct {
	shift uint
	start []uint32 // of each bucket in posts
	posts []post   // by bucket, then in the order they were added
}

type post struct {
	sum uint32
	id  uint32
}

func sum(spelling string) uint32      { return uint32(xxh3.HashString(spelling)) }
func sumBytes(spelling []byte) uint32 { return uint32(xxh3.Hash(spelling)) }

// newTable sorts posts into buckets by the highest bits of their sums, about two posts a bucket.
func newTable(posts []post) table {
	width := max(1, bits.Len(uint(len(posts)))-1)
	t := table{shift: uint(32 - width), posts: make([]post, len(posts))}
	t.start = make([]uint32, 1<<width+1)
	for _, p := range posts {
		t.start[p.sum>>t.shift+1]++
	}
	for b := 1; b < len(t.start); b++ {
		t.start[b] += t.start[b-1]
	}
	next := append([]uint32(nil), t.start...)
	for _, p := range posts {
		b := p.sum >> t.shift
		t.posts[next[b]] = p
		next[b]++
	}
	return t
}

// find appends the ids under any of sums, some perhaps twice. It reads the table in two rounds, so that the processor
// waits for memory once a round and not once a sum.
func (t *table) find(ids, sums []uint32) []uint32 {
	var room [40]span
	at := room[:0]
	for _, sum := range sums {
		b := sum >> t.shift
		at = append(at, span{t.start[b], t.start[b+1]})
	}
	for i, s := range at {
		for _, p := range t.posts[s.lo:s.hi] {
			if p.sum == sums[i] {
				ids = append(ids, p.id)
			}
		}
	}
	return ids
}

// eachDeletion calls f with the sum of key less one letter, for each letter once. Two names one slip apart share one of
// these, or one is a deletion of the other: SymSpell's index, at distance 1.
func eachDeletion(key string, f func(sum uint32)) {
	if len(key) < shortest {
		return
	}
	var room [64]byte
	buf := append(room[:0], key[1:]...)
	f(sumBytes(buf))
	for i := 1; i < len(key); i++ {
		if key[i] == key[i-1] {
			buf[i-1] = key[i-1]
			continue
		}
		buf[i-1] = key[i-1]
		f(sumBytes(buf))
	}
}
