package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Last returns what is remembered of the last complete reading of a source or system.
func (s *Store) Last(ctx context.Context, name string) (snapshot.Last, error) {
	rows := s.query(ctx, `SELECT seen, digest, columns FROM source WHERE name = ?`, name)
	found, err := list(rows, func(l *snapshot.Last) error {
		var columns string
		if err := rows.Scan(&l.Seen, &l.Digest, &columns); err != nil {
			return err
		}
		return json.Unmarshal([]byte(columns), &l.Columns)
	})
	if err != nil || len(found) == 0 {
		return snapshot.Last{}, err
	}
	return found[0], nil
}

func (t *tx) saveSource(ctx context.Context, src snapshot.Source, at time.Time) error {
	columns, err := json.Marshal(src.Columns)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO source (name, seen, digest, columns, written, read_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET seen = excluded.seen, digest = excluded.digest, columns = excluded.columns,
		written = excluded.written, read_at = excluded.read_at`,
		src.Name, src.Seen, src.Digest, string(columns), micros(src.Written), micros(at))
	return err
}

// Known returns everybody whom a source named, with how long they have vanished.
func (s *Store) Known(ctx context.Context, source string) ([]snapshot.Known, error) {
	rows := s.query(ctx, `SELECT id, vanished_since, vanished_feeds FROM person WHERE source = ? ORDER BY id`, source)
	return list(rows, func(k *snapshot.Known) error {
		var since int64
		err := rows.Scan(&k.ID, &since, &k.Vanished.Feeds)
		k.Vanished.Since = instant(since)
		return err
	})
}

// Recall returns what was last known of people of a source.
func (s *Store) Recall(ctx context.Context, source string, ids []identity.PersonID) ([]identity.Person, error) {
	var people []identity.Person
	for len(ids) > 0 {
		n := min(500, len(ids))
		args := append([]any{source}, anys(ids[:n])...)
		rows := s.query(ctx, `SELECT doc, vanished_since, vanished_feeds FROM person WHERE source = ? AND id IN (`+marks(n)+`) ORDER BY id`, args...)
		some, err := list(rows, func(p *identity.Person) error { return scanPerson(rows.Scan, p) })
		if err != nil {
			return nil, fmt.Errorf("recall people of %s: %w", source, err)
		}
		people = append(people, some...)
		ids = ids[n:]
	}
	return people, nil
}

// Recaller returns Recall for one source.
func (s *Store) Recaller(source string) func(context.Context, []identity.PersonID) ([]identity.Person, error) {
	return func(ctx context.Context, ids []identity.PersonID) ([]identity.Person, error) {
		return s.Recall(ctx, source, ids)
	}
}

// SavePeople keeps a complete reading of a people source: everybody whom it names, and those who vanished from it. Only
// what changed is written.
func (s *Store) SavePeople(ctx context.Context, src snapshot.Source, people []identity.Person, at time.Time) error {
	have, err := s.fingerprints(ctx, src.Name)
	if err != nil {
		return err
	}
	var rows [][]any
	for i := range people {
		p := &people[i]
		print := p.Fingerprint().String()
		if have[p.ID] == print {
			continue
		}
		rows = append(rows, []any{src.Name, string(p.ID), print, micros(p.Vanished.Since), p.Vanished.Feeds, marshalPerson(p)})
	}
	return s.write(ctx, "the people of "+src.Name, func(t *tx) error {
		err := t.insert(ctx, `INSERT INTO person (source, id, fingerprint, vanished_since, vanished_feeds, doc) VALUES`,
			` ON CONFLICT (source, id) DO UPDATE SET fingerprint = excluded.fingerprint, vanished_since = excluded.vanished_since,
			vanished_feeds = excluded.vanished_feeds, doc = excluded.doc`, rows)
		if err != nil {
			return err
		}
		return t.saveSource(ctx, src, at)
	})
}

func (s *Store) fingerprints(ctx context.Context, source string) (map[identity.PersonID]string, error) {
	rows := s.query(ctx, `SELECT id, fingerprint FROM person WHERE source = ?`, source)
	have := map[identity.PersonID]string{}
	err := each(rows, func() error {
		var id, print string
		err := rows.Scan(&id, &print)
		have[identity.PersonID(id)] = print
		return err
	})
	return have, err
}

// personDoc is a person as it is kept.
type personDoc struct {
	identity.Person
	Zone     string    `json:"Zone"`
	Vanished *struct{} `json:"Vanished,omitempty"` // is kept in columns of its own
}

func marshalPerson(p *identity.Person) string {
	doc := personDoc{Person: *p, Zone: p.Zone.String()}
	return string(plainJSON(&doc))
}

func scanPerson(scan func(...any) error, p *identity.Person) error {
	var text string
	var since int64
	var vanished identity.Vanished
	if err := scan(&text, &since, &vanished.Feeds); err != nil {
		return err
	}
	var doc personDoc
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return err
	}
	zone, err := time.LoadLocation(doc.Zone)
	if err != nil {
		return err
	}
	vanished.Since = instant(since)
	*p = doc.Person
	p.Zone, p.Vanished = zone, vanished
	return nil
}
