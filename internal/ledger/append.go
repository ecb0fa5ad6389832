package ledger

import (
	"bytes"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Append computes what to store when entries, as Encode gave them, are added to a ledger of that size. It stores nothing.
// The new hashes belong at the indexes from HashCount(size) on, in their order; newSize and root are what Sign signs.
// It reads at most 63 stored hashes, in one call, however many entries there are; without entries it returns the present root.
// The error names an entry that is not numbered as the next one, or the hash that could not be read.
func Append(size int64, entries [][]byte, hashes HashReader) (newHashes []Hash, newSize int64, root Hash, err error) {
	f, err := loadFrontier(size, hashes)
	if err != nil {
		return nil, 0, Hash{}, err
	}
	newHashes = make([]Hash, 0, 2*len(entries)+1)
	for _, body := range entries {
		if err := checkBody(f.size, body); err != nil {
			return nil, 0, Hash{}, err
		}
		newHashes = f.push(newHashes, tlog.RecordHash(body))
	}
	return newHashes, f.size, f.root(), nil
}

// checkBody refuses bytes that an export could not carry or that a verifier could not number.
func checkBody(seq int64, body []byte) error {
	if len(body) > MaxEntry {
		return fmt.Errorf("entry %d has %d bytes, more than the %d that an entry may have", seq, len(body), MaxEntry)
	}
	if bytes.IndexByte(body, '\n') >= 0 {
		return fmt.Errorf("entry %d has a line break in it: encode it with ledger.Encode", seq)
	}
	got, ok := seqOf(body)
	if !ok {
		return fmt.Errorf("entry %d carries no number: encode it with ledger.Encode", seq)
	}
	if got != seq {
		return fmt.Errorf("entry %d is numbered %d: number entries from the present size of the ledger", seq, got)
	}
	return nil
}
