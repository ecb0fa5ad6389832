package ledger

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func TestAppendInAnyBatchesStoresWhatTlogStores(t *testing.T) {
	t.Parallel()
	bodies, err := Encode(0, testEntries(0, 200)...)
	if err != nil {
		t.Fatal(err)
	}
	var want memoryHashes
	for i, body := range bodies {
		hs, err := tlog.StoredHashes(int64(i), body, want)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, hs...)
	}
	rapid.Check(t, func(t *rapid.T) {
		var got memoryHashes
		var size int64
		for size < int64(len(bodies)) {
			n := rapid.Int64Range(1, int64(len(bodies))-size).Draw(t, "batch")
			hashes, newSize, root, err := Append(size, bodies[size:size+n], got)
			if err != nil {
				t.Fatal(err)
			}
			if HashCount(size) != int64(len(got)) {
				t.Fatalf("the hashes of entry %d belong at %d, have %d", size, HashCount(size), len(got))
			}
			got, size = append(got, hashes...), newSize
			if wantRoot, _ := tlog.TreeHash(size, want); root != wantRoot {
				t.Fatalf("root at %d entries is %v, want %v", size, root, wantRoot)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatal("stored hashes differ from those of tlog")
		}
	})
}

// The leaves and the roots of the test data of Certificate Transparency.
func TestRootsAreThoseOfRFC6962(t *testing.T) {
	t.Parallel()
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := map[int64]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var f frontier
	for i := 0; ; i++ {
		root := f.root()
		if want, ok := roots[f.size]; ok && hex.EncodeToString(root[:]) != want {
			t.Errorf("root of %d leaves is %x, want %s", f.size, root, want)
		}
		if i == len(leaves) {
			break
		}
		leaf, _ := hex.DecodeString(leaves[i])
		f.push(nil, tlog.RecordHash(leaf))
	}
}

func TestAppendReadsOnceHoweverManyEntries(t *testing.T) {
	t.Parallel()
	m, _ := grown(t, 1000)
	bodies, err := Encode(1000, testEntries(0, 5000)...)
	if err != nil {
		t.Fatal(err)
	}
	calls, read := 0, 0
	counted := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		calls, read = calls+1, read+len(indexes)
		return memoryHashes(m.hashes).ReadHashes(indexes)
	})
	if _, _, _, err := Append(1000, bodies, counted); err != nil {
		t.Fatal(err)
	}
	if calls != 1 || read != 6 { // 1000 has six bits set
		t.Errorf("read %d hashes in %d calls, want 6 in 1", read, calls)
	}
}

func TestAppendRefusesWhatAVerifierCouldNotNumber(t *testing.T) {
	t.Parallel()
	good, err := Encode(7, testEntries(0, 1)...)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := grown(t, 7)
	for name, c := range map[string]struct {
		size int64
		body string
		want string
	}{
		"numbered for another place": {6, string(good[0]), "entry 6 is numbered 7"},
		"no number":                  {7, `{"a":1}`, "carries no number"},
		"number with a zero before":  {7, `{"a":1,"seq":07}`, "carries no number"},
		"negative number":            {7, `{"a":1,"seq":-7}`, "carries no number"},
		"nothing":                    {7, ``, "carries no number"},
		"line break":                 {7, "{\"a\":1,\n\"seq\":7}", "line break"},
		"too long":                   {7, strings.Repeat("x", MaxEntry+1), "more than the"},
		"negative size":              {-1, string(good[0]), "cannot have -1 entries"},
		"hashes are missing":         {9, string(good[0]), "not stored"},
	} {
		_, _, _, err := Append(c.size, [][]byte{[]byte(c.body)}, memoryHashes(m.hashes))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if _, _, _, err := Append(7, good, memoryHashes(m.hashes)); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

func TestAppendPassesOnAFailedRead(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	_, _, _, err := Append(3, nil, tlog.HashReaderFunc(func([]int64) ([]Hash, error) { return nil, broken }))
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	_, _, _, err = Append(3, nil, tlog.HashReaderFunc(func([]int64) ([]Hash, error) { return make([]Hash, 1), nil }))
	if err == nil {
		t.Error("a reader that gives one hash for two was believed")
	}
}

func BenchmarkAppend10000(b *testing.B) {
	m, _ := grown(b, 1000)
	entries := testEntries(0, 10000)
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Encode(1000, entries...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("append", func(b *testing.B) {
		bodies, _ := Encode(1000, entries...)
		b.ReportAllocs()
		for b.Loop() {
			if _, _, _, err := Append(1000, bodies, memoryHashes(m.hashes)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
