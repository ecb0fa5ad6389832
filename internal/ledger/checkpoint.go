package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is what a signature says: at that size the ledger had that root. Open makes it.
type Checkpoint struct {
	// Origin is the name of the ledger.
	Origin string
	// Key is the ID of the key that signed.
	Key string
	// Size is the number of entries.
	Size int64
	// Root is the hash over all of them.
	Root Hash
	// Note is the signed text, as it was opened.
	Note []byte
}

// Sign returns the signed note that says: the ledger of this key had size entries and this root.
func Sign(size int64, root Hash, signer Signer) ([]byte, error) {
	if signer.signer == nil {
		return nil, errors.New("sign a checkpoint: there is no private key")
	}
	if size < 0 {
		return nil, fmt.Errorf("sign a checkpoint: a ledger cannot have %d entries", size)
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.signer.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer.signer)
	if err != nil {
		return nil, fmt.Errorf("sign a checkpoint of %d entries: %w", size, err)
	}
	return signed, nil
}

// Open checks that the note is a checkpoint signed by the key, by it alone, and to the last byte as it was signed.
// The error is a DamageError of kind OtherKey or CheckpointAltered.
//
// Unlike a plain reader of signed notes it refuses signatures of other keys beside the right one: nothing here could check them,
// so a byte changed in them would pass.
func Open(signed []byte, v Verifier) (Checkpoint, error) {
	cp, damage := openNote(signed, v)
	if damage != nil {
		return Checkpoint{}, &DamageError{Damage: []Damage{*damage}}
	}
	return cp, nil
}

func openNote(signed []byte, v Verifier) (Checkpoint, *Damage) {
	if v.verifier == nil {
		return Checkpoint{}, &Damage{Kind: OtherKey, Detail: "there is no public key to check it with"}
	}
	n, err := note.Open(signed, note.VerifierList(v.verifier))
	if err != nil {
		return Checkpoint{}, whyUnsigned(err, v)
	}
	if !exactNote(n, signed) {
		return Checkpoint{}, &Damage{Kind: CheckpointAltered, Detail: "it holds bytes that the signature of " + v.ID() + " does not cover"}
	}
	cp, err := parseTree(n.Text, v)
	if err != nil {
		return Checkpoint{}, &Damage{Kind: CheckpointAltered, Detail: err.Error()}
	}
	cp.Note = bytes.Clone(signed)
	return cp, nil
}

// whyUnsigned tells a swapped key from a changed text.
func whyUnsigned(err error, v Verifier) *Damage {
	var unknown *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown):
		var ids []string
		for _, sig := range unknown.Note.UnverifiedSigs {
			ids = append(ids, strconv.Quote(keyID(sig.Name, sig.Hash)))
		}
		return &Damage{Kind: OtherKey, Detail: fmt.Sprintf("it says it is signed by %s, and the key given is %q", strings.Join(ids, " and "), v.ID())}
	case errors.As(err, &invalid):
		return &Damage{Kind: CheckpointAltered, Detail: "its signature by " + v.ID() + " does not fit its text"}
	default:
		return &Damage{Kind: CheckpointAltered, Detail: "it is no longer a signed note"}
	}
}

// exactNote reports whether the note has one signature and is written in the one way in which Sign writes it:
// base64 has other spellings of the same bytes, which a lenient reader takes.
func exactNote(n *note.Note, signed []byte) bool {
	sig := n.Sigs[0] // the one by our key
	_, err := base64.StdEncoding.Strict().DecodeString(sig.Base64)
	return err == nil && string(signed) == n.Text+"\n— "+sig.Name+" "+sig.Base64+"\n"
}

// parseTree reads the three lines of a checkpoint. Lines after them are allowed, and signed with the rest.
func parseTree(text string, v Verifier) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return Checkpoint{}, errors.New("what is signed is not a checkpoint: it has fewer than three lines")
	}
	if lines[0] != v.Origin() {
		return Checkpoint{}, fmt.Errorf("what is signed is a checkpoint of %q, not of %q", lines[0], v.Origin())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("what is signed is not a checkpoint: its size is %q", lines[1])
	}
	root, ok := parseHash(lines[2])
	if !ok {
		return Checkpoint{}, fmt.Errorf("what is signed is not a checkpoint: its root is %q", lines[2])
	}
	return Checkpoint{Origin: lines[0], Key: v.ID(), Size: size, Root: root}, nil
}

// parseHash reads the one base64 spelling of a hash.
func parseHash(text string) (h Hash, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != len(h) {
		return h, false
	}
	copy(h[:], raw)
	return h, h.String() == text // the decoder takes other spellings
}
