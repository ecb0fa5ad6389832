package table

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// encoded writes text in an encoding, without a mark.
func encoded(t testing.TB, text string, encoding Encoding) string {
	t.Helper()
	switch encoding {
	case UTF8:
		return text
	case Windows1252:
		return codePage(t, charmap.Windows1252, text)
	default: // the others mean nothing here
	}
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		low, high := byte(unit), byte(unit>>8)
		if encoding == UTF16BE {
			low, high = high, low
		}
		b.Write([]byte{low, high})
	}
	return b.String()
}

func codePage(t testing.TB, page *charmap.Charmap, text string) string {
	t.Helper()
	out, err := page.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func mark(encoding Encoding) string {
	for _, m := range marks {
		if m.encoding == encoding {
			return m.bytes
		}
	}
	return ""
}

const western = "id,name,note\n1,José Müller,\"L’Haÿ, 5 €\"\n2,Ærøskøbing,créée\n3,Þórður,“Œuvre” – ok\n"

func TestEveryEncodingReadsTheSameWithOrWithoutMarkAndSetting(t *testing.T) {
	t.Parallel()
	const want = "2:1|José Müller|L’Haÿ, 5 € 3:2|Ærøskøbing|créée 4:3|Þórður|“Œuvre” – ok"
	for _, encoding := range Encodings {
		for _, bom := range []string{"", mark(encoding)} {
			for _, setting := range []Encoding{"", encoding} {
				for _, block := range []int{16, 64, blockSize} {
					t.Run(fmt.Sprintf("%s/mark %q/setting %q/block %d", encoding, bom, setting, block), func(t *testing.T) {
						got := read(t, file(t, bom+encoded(t, western, encoding)), Settings{Encoding: setting}, block)
						if got.err != nil || got.show() != want {
							t.Fatalf("got %s, %v", got.show(), got.err)
						}
						if got.summary.Encoding != encoding {
							t.Errorf("encoding is %s", got.summary.Encoding)
						}
					})
				}
			}
		}
	}
}

func TestASCIIOfAnyLengthStaysOpenUntilTheFirstOtherByte(t *testing.T) {
	t.Parallel()
	plain := "id,name\n" + strings.Repeat("1,Jose\n", 50)
	for last, want := range map[string]Encoding{"": UTF8, "2,José\n": UTF8, encoded(t, "2,José Díaz\n", Windows1252): Windows1252} {
		for block := 4; block < 40; block++ {
			got := read(t, file(t, plain+last), Settings{}, block)
			if got.err != nil || got.summary.Encoding != want {
				t.Fatalf("block %d, %q: %s, %v", block, last, got.summary.Encoding, got.err)
			}
		}
	}
}

func TestBytesThatLeaveADoubtAreRefusedWithTheirLine(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Cyrillic":                 codePage(t, charmap.Windows1251, "1,Иван\n"),
		"Greek":                    codePage(t, charmap.Windows1253, "1,Ελένη\n"),
		"Polish":                   codePage(t, charmap.Windows1250, "1,Paweł\n"),
		"Romanian":                 codePage(t, charmap.ISO8859_2, "1,Timişoara\n"),
		"DOS":                      codePage(t, charmap.CodePage850, "1,Pérez\n"),
		"DOS at the end of a word": codePage(t, charmap.CodePage850, "1,René\n"),
		"old Mac":                  codePage(t, charmap.Macintosh, "1,Müller\n"),
		"old Mac with e":           codePage(t, charmap.Macintosh, "1,René\n"),
		"Chinese":                  "1,\xcd\xf5\xd0\xa1\xc3\xf7\n",
		"old Mac inside a word":    codePage(t, charmap.Macintosh, "1,Maître\n"),
		"two encodings":            "1,Jos\xc3\xa9\n2,Jos\xe9\n",
		"two, the other way round": "1,Jos\xe9\n2,Garc\xc3\xada\n",
		"no character":             "1,a\x81b\n",
		"cut in the only one":      "1,Jos\xc3",
	}
	for name, row := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readString(t, "id,name\n"+row, Settings{})
			refused(t, got, "hr.csv:", "encoding: windows-1252")
		})
	}
}

func TestWhatTheSettingsSayIsNotJudged(t *testing.T) {
	t.Parallel()
	got := readString(t, "id,name\n1,"+codePage(t, charmap.Windows1251, "Иван")+"\n", Settings{Encoding: Windows1252})
	if got.err != nil || got.show() != "2:1|Èâàí" {
		t.Fatal(got.show(), got.err)
	}
}

func TestBrokenBytesAreRefusedWithTheirLine(t *testing.T) {
	t.Parallel()
	utf8Good := strings.Repeat("1,é\n", 30)
	tests := map[string]struct {
		content string
		setting Encoding
		wants   []string
	}{
		"invalid after good UTF-8":       {"id,name\n" + utf8Good + "2,Jos\xe9\n", "", []string{"hr.csv:32: ", `"Jos\xe9" is not UTF-8`}},
		"invalid in UTF-8 by setting":    {"id,name\n2,Jos\xe9\n", UTF8, []string{"hr.csv:2: ", "is not UTF-8"}},
		"cut inside a character":         {"id,name\n1,é\n2,Jos\xc3", "", []string{"hr.csv:3: ", "it was cut"}},
		"undefined in Windows-1252":      {"id,name\n2,a\x9db\n", Windows1252, []string{"hr.csv:2: ", "no character of Windows-1252"}},
		"half a unit":                    {encoded(t, "id,name\n2,a\n", UTF16LE) + "3", UTF16LE, []string{"hr.csv:3: ", "it was cut"}},
		"half a pair":                    {encoded(t, "id,name\n2,a", UTF16LE) + "\x3d\xd8\x20\x00", "", []string{"hr.csv:2: ", "half a character"}},
		"half a pair at the end":         {encoded(t, "id,name\n2,a", UTF16BE) + "\xd8\x3d", "", []string{"hr.csv:2: ", "it was cut"}},
		"NUL":                            {"id,name\n1,a\n2,b\x00c\n", "", []string{"hr.csv:3: ", "NUL byte", "encoding: utf-16 in the settings"}},
		"NUL in UTF-16":                  {encoded(t, "id,name\n2,a\x00\n", UTF16LE), UTF16LE, []string{"hr.csv:2: ", "NUL byte"}},
		"mark against setting":           {"\xef\xbb\xbfid,name\n", Windows1252, []string{"hr.csv: ", "mark of utf-8", "encoding: utf-8"}},
		"UTF-16 mark against setting":    {"\xff\xfei\x00", UTF8, []string{"mark of utf-16le"}},
		"an unknown setting":             {"id,name\n", "latin9", []string{`"latin9" is not an encoding`, `encoding: "utf-8"`}},
		"a workbook":                     {"PK\x03\x04\x14\x00", "", []string{"hr.csv: is a zip archive", "CSV UTF-8"}},
		"an old workbook":                {"\xd0\xcf\x11\xe0\xa1\xb1", "", []string{"hr.csv: is an Excel workbook"}},
		"UTF-16 that shows no ASCII":     {encoded(t, "ид,имя\n1,Иван\n", UTF16LE), "", []string{"NUL byte"}},
		"only a mark":                    {"\xef\xbb\xbf", "", []string{"hr.csv: has only blank lines"}},
		"UTF-16 of the other byte order": {encoded(t, "id,name\n1,a\n", UTF16LE), UTF16BE, []string{"the columns are"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			need := []Need{{Name: "id"}}
			refused(t, readString(t, test.content, Settings{Encoding: test.setting, Need: need}), test.wants...)
		})
	}
}
