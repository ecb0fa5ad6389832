package csv_test

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/exeunt-iam/exeunt/internal/connector/csv"
)

func TestAFileIsReadHoweverItHoldsLetters(t *testing.T) {
	t.Parallel()
	const text = "id;given;family;status\r\n1;Zoë;Šimůnek-Ångström;Démissionnaire\r\n2;François;O’Neil;actif\r\n"
	const western = "id;given;family;status\r\n1;Zoë;Ångström;Démissionnaire\r\n2;François;O’Neil;actif\r\n"
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) encoding.Encoding {
		return unicode.UTF16(order, mark)
	}
	tests := []struct {
		name  string
		said  csv.Encoding
		text  string
		bytes encoding.Encoding
	}{
		{"UTF-8", "", text, unicode.UTF8},
		{"UTF-8 with a mark", "", text, unicode.UTF8BOM},
		{"UTF-8, as said", csv.UTF8, text, unicode.UTF8},
		{"UTF-16 with a mark, little end first", "", text, utf16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 with a mark, big end first", "", text, utf16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16 with a mark, as said, little end first", csv.UTF16, text, utf16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 with a mark, as said, big end first", csv.UTF16, text, utf16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16 without a mark, as said", csv.UTF16, text, utf16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"Windows-1252", "", western, charmap.Windows1252},
		{"Windows-1252, as said", csv.Windows1252, western, charmap.Windows1252},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			written, err := test.bytes.NewEncoder().String(test.text)
			if err != nil {
				t.Fatal(err)
			}
			read := func(content string, said csv.Encoding) *csv.People {
				return newPeople(t, content, func(c *csv.PeopleConfig) {
					c.Columns = csv.PeopleColumns{ID: "id", Given: "given", Family: "family", Status: "status"}
					c.Encoding = said
				})
			}
			same(t, people(t, read(test.text, csv.UTF8)), people(t, read(written, test.said)))
		})
	}
}

func TestTheSettingsCanSayTheDelimiter(t *testing.T) {
	t.Parallel()
	for _, delimiter := range []rune{0, ',', ';', '\t', '|'} {
		sign := string(delimiter)
		if delimiter == 0 {
			sign = ";"
		}
		c := newPeople(t, "id"+sign+"given\n1"+sign+"Ada\n", func(c *csv.PeopleConfig) { c.Columns.Given, c.Delimiter = "given", delimiter })
		if got := people(t, c); len(got) != 1 || got[0].Given != "Ada" {
			t.Errorf("delimited by %q, %+v was read", sign, got)
		}
	}
}

func TestAFileThatIsNotThereSaysSo(t *testing.T) {
	t.Parallel()
	for _, said := range []csv.Encoding{"", csv.UTF16} {
		c := newPeople(t, "", func(c *csv.PeopleConfig) { c.Path += ".gone"; c.Encoding = said })
		_, err := c.Read(t.Context(), &sink{})
		wantText(t, err, "hr.csv.gone: cannot be opened", "check the path")
	}
}
