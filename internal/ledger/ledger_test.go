package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
)

// A fixed key and fixed entries: Ed25519 signs without randomness, so that exports of them are the same bytes for ever.
const (
	testPrivate = "PRIVATE+KEY+ledger.exeunt.test+f247de9a+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
	testPublic  = "ledger.exeunt.test+f247de9a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
)

var testTime = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

func testSigner(t testing.TB) Signer {
	t.Helper()
	s, err := ParseSigner(testPrivate)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testVerifier(t testing.TB) Verifier {
	t.Helper()
	v, err := ParseVerifier(testPublic)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// otherSigner has the name of the test ledger and another key.
func otherSigner(t testing.TB) Signer {
	t.Helper()
	s, err := GenerateKey("ledger.exeunt.test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testEntries(from, to int) []Entry {
	var out []Entry
	for i := from; i < to; i++ {
		out = append(out, Entry{
			At: testTime.Add(time.Duration(i) * time.Millisecond), Kind: "outcome", Actor: "apply",
			Body: json.RawMessage(fmt.Sprintf(`{"account":"directory/p%04d","verb":"suspend","tries":%d}`, i, i%3)),
		})
	}
	return out
}

// grown is a ledger with a checkpoint at each of these sizes, rising.
func grown(t testing.TB, sizes ...int) (*Memory, []Checkpoint) {
	t.Helper()
	m, signer := new(Memory), testSigner(t)
	var cps []Checkpoint
	had := 0
	for _, size := range sizes {
		if err := m.Append(testEntries(had, size)...); err != nil {
			t.Fatal(err)
		}
		cp, err := m.Checkpoint(signer)
		if err != nil {
			t.Fatal(err)
		}
		cps = append(cps, cp)
		had = size
	}
	return m, cps
}

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// damageOf returns what err names, and fails where it names nothing.
func damageOf(t failer, err error) []Damage {
	t.Helper()
	var damaged *DamageError
	if !errors.As(err, &damaged) {
		t.Fatalf("got %v, want a DamageError", err)
	}
	return damaged.Damage
}

// wantDamage demands exactly these kinds and places, whatever the words.
func wantDamage(t failer, err error, want ...Damage) {
	t.Helper()
	got := damageOf(t, err)
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		same = got[i].Kind == want[i].Kind && got[i].Seq == want[i].Seq && got[i].Count == want[i].Count
	}
	if !same {
		t.Errorf("got %+v\nwant %+v\n%v", got, want, err)
	}
}
