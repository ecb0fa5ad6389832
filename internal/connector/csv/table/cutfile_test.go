package table

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestACutFileIsAnErrorUnlessTheCutShowsNowhere cuts files at every byte. A cut is an error, or it lies between two
// rows and every row is as it was, or the last line has no line end, which the summary says, and only the last field
// of the last row is shorter than it was.
func TestACutFileIsAnErrorUnlessTheCutShowsNowhere(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"plain":  "id,name,mail\n1,Ann,a@x.test\n2,Bob,b@x.test\n3,Cy,c@x.test\n",
		"quoted": "id,name,mail\r\n\"1\",\"A\"\"nn\",\"x\r\ny\"\r\n2,\"B,ob\",z\r\n\r\n3,é,“”\r\n",
		"one":    "id\nabc\n\"d\"\"e\"\n",
	}
	for name, text := range texts {
		for _, encoding := range Encodings {
			t.Run(name+"/"+string(encoding), func(t *testing.T) {
				t.Parallel()
				content := encoded(t, text, encoding)
				set := Settings{Encoding: encoding, Delimiter: Comma, Need: needs("id")}
				whole := readString(t, content, set)
				if whole.err != nil {
					t.Fatal(whole.err)
				}
				for at := range len(content) {
					checkCut(t, content[:at], whole, readString(t, content[:at], set))
				}
			})
		}
	}
}

func TestACutInAnyFileIsAnErrorUnlessItShowsNowhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		content := "id,b,c\n" + strings.Join(rapid.SliceOfN(row(), 1, 6).Draw(r, "rows"), "\n") + "\n"
		set := Settings{Encoding: UTF8, Delimiter: Comma}
		whole := readString(t, content, set)
		if whole.err != nil {
			r.Fatalf("%q: %v", content, whole.err)
		}
		at := rapid.IntRange(len("id,b,c"), len(content)-1).Draw(r, "cut at")
		checkCut(r, content[:at], whole, readString(t, content[:at], set))
	})
}

// row draws a row of three fields, each plain or in quotes.
func row() *rapid.Generator[string] {
	plain := rapid.StringMatching(`[a-zé ]{0,6}`)
	quoted := rapid.Map(rapid.StringMatching(`[a-z"é,\n]{0,6}`), func(s string) string {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	})
	return rapid.Map(rapid.SliceOfN(rapid.OneOf(plain, quoted), 3, 3), func(fields []string) string {
		return strings.Join(fields, ",")
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkCut(t failer, content string, whole, got reading) {
	t.Helper()
	if got.err != nil {
		return
	}
	n := len(got.rows)
	if n > len(whole.rows) {
		t.Fatalf("%q: a cut made rows: %q", content, got.rows)
	}
	for i, row := range got.rows {
		if slices.Equal(row, whole.rows[i]) {
			continue
		}
		last := len(row) - 1
		shorter := slices.Equal(row[:last], whole.rows[i][:last]) && strings.HasPrefix(whole.rows[i][last], row[last])
		if i != n-1 || !shorter || !got.summary.Unended {
			t.Fatalf("%q: row %q became %q and nothing shows it", content, whole.rows[i], row)
		}
	}
	if n < len(whole.rows) && !got.summary.Unended && !strings.HasSuffix(strings.ReplaceAll(content, "\x00", ""), "\n") && !strings.HasSuffix(strings.ReplaceAll(content, "\x00", ""), "\r") {
		t.Fatalf("%q: is not cut between rows and nothing shows it", content)
	}
}
