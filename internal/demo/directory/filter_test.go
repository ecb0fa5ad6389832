package directory

import (
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
	"pgregory.net/rapid"
)

// The laws of three-valued logic, on filters that are drawn.
func TestNotAndOrKeepTheLawsOfLogic(t *testing.T) {
	t.Parallel()
	r := recordOf(name{}, Attribute{"objectClass", []string{"inetOrgPerson"}}, Attribute{"cn", []string{"Ann"}}, Attribute{"title", []string{"a", "b"}})
	read := newTree().readerFor(r, true)
	judge := func(text string) truth {
		p, err := ldap.CompileFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		f, err := compileFilter(ber.DecodePacket(p.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		return f(read)
	}
	opposite := map[truth]truth{yes: no, no: yes, maybe: maybe}
	drawn := rapid.Custom(func(t *rapid.T) string { return draw(t, 3) })
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn.Draw(t, "a"), drawn.Draw(t, "b")
		if got, want := judge("(!"+a+")"), opposite[judge(a)]; got != want {
			t.Errorf("not %s is %s, want %s", a, got, want)
		}
		if left, right := judge("(!(&"+a+b+"))"), judge("(|(!"+a+")(!"+b+"))"); left != right {
			t.Errorf("not (%s and %s) is %s, but not one or not the other is %s", a, b, left, right)
		}
		if left, right := judge("(&"+a+b+")"), judge("(&"+b+a+")"); left != right {
			t.Errorf("%s and %s depends on the order: %s, %s", a, b, left, right)
		}
	})
}

func draw(t *rapid.T, depth int) string {
	if depth == 0 || rapid.Bool().Draw(t, "leaf") {
		return rapid.SampledFrom([]string{
			"(cn=ann)", "(cn=bob)", "(title=b)", "(sn=*)", "(cn=*)", "(wonder=x)", "(cn=a*n)", "(uidNumber>=1)", "(cn>=a)", "(&)", "(|)",
		}).Draw(t, "leaf")
	}
	var parts []string
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		parts = append(parts, draw(t, depth-1))
	}
	return "(" + rapid.SampledFrom([]string{"&", "|"}).Draw(t, "set") + strings.Join(parts, "") + ")"
}
