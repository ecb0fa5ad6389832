package table

import (
	"strings"
	"testing"
)

// refused fails unless the reading ended with an error that holds all the texts, and is not complete.
func refused(t *testing.T, got reading, wants ...string) {
	t.Helper()
	if got.err == nil {
		t.Fatalf("was read: %s", got.show())
	}
	if got.whole {
		t.Error("is called complete")
	}
	for _, want := range wants {
		if !strings.Contains(got.err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, got.err)
		}
	}
}

func TestRowsOfEveryForm(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ content, want string }{
		"plain":                            {"a,b\n1,2\n3,4\n", "2:1|2 3:3|4"},
		"no line end at the end":           {"a,b\n1,2\n3,4", "2:1|2 3:3|4"},
		"CR LF":                            {"a,b\r\n1,2\r\n3,4\r\n", "2:1|2 3:3|4"},
		"CR LF and LF":                     {"a,b\r\n1,2\n3,4\r\n", "2:1|2 3:3|4"},
		"CR":                               {"a,b\r1,2\r3,4\r", "2:1|2 3:3|4"},
		"CR, not at the end":               {"a,b\r1,2\r3,4", "2:1|2 3:3|4"},
		"CR with CR in quotes":             {"a,b\r\"1\r\",2\r3,4\r", "2:1\r|2 4:3|4"},
		"CR LF of which the LF is cut":     {"a,b\r\n1,2\r", "2:1|2"},
		"blank lines":                      {"\n\na,b\n\n1,2\n\r\n\n3,4\n\n", "5:1|2 8:3|4"},
		"empty fields":                     {"a,b\n,\n1,\n,2\n", "2:| 3:1| 4:|2"},
		"blanks are kept":                  {"a,b\n 1 ,  \n", "2: 1 |  "},
		"quotes":                           {"a,b\n\"1\",\"\"\n\"x,y\",z\n", "2:1| 3:x,y|z"},
		"quotes in quotes":                 {"a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", "2:say \"hi\"|\""},
		"line ends in quotes":              {"a,b\n\"1\n\n2\",3\n4,5\n", "2:1\n\n2|3 5:4|5"},
		"CR LF in quotes is LF":            {"a,b\r\n\"1\r\n2\",3\r\n4,5\r\n", "2:1\n2|3 4:4|5"},
		"CR in quotes":                     {"a,b\n\"1\r2\",3\n", "2:1\r2|3"},
		"quote closed by the end":          {"a,b\n1,\"2\"", "2:1|2"},
		"one column":                       {"a\n1\n\n\"\"\n2\n", "2:1 4: 5:2"},
		"header only":                      {"a,b\n", ""},
		"header only, no line end":         {"a,b", ""},
		"header only, then blank":          {"a,b\n\n\n", ""},
		"semicolon":                        {"a;b\n1,5;2\n", "2:1,5|2"},
		"tab":                              {"a\tb\n1\t2\n", "2:1|2"},
		"pipe":                             {"a|b\n1|2\n", "2:1|2"},
		"header in quotes":                 {"\"a\";\"b\"\n\"1\";\"2\"\n", "2:1|2"},
		"header over two lines":            {"\"a\n!\",b\n1,2\n", "3:1|2"},
		"a line that names the delimiter":  {"sep=;\r\na;b\r\n1;2\r\n", "3:1|2"},
		"a last field that is only blanks": {"a,b\n1, ", "2:1| "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, block := range []int{4, 6, 16, blockSize} {
				got := read(t, file(t, test.content), Settings{}, block)
				if got.err != nil || got.show() != test.want || !got.whole {
					t.Fatalf("block %d: got %q, %v", block, got.show(), got.err)
				}
			}
		})
	}
}

func TestBrokenRowsAreRefusedWithTheirLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content string
		wants   []string
	}{
		"too few fields":           {"a,b\n1,2\n3\n4,5\n", []string{"hr.csv:3: 1 field where the header has 2"}},
		"too many fields":          {"a,b\n1,2\n3,4,5\n", []string{"hr.csv:3: 3 fields where the header has 2", `field that holds "," into quotes`}},
		"too many, no line end":    {"a,b\n1,2\n3,4,5", []string{"hr.csv:3: 3 fields where"}},
		"few and many in a row":    {"a,b\n1\n2,3,4\n", []string{"hr.csv:2: 1 field", "hr.csv:3: 3 fields"}},
		"cut":                      {"a,b,c\n1,2,3\n4,5", []string{"hr.csv:3: 2 fields where the header has 3, and the file ends there: it was cut"}},
		"never closed":             {"a,b\n1,2\n3,\"4\n5,6\n7,8\n", []string{"hr.csv:3: a field is opened by a quote and never closed"}},
		"opened in a later line":   {"a,b\n\"1\n\",\"2\n3\n", []string{"hr.csv:3: a field is opened"}},
		"a quote inside":           {"a,b\n1,5\" disk\n", []string{`hr.csv:2: "5" has a quote behind it`, "each quote inside it twice"}},
		"a blank before the quote": {"a,b\n1, \"2\"\n", []string{"hr.csv:2: ", "has a quote behind it"}},
		"text behind":              {"a,b\n\"Bob\" Smith,1\n", []string{`hr.csv:2: "Bob" is in quotes with text behind`}},
		"text behind, no line end": {"a,b\n\"Bob\" Smith", []string{`hr.csv:2: "Bob" is in quotes with text behind`}},
		"text behind, over lines":  {"a,b\n1,\"x\n2,\"def\",y\n3\n", []string{`hr.csv:2: "x\n2," is in quotes with text behind`, "hr.csv:4: 1 field"}},
		"CR in an LF file":         {"a,b\n1,2\r3,4\n", []string{`hr.csv:2: "2" is followed by a line end of another kind`}},
		"CR alone between rows":    {"a,b\n1,2\n3,4\r5,6\n", []string{"hr.csv:3: "}},
		"CR inside a plain field":  {"a,b\n1\rx,2\n", []string{`hr.csv:2: "1" is followed by a line end of another kind`}},
		"CR CR LF":                 {"a,b\r\r\n1,2\r\r\n", []string{"line end of another kind"}},
		"LF in a CR file":          {"a,b\r1,2\n3,4\r", []string{`hr.csv:2: "2" is followed by a line end of another kind`}},
		"empty":                    {"", []string{"hr.csv: is empty", "exported again"}},
		"only blank lines":         {"\n\r\n\n", []string{"hr.csv: has only blank lines"}},
		"header never closed":      {"a,\"b\n1,2\n", []string{"hr.csv:1: a field is opened by a quote and never closed"}},
		"after a broken one":       {"a,b\n5\" disk,x\n1\n2,3\n4\n", []string{"hr.csv:2: ", "hr.csv:3: 1 field", "hr.csv:5: 1 field"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, block := range []int{4, 6, 16, blockSize} {
				got := read(t, file(t, test.content), Settings{}, block)
				refused(t, got, test.wants...)
			}
		})
	}
}

func TestOddRowsAmongPlainOnesKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	plain := strings.Repeat("abcdefgh,ijklmnopqrstuvw,xyz\n", 30)
	odd := "\"a\",b,c\n\n\"1\n2\",\"x,y\",\"z\"\"z\"\n" + strings.Repeat("\"q,\",\"r\",\"\"\n", 20)
	got := readString(t, "a,b,c\n"+plain+odd+plain, Settings{})
	if got.err != nil || len(got.rows) != 82 {
		t.Fatal(len(got.rows), got.err)
	}
	last := len(got.lines) - 1
	if got.lines[29] != 31 || got.lines[30] != 32 || got.lines[31] != 34 || got.lines[32] != 36 || got.lines[last] != 85 {
		t.Errorf("lines are %v", got.lines)
	}
	if row := strings.Join(got.rows[31], "|"); row != "1\n2|x,y|z\"z" {
		t.Errorf("got %q", row)
	}
}

func TestARowThatDoesNotEndIsDamageBeforeItFillsTheMemory(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x,y\n", (MaxRow+3*blockSize)/4)
	refused(t, readString(t, "a,b\n1,2\n3,\"4\n"+long, Settings{}), "hr.csv:3: a field is opened by a quote and never closed")
	refused(t, readString(t, "a,b\n1,2\n"+strings.ReplaceAll(long, "\n", "_"), Settings{}), "hr.csv:3: ", "16 MiB")
	refused(t, readString(t, strings.ReplaceAll(long, "\n", "_"), Settings{}), "hr.csv:1: the header does not end")
}
