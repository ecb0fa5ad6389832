package ldap

import (
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"pgregory.net/rapid"
)

func TestAnyKeyIsFoundAgainByItsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := string(rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "raw"))
		text := textKey(raw)
		filter, err := goldap.CompileFilter(keyFilter("objectGUID", text))
		if err != nil {
			t.Fatalf("the filter of %q: %v", text, err)
		}
		if filter.Tag != goldap.FilterEqualityMatch {
			t.Fatalf("the filter of %q is no comparison, but of kind %d", text, filter.Tag)
		}
		if got := filter.Children[1].Data.String(); got != raw {
			t.Fatalf("%q is looked up as %q", raw, got)
		}
	})
}

func TestAKeyIsWrittenAsTextWhereItIsText(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"6415ea90-7be4-1041-83d3-757b9c3d740f": "6415ea90-7be4-1041-83d3-757b9c3d740f",
		"E0042":                                "E0042",
		"zoé (1)*":                             "zoé (1)*",
		"\x01\x02":                             "hex:0102",
		"\xff\xfe":                             "hex:fffe",
		"hex:0102":                             "hex:6865783a30313032",
		"a\nb":                                 "hex:610a62",
	} {
		if got := textKey(raw); got != want {
			t.Errorf("textKey(%q) = %q, want %q", raw, got, want)
		}
	}
}
