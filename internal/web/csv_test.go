package web

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

// A name that a spreadsheet would calculate is text in an export, and comes back as it was but for the sign that says so.
func TestNoValueOfAnExportIsAFormula(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`=HYPERLINK("http://x.test","y")`: `'=HYPERLINK("http://x.test","y")`,
		"+33 1 23 45":                     "'+33 1 23 45",
		"-2+3":                            "'-2+3",
		"@SUM(A1)":                        "'@SUM(A1)",
		"\t=1":                            "'\t=1",
		"\r=1":                            "'\r=1",
		"\n=1":                            "'\n=1",
		"＝1+1":                            "'＝1+1",
		"":                                "",
		"O'Brien":                         "O'Brien",
		"a=b":                             "a=b",
		"Élodie, \"chef\"":                "Élodie, \"chef\"",
		"ann@x.test":                      "ann@x.test",
	} {
		if got := cell(value); got != want {
			t.Errorf("%q becomes %q, not %q", value, got, want)
		}
		var file strings.Builder
		w := csv.NewWriter(&file)
		_ = w.Write(cells([]string{value, "next"}))
		w.Flush()
		row, err := csv.NewReader(strings.NewReader(file.String())).Read()
		if err != nil || !slices.Equal(row, []string{want, "next"}) {
			t.Errorf("%q is read back as %q, %v", value, row, err)
		}
	}
}
