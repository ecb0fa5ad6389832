package snapshot_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

func print(s string) identity.Fingerprint {
	var h identity.Hash
	h.Add(s)
	return h.Sum()
}

// Whatever was added, changed, taken away and shuffled, the comparison says so, and rows keep their numbers.
func TestADiffFindsExactlyWhatChanged(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.MapOf(rapid.StringMatching(`[a-z]{1,3}`), rapid.IntRange(0, 3)).Draw(t, "first")
		second := rapid.MapOf(rapid.StringMatching(`[a-z]{1,3}`), rapid.IntRange(0, 3)).Draw(t, "second")
		marks, rows := read(nil, order(t, first), first, at)
		diff := snapshot.NewDiff(marks, at.Add(time.Hour))
		for _, key := range order(t, second) {
			got := diff.See(print(key), print(string(rune('0'+second[key]))))
			content, known := first[key]
			want := snapshot.New
			switch {
			case known && content == second[key]:
				want = snapshot.Same
			case known:
				want = snapshot.Changed
			}
			if got.Verdict != want {
				t.Fatalf("%s: %d, want %d", key, got.Verdict, want)
			}
			if known && got.Mark.Row != rows[key] {
				t.Fatalf("%s: row %d, was %d", key, got.Mark.Row, rows[key])
			}
		}
		var gone []uint32
		for key, row := range rows {
			if _, still := second[key]; !still {
				gone = append(gone, row)
			}
		}
		got := diff.Gone()
		slices.Sort(gone)
		slices.Sort(got)
		if !slices.Equal(gone, got) {
			t.Fatalf("gone %v, want %v", got, gone)
		}
		if len(diff.Marks()) != len(second) {
			t.Fatalf("%d marks of %d accounts", len(diff.Marks()), len(second))
		}
	})
}

func read(last []snapshot.Mark, keys []string, content map[string]int, at time.Time) ([]snapshot.Mark, map[string]uint32) {
	diff := snapshot.NewDiff(last, at)
	rows := map[string]uint32{}
	for _, key := range keys {
		rows[key] = diff.See(print(key), print(string(rune('0'+content[key])))).Mark.Row
	}
	return diff.Marks(), rows
}

func order(t *rapid.T, m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	if len(keys) < 2 {
		return keys
	}
	return rapid.Permutation(keys).Draw(t, "order")
}

func TestAKeyThatComesTwiceIsSeen(t *testing.T) {
	t.Parallel()
	diff := snapshot.NewDiff(nil, time.Now())
	diff.See(print("a"), print("1"))
	if got := diff.See(print("a"), print("1")); got.Verdict != snapshot.Twice {
		t.Errorf("new key twice: %d", got.Verdict)
	}
	again := snapshot.NewDiff(diff.Marks(), time.Now())
	again.See(print("a"), print("1"))
	if got := again.See(print("a"), print("1")); got.Verdict != snapshot.Twice {
		t.Errorf("known key twice: %d", got.Verdict)
	}
}
