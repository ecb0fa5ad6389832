package ledger

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// place tells which entry the byte at offset i of an export belongs to, -1 for the checkpoint.
func place(file []byte, head, i int) int64 {
	if i < head {
		return -1
	}
	return int64(bytes.Count(file[head:i], []byte("\n")))
}

// checkFlip changes one byte and demands that the change is found, and in the right place.
func checkFlip(t *testing.T, file []byte, head, i int, to byte) {
	t.Helper()
	was, seq := file[i], place(file, head, i)
	file[i] = to
	defer func() { file[i] = was }()
	_, err := VerifyExport(bytes.NewReader(file), testVerifier(t))
	if err == nil {
		t.Fatalf("byte %d, %q made %q: passed", i, was, to)
	}
	d := damageOf(t, err)
	right := d[0].Seq == seq && d[0].Count == 1 && (d[0].Kind == Altered || d[0].Kind == HashAltered)
	switch {
	case seq < 0:
		right = d[0].Kind == CheckpointAltered || d[0].Kind == OtherKey
	case was == '\n' && i == len(file)-1:
		right = d[0].Kind == Truncated && d[0].Seq == seq
	case was == '\n':
		right = right && len(d) == 2 && (d[1].Kind == Missing || d[1].Kind == MissingTail) && d[1].Seq == seq+1 && d[1].Count == 1
	case to == '\n':
		right = right && len(d) == 2 && d[1].Kind == Extra
	default:
		right = right && len(d) == 1
	}
	if !right {
		t.Fatalf("byte %d, %q made %q, of entry %d: named as %v", i, was, to, seq, err)
	}
}

func TestEveryChangedByteOfASmallExportIsFoundAndPlaced(t *testing.T) {
	t.Parallel()
	whole, head, _ := exportOf(t, 7)
	file := []byte(whole)
	for i, was := range file {
		for _, to := range []byte{was ^ 1, was ^ 0x20, was ^ 0x80, '\n', 0, ' ', '0', 'A', '='} {
			if to != was {
				checkFlip(t, file, len(head), i, to)
			}
		}
	}
	if _, err := verified(t, string(file)); err != nil {
		t.Errorf("put back: %v", err)
	}
}

// The checkpoint is short, and its lines and base64 have the most ways to be read leniently: every byte, every value.
func TestEveryValueOfEveryByteOfTheCheckpointIsFound(t *testing.T) {
	t.Parallel()
	whole, head, _ := exportOf(t, 2)
	file := []byte(whole)
	for i := range len(head) {
		for to := range 256 {
			if byte(to) != file[i] {
				checkFlip(t, file, len(head), i, byte(to))
			}
		}
	}
}

func TestEveryByteTakenOutOrPutInIsFound(t *testing.T) {
	t.Parallel()
	whole, _, _ := exportOf(t, 5)
	for i := range len(whole) + 1 {
		if i < len(whole) {
			if _, err := verified(t, whole[:i]+whole[i+1:]); err == nil {
				t.Fatalf("byte %d, %q, taken out: passed", i, whole[i])
			}
		}
		for _, c := range []string{"\n", " ", "\x00", "=", "a", "—"} {
			if _, err := verified(t, whole[:i]+c+whole[i:]); err == nil {
				t.Fatalf("%q put in before byte %d: passed", c, i)
			}
		}
	}
}

func TestEveryBeginningOfAnExportIsFoundToBeCut(t *testing.T) {
	t.Parallel()
	whole, head, _ := exportOf(t, 5)
	for i := range len(whole) {
		_, err := verified(t, whole[:i])
		d := damageOf(t, err)
		left := 5 - int64(strings.Count(whole[:i], "\n")-strings.Count(head, "\n"))
		switch atLine := i >= len(head) && whole[i-1] == '\n'; {
		case i < len(head):
			wantDamage(t, err, Damage{Kind: Truncated, Seq: -1})
		case atLine:
			wantDamage(t, err, Damage{Kind: MissingTail, Seq: 5 - left, Count: left})
		case whole[i] == '\n' && left > 1:
			wantDamage(t, err, Damage{Kind: Truncated, Seq: 5 - left}, Damage{Kind: MissingTail, Seq: 6 - left, Count: left - 1})
		case whole[i] == '\n':
			wantDamage(t, err, Damage{Kind: Truncated, Seq: 4})
		default:
			wantDamage(t, err, Damage{Kind: Truncated, Seq: 5 - left}, Damage{Kind: MissingTail, Seq: 5 - left, Count: left})
		}
		if t.Failed() {
			t.Fatalf("cut after byte %d: %v", i, d)
		}
	}
}

func TestAnyChangedByteOfALargeExportIsFoundAndPlaced(t *testing.T) {
	t.Parallel()
	whole, head, _ := exportOf(t, 3000)
	file := []byte(whole)
	r := rand.New(rand.NewPCG(1, 2)) // any seed does
	for range 150 {
		i := r.IntN(len(file))
		if to := byte(r.IntN(256)); to != file[i] {
			checkFlip(t, file, len(head), i, to)
		}
	}
}
