package wire

import (
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"pgregory.net/rapid"
)

func TestTheSameNameFoldsAlikeHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"uid=u0001,ou=people,dc=exeunt,dc=test", "UID=U0001, OU=People , dc=exeunt,DC=test", `uid=u\30001,ou=people,dc=exeunt,dc=test`},
		{`cn=Doe\, Jane,dc=test`, `cn=doe\2C jane,dc=test`, `CN = Doe\,  Jane , dc=test`},
		{`cn=José Ünal,dc=test`, `cn=jos\C3\A9 \C3\9Cnal,dc=test`, "cn=jose\u0301 u\u0308nal,dc=test"},
		{`cn=a+uid=b,dc=test`, `uid=B + cn=A,dc=test`},
		{`cn=\"x\"\3B\#y,dc=test`, `cn=\22X\22\;#y,dc=test`},
		{`cn=a\+b=c,dc=test`, `cn=A\2Bb\3Dc,dc=test`},
		{`cn=\ a,dc=test`, `cn=\20a,dc=test`, `cn=a,dc=test`}, // RFC 4518, 2.6.1: outer spaces do not count
		{"", "  "},
	} {
		for _, dn := range same {
			if Fold(dn) != Fold(same[0]) {
				t.Errorf("Fold(%q) = %q, and Fold(%q) = %q", dn, Fold(dn), same[0], Fold(same[0]))
			}
		}
	}
}

func TestDifferentNamesFoldApart(t *testing.T) {
	t.Parallel()
	names := []string{
		"uid=u0001,dc=test", "uid=u0002,dc=test", "cn=u0001,dc=test", "uid=u0001,dc=tests", `uid=u0001\,dc=test`, "uid=u0001", `cn=a\+uid=b,dc=test`,
		"cn=a+uid=b,dc=test", "cn=jose,dc=test", "cn=josé,dc=test", `cn=a\\,dc=test`, `cn=a\\\,dc=test`,
	}
	seen := map[string]string{}
	for _, dn := range names {
		if other, taken := seen[Fold(dn)]; taken {
			t.Errorf("%q and %q fold alike", dn, other)
		}
		seen[Fold(dn)] = dn
	}
}

// The quick way must give what the thorough way gives.
func TestAPlainNameFoldsAsAParsedOne(t *testing.T) {
	t.Parallel()
	value := rapid.StringMatching(`[A-Za-z0-9=@._/:' -]{1,12}`)
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(value, 1, 4).Draw(t, "values")
		for i := range parts {
			parts[i] = "ou=" + parts[i]
		}
		dn := strings.Join(parts, ",")
		if !plain(dn) {
			t.Skip("not plain")
		}
		parsed, err := goldap.ParseDN(dn)
		if err != nil {
			t.Fatal(err)
		}
		slow := make([]string, len(parsed.RDNs))
		for i, rdn := range parsed.RDNs {
			slow[i] = foldPart(rdn)
		}
		if got, want := Fold(dn), strings.Join(slow, ","); got != want {
			t.Fatalf("Fold(%q) = %q, parsed %q", dn, got, want)
		}
	})
}

func TestAFoldedNameIsAName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dn := "cn=" + goldap.EscapeDN(rapid.StringN(1, 10, -1).Draw(t, "value")) + ",dc=test"
		if _, err := goldap.ParseDN(dn); err != nil {
			t.Skip("the library cannot write it either")
		}
		if folded := Fold(dn); Fold(folded) != folded {
			t.Fatalf("Fold(%q) = %q, folded again %q", dn, folded, Fold(folded))
		}
	})
}

func TestBelowIsNotFooledByAComma(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dn   string
		want bool
	}{
		{"ou=people,dc=test", true},
		{"uid=x,OU=People, dc=test", true},
		{"uid=x,ou=sub,ou=people,dc=test", true},
		{`cn=x\,ou=people,dc=test`, false},
		{"uid=x,ou=peoples,dc=test", false},
		{"dc=test", false},
	} {
		if got := Below(c.dn, "ou=people,dc=test"); got != c.want {
			t.Errorf("Below(%q) = %v, want %v", c.dn, got, c.want)
		}
	}
}
