package ledger

import (
	"context"
	"fmt"
	"sort"
	"sync"
)

// Memory is a ledger in memory, for tests and for trying things out. The zero Memory is empty and ready.
// It is safe for concurrent use.
type Memory struct {
	mu      sync.Mutex
	records []Record
	hashes  []Hash
	notes   []SignedNote
}

// Append encodes entries, numbers them from the present size on, and adds them.
func (m *Memory) Append(entries ...Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	size := m.size()
	bodies, err := Encode(size, entries...)
	if err != nil {
		return err
	}
	hashes, _, _, err := Append(size, bodies, memoryHashes(m.hashes))
	if err != nil {
		return err
	}
	for i, body := range bodies {
		m.records = append(m.records, Record{Seq: size + int64(i), Body: body})
	}
	m.hashes = append(m.hashes, hashes...)
	return nil
}

// Checkpoint signs the present state and keeps the note.
func (m *Memory) Checkpoint(signer Signer) (Checkpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, size, root, err := Append(m.size(), nil, memoryHashes(m.hashes))
	if err != nil {
		return Checkpoint{}, err
	}
	signed, err := Sign(size, root, signer)
	if err != nil {
		return Checkpoint{}, err
	}
	if n := len(m.notes); n == 0 || m.notes[n-1].Size < size {
		m.notes = append(m.notes, SignedNote{Size: size, Note: signed})
	}
	return Open(signed, signer.Verifier())
}

// Size is part of Tree.
func (m *Memory) Size(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size(), nil
}

func (m *Memory) size() int64 {
	if len(m.records) == 0 {
		return 0
	}
	return m.records[len(m.records)-1].Seq + 1
}

// ReadHashes is part of Tree.
func (m *Memory) ReadHashes(_ context.Context, indexes []int64) ([]Hash, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return memoryHashes(m.hashes).ReadHashes(indexes)
}

// ReadEntries is part of Storage.
func (m *Memory) ReadEntries(_ context.Context, from, to int64) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := func(seq int64) int {
		return sort.Search(len(m.records), func(i int) bool { return m.records[i].Seq >= seq })
	}
	return append([]Record(nil), m.records[at(from):at(to)]...), nil
}

// ReadCheckpoints is part of Storage.
func (m *Memory) ReadCheckpoints(_ context.Context, from, to int64) ([]SignedNote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := func(size int64) int {
		return sort.Search(len(m.notes), func(i int) bool { return m.notes[i].Size >= size })
	}
	return append([]SignedNote(nil), m.notes[at(from):at(to)]...), nil
}

// memoryHashes reads from a slice that holds the hash of each index.
type memoryHashes []Hash

func (hs memoryHashes) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(hs)) {
			return nil, fmt.Errorf("hash %d: %w", index, ErrMissing)
		}
		out[i] = hs[index]
	}
	return out, nil
}
