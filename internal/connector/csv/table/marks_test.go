package table

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMarksAreThoseThatALoopFinds(t *testing.T) {
	t.Parallel()
	var m marker
	rapid.Check(t, func(r *rapid.T) {
		alphabet := rapid.SliceOfN(rapid.Byte(), 1, 8).Draw(r, "other bytes")
		alphabet = append(alphabet, ',', ',', '\n', '"', ','|0x80, '\n'|0x80, ','^1, '\n'^1)
		n := rapid.IntRange(0, 300).Draw(r, "length")
		text := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), n, n).Draw(r, "text"))
		quotes := rapid.Bool().Draw(r, "quotes")
		got := m.find(text, ',', '\n', quotes)
		if want := loopMarks(text, quotes); !slices.Equal(got, want) {
			r.Fatalf("%q: found %v, not %v", text, got, want)
		}
	})
}

func loopMarks(text string, quotes bool) (marks []uint32) {
	inside := false
	for i := range len(text) {
		switch {
		case quotes && text[i] == '"':
			inside = !inside
		case !inside && (text[i] == ',' || text[i] == '\n'):
			marks = append(marks, uint32(i))
		}
	}
	return marks
}

func TestPlainASCIIIsWhatALoopSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.SliceOfN(rapid.ByteRange(1, 127), 0, 100).Draw(r, "text")
		if !plainASCII(text) {
			r.Fatalf("%q is not plain", text)
		}
		if len(text) == 0 {
			return
		}
		text[rapid.IntRange(0, len(text)-1).Draw(r, "at")] = rapid.SampledFrom([]byte{0, 128, 129, 255}).Draw(r, "bad")
		if plainASCII(text) {
			r.Fatalf("%q is plain", text)
		}
	})
}
