package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

const (
	markSize  = 40      // bytes of a packed mark
	markChunk = 1 << 16 // marks of a chunk
)

// Marks returns the marks of a system's last complete reading, in its order.
func (s *Store) Marks(ctx context.Context, system string) ([]snapshot.Mark, error) {
	number, err := systemNumber(ctx, s, system)
	if err != nil || number == 0 {
		return nil, err
	}
	var size int
	if err := s.row(ctx, `SELECT COALESCE(SUM(LENGTH(marks)), 0) FROM system_mark WHERE system = ?`, number).Scan(&size); err != nil {
		return nil, err
	}
	rows := s.query(ctx, `SELECT marks FROM system_mark WHERE system = ? ORDER BY chunk`, number)
	all := make([]snapshot.Mark, 0, size/markSize)
	err = each(rows, func() error {
		var packed sql.RawBytes
		if err := rows.Scan(&packed); err != nil {
			return err
		}
		if len(packed)%markSize != 0 {
			return fmt.Errorf("the marks of %s have %d bytes, which is no whole number of marks", system, len(packed))
		}
		all = unpackMarks(all, packed)
		return nil
	})
	return all, err
}

// saveMarks replaces the marks of a system.
func (t *tx) saveMarks(ctx context.Context, number int64, all []snapshot.Mark) error {
	if _, err := t.exec(ctx, `DELETE FROM system_mark WHERE system = ?`, number); err != nil {
		return err
	}
	packed := make([]byte, 0, min(len(all), markChunk)*markSize)
	for chunk := 0; len(all) > 0; chunk++ {
		n := min(markChunk, len(all))
		packed = packMarks(packed[:0], all[:n])
		if _, err := t.exec(ctx, `INSERT INTO system_mark (system, chunk, marks) VALUES (?, ?, ?)`, number, chunk, packed); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

func packMarks(packed []byte, all []snapshot.Mark) []byte {
	for i := range all {
		m := &all[i]
		packed = append(append(packed, m.Key[:]...), m.Content[:]...)
		packed = binary.LittleEndian.AppendUint32(packed, m.Row)
		packed = binary.LittleEndian.AppendUint32(packed, m.Since)
	}
	return packed
}

func unpackMarks(all []snapshot.Mark, packed []byte) []snapshot.Mark {
	for ; len(packed) > 0; packed = packed[markSize:] {
		var m snapshot.Mark
		copy(m.Key[:], packed)
		copy(m.Content[:], packed[16:])
		m.Row = binary.LittleEndian.Uint32(packed[32:])
		m.Since = binary.LittleEndian.Uint32(packed[36:])
		all = append(all, m)
	}
	return all
}

// systemNumber returns the number that stands for a system's name in row ids; 0 when it has none yet.
func systemNumber(ctx context.Context, q querier, system string) (number int64, err error) {
	err = q.row(ctx, `SELECT number FROM system WHERE name = ?`, system).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return number, err
}

// numberSystem returns the number of a system, giving it the next one when it has none.
func (t *tx) numberSystem(ctx context.Context, system string) (int64, error) {
	number, err := systemNumber(ctx, t, system)
	if err != nil || number != 0 {
		return number, err
	}
	if err := t.row(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM system`).Scan(&number); err != nil {
		return 0, err
	}
	_, err = t.exec(ctx, `INSERT INTO system (name, number) VALUES (?, ?)`, system, number)
	return number, err
}
