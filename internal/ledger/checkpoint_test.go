package ledger

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func TestACheckpointIsAPlainSignedNote(t *testing.T) {
	t.Parallel()
	_, cps := grown(t, 5)
	want := "ledger.exeunt.test\n5\n" + cps[0].Root.String() + "\n\n— ledger.exeunt.test "
	if !strings.HasPrefix(string(cps[0].Note), want) {
		t.Errorf("got %s", cps[0].Note)
	}
	v, err := note.NewVerifier(testPublic)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(cps[0].Note, note.VerifierList(v)); err != nil || len(n.Sigs) != 1 {
		t.Errorf("package note does not open it: %v", err)
	}
	if cps[0].Size != 5 || cps[0].Origin != "ledger.exeunt.test" || cps[0].Key != "ledger.exeunt.test+f247de9a" {
		t.Errorf("opened as %+v", cps[0])
	}
}

func TestOpenTakesNoteTextOnlyAsItWasSigned(t *testing.T) {
	t.Parallel()
	_, cps := grown(t, 5)
	good, v := string(cps[0].Note), testSigner(t).Verifier()
	n, err := note.Open(cps[0].Note, mustVerifiers(t))
	if err != nil {
		t.Fatal(err)
	}
	witness, err := note.NewSigner(otherSigner(t).Reveal())
	if err != nil {
		t.Fatal(err)
	}
	witnessed, err := note.Sign(n, witness)
	if err != nil {
		t.Fatal(err)
	}
	line := good[strings.Index(good, "— "):]
	for name, c := range map[string]struct {
		text string
		kind DamageKind
		want string
	}{
		"size":               {strings.Replace(good, "\n5\n", "\n6\n", 1), CheckpointAltered, "does not fit its text"},
		"second signature":   {string(witnessed), CheckpointAltered, "does not cover"},
		"signature twice":    {good + line, CheckpointAltered, "does not cover"},
		"other name":         {strings.Replace(good, "— ledger", "— Ledger", 1), OtherKey, `signed by "Ledger.exeunt.test+f247de9a", and the key given is "ledger.exeunt.test+f247de9a"`},
		"no signature":       {good[:strings.Index(good, "— ")], CheckpointAltered, "no longer a signed note"},
		"carriage returns":   {strings.ReplaceAll(good, "\n", "\r\n"), CheckpointAltered, "no longer a signed note"},
		"empty":              {"", CheckpointAltered, "no longer a signed note"},
		"cut in the middle":  {good[:len(good)-10], CheckpointAltered, "no longer a signed note"},
		"space after it all": {good + " ", CheckpointAltered, "no longer a signed note"},
	} {
		_, err := Open([]byte(c.text), v)
		if got := damageOf(t, err); len(got) != 1 || got[0].Kind != c.kind || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s with %q", name, err, c.kind, c.want)
		}
	}
}

// base64 leaves bits unused at the end of the signature: three other letters say the same bytes to a lenient reader.
func TestOpenTakesOneSpellingOfASignature(t *testing.T) {
	t.Parallel()
	_, cps := grown(t, 5)
	at := bytes.LastIndexByte(cps[0].Note, '=') - 1
	spellings := 0
	for c := byte('!'); c < 0x7f; c++ {
		spelt := bytes.Clone(cps[0].Note)
		spelt[at] = c
		if _, err := note.Open(spelt, mustVerifiers(t)); err == nil {
			spellings++
		}
		if _, err := Open(spelt, testSigner(t).Verifier()); (err == nil) != bytes.Equal(spelt, cps[0].Note) {
			t.Errorf("%q in place of %q: %v", c, cps[0].Note[at], err)
		}
	}
	if spellings != 4 {
		t.Errorf("package note takes %d spellings, thought to be 4: is the check still needed?", spellings)
	}
}

func TestOpenTakesOnlyACheckpointOfItsLedger(t *testing.T) {
	t.Parallel()
	signer, err := note.NewSigner(testPrivate)
	if err != nil {
		t.Fatal(err)
	}
	root := emptyRoot.String()
	for text, want := range map[string]string{
		"ledger.exeunt.test\n0\n" + root + "\n":               "",
		"ledger.exeunt.test\n0\n" + root + "\nan extension\n": "",
		"other.exeunt.test\n0\n" + root + "\n":                `a checkpoint of "other.exeunt.test"`,
		"ledger.exeunt.test\n-1\n" + root + "\n":              `its size is "-1"`,
		"ledger.exeunt.test\n01\n" + root + "\n":              `its size is "01"`,
		"ledger.exeunt.test\n1\n" + root[1:] + "\n":           "its root is",
		"ledger.exeunt.test\n1\n" + root[:42] + "V=\n":        "its root is", // unused bits set
		"I owe you ten euros.\n":                              "fewer than three lines",
	} {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		cp, err := Open(signed, testSigner(t).Verifier())
		if want == "" && (err != nil || cp.Root != emptyRoot) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func mustVerifiers(t *testing.T) note.Verifiers {
	t.Helper()
	v, err := note.NewVerifier(testPublic)
	if err != nil {
		t.Fatal(err)
	}
	return note.VerifierList(v)
}
