package ledger

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestAPrivateKeyNeverPrints(t *testing.T) {
	t.Parallel()
	signer := testSigner(t)
	data := testPrivate[strings.LastIndex(testPrivate, "+")+1:]
	type inner struct{ hidden Signer }
	var out strings.Builder
	for _, v := range []any{signer, &signer, []Signer{signer}, map[string]Signer{"k": signer}, inner{signer}, &inner{signer}, struct{ S Signer }{signer}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
		slog.New(slog.NewTextHandler(&out, nil)).Info("key", "k", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("key", "k", v)
	}
	// %x of the seed, 000102.., and %d, 0 1 2, would be as bad as the text.
	for _, leak := range []string{data, "PRIVATE", "0001020304", "0 1 2 3 4", fmt.Sprintf("%x", data)} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("%q was printed:\n%s", leak, out.String())
		}
	}
	if got := fmt.Sprint(signer); got != "(secret)" {
		t.Errorf("prints as %s", got)
	}
	if signer.Reveal() != testPrivate {
		t.Error("Reveal does not give the key back")
	}
}

func TestTheTwoHalvesOfAKeyBelongTogether(t *testing.T) {
	t.Parallel()
	if got := testSigner(t).Verifier().String(); got != testPublic {
		t.Errorf("public half is %s", got)
	}
	for range 50 { // the data of some keys holds a plus
		signer, err := GenerateKey("é.example/ledger")
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseSigner(signer.Reveal() + "\n")
		if err != nil {
			t.Fatal(err)
		}
		v, err := ParseVerifier(" " + signer.Verifier().String() + "\n")
		if err != nil || v.ID() != again.Verifier().ID() || v.Origin() != "é.example/ledger" {
			t.Fatalf("got %v, %v", v, err)
		}
		note, err := Sign(3, emptyRoot, again)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(note, v); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsNotAKeyIsRefusedWithoutShowingIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", testPublic, testPrivate[:len(testPrivate)-3], strings.Replace(testPrivate, "f247", "f248", 1)} {
		if s, err := ParseSigner(text); err == nil || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q: got %v, %v", text, s.Verifier(), err)
		}
	}
	for _, text := range []string{"", "x", testPrivate, testPublic[1:], testPublic + "A"} {
		if v, err := ParseVerifier(text); err == nil || len(text) > 1 && strings.Contains(err.Error(), text) {
			t.Errorf("%q: got %v, %v", text, v, err)
		}
	}
	for _, origin := range []string{"", "a b", "a+b", "a\nb", "a\x00b", "a\u00a0b", "\xff"} {
		if _, err := GenerateKey(origin); err == nil {
			t.Errorf("a ledger was named %q", origin)
		}
	}
}

func TestZeroKeysDoNothing(t *testing.T) {
	t.Parallel()
	if _, err := Sign(1, emptyRoot, Signer{}); err == nil {
		t.Error("signed without a key")
	}
	_, cps := grown(t, 3)
	_, err := Open(cps[0].Note, Verifier{})
	wantDamage(t, err, Damage{Kind: OtherKey})
	if got := (Signer{}).Reveal() + (Verifier{}).Origin() + (Verifier{}).ID(); got != "(no key)" {
		t.Errorf("got %q", got)
	}
}
