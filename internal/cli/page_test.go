package cli

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWordsFromAFileGiveNoOrdersToATerminal(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	pg := &page{out: &out}
	pg.line(2, plain("Chloe\x1b[2J \x07Martin"), bold("\u202eevil\u2066"), dim("a\nb\tc\x9b31m"))
	if got, want := out.String(), "  Chloe·[2J ·Martin·evil·a·b c·31m\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestColoursAreOnlyThereWhenAskedFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		colours bool
		want    string
	}{{true, "\x1b[31mnot\x1b[0m \x1b[31mso\x1b[0m now\n"}, {false, "not so now\n"}} {
		var out strings.Builder
		pg := &page{out: &out, colours: tt.colours}
		pg.line(0, red("not so"), plain(" now"))
		if out.String() != tt.want {
			t.Errorf("colours %v: got %q, want %q", tt.colours, out.String(), tt.want)
		}
	}
}

func TestALineGoesOnBelowWhereThePageEnds(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	pg := &page{out: &out, width: 20}
	pg.line(2, bold("one two three"), plain(" four five"), dim(" six"))
	if got, want := out.String(), "  one two three four\n    five six\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestColumnsStandBelowEachOtherWhateverTheLetters(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	pg := &page{out: &out}
	pg.table(1, [][]cell{
		{{plain("crm")}, {plain("東京太郎")}, {plain("suspend")}},
		{{plain("directory")}, {plain("Zoe\u0301")}, {plain("sign-out")}},
		{{plain("hr")}, {plain("left")}, {}},
	})
	want := " crm        東京太郎  suspend\n directory  Zoe\u0301       sign-out\n hr         left\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestNoWordIsLostAndNoLineIsLongerThanItsLongestWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zé]{1,12}`), 1, 30).Draw(t, "words")
		width := rapid.IntRange(20, 90).Draw(t, "width")
		var out strings.Builder
		pg := &page{out: &out, width: width}
		pg.line(4, plain(strings.Join(words, " ")))
		if got := strings.Fields(out.String()); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Fatalf("got the words %q", got)
		}
		for line := range strings.Lines(out.String()) {
			if columns(strings.TrimSuffix(line, "\n")) > width {
				t.Fatalf("%q is wider than %d", line, width)
			}
		}
	})
}

func TestNumbersAreReadable(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 9000000: "9,000,000", -1234: "-1,234"} {
		if got := number(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
