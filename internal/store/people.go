package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/correlate/name"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Last returns what is remembered of the last complete reading of a source or system.
func (s *Store) Last(ctx context.Context, name string) (snapshot.Last, error) {
	rows := s.query(ctx, `SELECT seen, entitled, unended, digest, columns FROM source WHERE name = ?`, name)
	found, err := list(rows, func(l *snapshot.Last) error {
		var columns string
		var unended int
		if err := rows.Scan(&l.Seen, &l.Entitled, &unended, &l.Digest, &columns); err != nil {
			return err
		}
		l.Unended = unended > 0
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
	_, err = t.exec(ctx, `INSERT INTO source (name, seen, entitled, unended, digest, columns, written, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET before_seen = source.seen, before_at = source.read_at, seen = excluded.seen, entitled = excluded.entitled, unended = excluded.unended, digest = excluded.digest, columns = excluded.columns,
		written = excluded.written, read_at = excluded.read_at`,
		src.Name, src.Seen, src.Entitled, flag(src.Unended), src.Digest, string(columns), micros(src.Written), micros(at))
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

// Stands says where a person stands.
type Stands func(p *identity.Person) assess.Standing

// SavePeople keeps a complete reading of a people source: everybody whom it names, and those who vanished from it, each
// with where they stand. Only what changed is written.
func (s *Store) SavePeople(ctx context.Context, src snapshot.Source, people []identity.Person, stands Stands, at time.Time) error {
	have, err := s.keptPeople(ctx, src.Name)
	if err != nil {
		return err
	}
	return s.write(ctx, "the people of "+src.Name, func(t *tx) error {
		w, err := t.personWriter(ctx)
		if err != nil {
			return err
		}
		for i := range people {
			p := &people[i]
			now := keptPerson{p.Fingerprint().String(), kept(stands(p))}
			if have[p.ID] == now {
				continue
			}
			if err := w.add(ctx, personRow(src.Name, p, &now)...); err != nil {
				return err
			}
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
		return t.saveSource(ctx, src, at)
	})
}

const personHead = `INSERT INTO person (source, id, fingerprint, vanished_since, vanished_feeds, doc, state, begins_at, ends_at, department, kind, manager, search, touched) VALUES`

const personTail = ` ON CONFLICT (source, id) DO UPDATE SET fingerprint = excluded.fingerprint, vanished_since = excluded.vanished_since,
	vanished_feeds = excluded.vanished_feeds, doc = excluded.doc, state = excluded.state, begins_at = excluded.begins_at, ends_at = excluded.ends_at,
	department = excluded.department, kind = excluded.kind, manager = excluded.manager, search = excluded.search, touched = excluded.touched`

// personWriter writes rows of people, with the next number of a change: who remembers an earlier one can ask for what
// changed since.
func (t *tx) personWriter(ctx context.Context) (*writer, error) {
	var touched int64
	err := t.row(ctx, `SELECT COALESCE(MAX(touched), 0) + 1 FROM person`).Scan(&touched)
	w := t.writer(personHead, personTail, 14)
	w.last = []any{touched}
	return w, err
}

func personRow(source string, p *identity.Person, k *keptPerson) []any {
	e := p.Work()
	return []any{
		source, string(p.ID), k.print, micros(p.Vanished.Since), p.Vanished.Feeds, marshalPerson(p), string(k.state), k.begins, k.ends,
		e.Department, e.Kind, string(p.Manager), searchText(p),
	}
}

// searchText is everything by which one looks for a person, without case and accents, a line for each: the name as it is
// sorted, the name as it is said, mail, login, number, position.
func searchText(p *identity.Person) string {
	lines := []string{p.Family + " " + p.Given, p.Name(), p.Email, p.Login, string(p.ID), p.Work().Position}
	for i := range lines {
		lines[i] = name.Fold(lines[i])
	}
	return strings.Join(lines, "\n")
}

// keptPerson is what is compared to know whether a person's row must be written.
type keptPerson struct {
	print string
	keptStanding
}

type keptStanding struct {
	state        identity.State
	begins, ends int64
}

func kept(s assess.Standing) keptStanding {
	return keptStanding{s.State, micros(s.Begins), micros(s.Ends)}
}

func (s *Store) keptPeople(ctx context.Context, source string) (map[identity.PersonID]keptPerson, error) {
	rows := s.query(ctx, `SELECT id, fingerprint, state, begins_at, ends_at FROM person WHERE source = ?`, source)
	have := map[identity.PersonID]keptPerson{}
	err := each(rows, func() error {
		var id string
		var k keptPerson
		err := rows.Scan(&id, &k.print, &k.state, &k.begins, &k.ends)
		have[identity.PersonID(id)] = k
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
