package ledger

import (
	"encoding/json"
	"strings"
	"testing"
)

func sizesUpTo(n int) []int {
	var out []int
	for i := range n + 1 {
		out = append(out, i)
	}
	return out
}

func TestEveryEntryIsProvenInEveryLaterCheckpoint(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, sizesUpTo(20)...)
	hashes := Hashes(t.Context(), m)
	for _, cp := range cps {
		for seq := range cp.Size {
			proof, err := ProveInclusion(cp.Size, seq, hashes)
			if err != nil {
				t.Fatal(err)
			}
			body := m.records[seq].Body
			if err := CheckInclusion(proof, cp, seq, body); err != nil {
				t.Fatalf("entry %d of %d: %v", seq, cp.Size, err)
			}
			bad := append([]byte(nil), body...)
			bad[len(bad)/2] ^= 1
			if CheckInclusion(proof, cp, seq, bad) == nil {
				t.Fatalf("a changed entry %d of %d was proven", seq, cp.Size)
			}
			if cp.Size > 1 && CheckInclusion(proof, cp, (seq+1)%cp.Size, body) == nil {
				t.Fatalf("entry %d of %d was proven in another place", seq, cp.Size)
			}
			for i := range proof {
				proof[i][0] ^= 1
				if CheckInclusion(proof, cp, seq, body) == nil {
					t.Fatalf("entry %d of %d was proven by a changed proof", seq, cp.Size)
				}
				proof[i][0] ^= 1
			}
		}
	}
}

func TestEveryCheckpointIsProvenToBeginEveryLaterOne(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, sizesUpTo(20)...)
	hashes := Hashes(t.Context(), m)
	for _, older := range cps {
		for _, newer := range cps[older.Size:] {
			proof, err := ProveConsistency(older.Size, newer.Size, hashes)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckConsistency(proof, older, newer); err != nil {
				t.Fatalf("%d to %d: %v", older.Size, newer.Size, err)
			}
			forged := older
			forged.Root[5] ^= 1
			if CheckConsistency(proof, forged, newer) == nil {
				t.Fatalf("%d to %d: another past was proven", older.Size, newer.Size)
			}
			if older.Size > 0 {
				forged = newer
				forged.Root[5] ^= 1
				if CheckConsistency(proof, older, forged) == nil {
					t.Fatalf("%d to %d: another present was proven", older.Size, newer.Size)
				}
			}
		}
	}
}

func TestProofsPassThroughJSON(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, 6, 11)
	inclusion, err := ProveInclusion(11, 4, Hashes(t.Context(), m))
	if err != nil {
		t.Fatal(err)
	}
	consistency, err := ProveConsistency(6, 11, Hashes(t.Context(), m))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(struct {
		I InclusionProof
		C ConsistencyProof
	}{inclusion, consistency})
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		I InclusionProof
		C ConsistencyProof
	}
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if err := CheckInclusion(back.I, cps[1], 4, m.records[4].Body); err != nil {
		t.Error(err)
	}
	if err := CheckConsistency(back.C, cps[0], cps[1]); err != nil {
		t.Error(err)
	}
}

func TestProofsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, 3, 5)
	hashes := Hashes(t.Context(), m)
	stranger := cps[1]
	stranger.Origin = "other.exeunt.test"
	_, inclusionBefore := ProveInclusion(5, -1, hashes)
	_, inclusionAfter := ProveInclusion(5, 5, hashes)
	_, inclusionMissing := ProveInclusion(9, 1, hashes)
	_, shrunk := ProveConsistency(5, 3, hashes)
	_, negative := ProveConsistency(-1, 3, hashes)
	_, consistencyMissing := ProveConsistency(3, 9, hashes)
	for want, err := range map[string]error{
		"prove entry -1: a ledger of 5 entries does not have it":     inclusionBefore,
		"prove entry 5: a ledger of 5 entries does not have it":      inclusionAfter,
		"prove entry 1 of 9: hash":                                   inclusionMissing,
		"prove that a ledger of 5 entries grew to 3: it cannot":      shrunk,
		"prove that a ledger of -1 entries grew to 3: it cannot":     negative,
		"prove that a ledger of 3 entries grew to 9: hash":           consistencyMissing,
		"entry 5 cannot be in a ledger of 5 entries":                 CheckInclusion(nil, cps[1], 5, nil),
		"checkpoints of two ledgers":                                 CheckConsistency(nil, cps[0], stranger),
		"the ledger shrank: it had 5 entries and has 3":              CheckConsistency(nil, cps[1], cps[0]),
		"signed at 3 entries is not the beginning of the one signed": CheckConsistency(nil, cps[0], cps[1]),
		"this is not entry 2 of the ledger":                          CheckInclusion(nil, cps[1], 2, m.records[2].Body),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
