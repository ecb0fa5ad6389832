package store

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Face is what a list of people is searched and ordered by.
type Face struct {
	ID         identity.PersonID
	Source     string
	Search     string // everything by which one looks for a person, in small letters without accents; begins with the name
	Department string
	Kind       string
	Manager    identity.PersonID
	State      identity.State
	Begins     int64 // microseconds since 1970; 0: since ever
	Ends       int64 // 0: no end is known
	Vanished   bool
}

// Faces calls f for everybody whose row was written after a change with a number, and returns the number of the newest
// change. Before the first one everybody was written after -1.
func (s *Store) Faces(ctx context.Context, after int64, f func(Face)) (newest int64, err error) {
	rows := s.query(ctx, `SELECT touched, source, id, search, department, kind, manager, state, begins_at, ends_at, vanished_feeds FROM person WHERE touched > ?`, after)
	newest = after
	err = each(rows, func() error {
		var face Face
		var touched, vanished int64
		err := rows.Scan(&touched, &face.Source, &face.ID, &face.Search, &face.Department, &face.Kind, &face.Manager, &face.State, &face.Begins, &face.Ends, &vanished)
		face.Vanished = vanished > 0
		newest = max(newest, touched)
		f(face)
		return err
	})
	return newest, err
}
