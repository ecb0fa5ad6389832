package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Finding is one thing that is wrong by the newest pass that read its system, for as long as it is.
type Finding struct {
	Number     int64 // stays as long as the finding does; newer ones have larger numbers
	Kind       string
	Account    identity.AccountRef
	Login      string
	Person     identity.PersonID
	Reasons    []string
	Candidates []identity.PersonID
	Follows    []Follow
	Print      string    // changes when the finding does
	Since      time.Time // the pass that found it first, UTC
}

// Follow is what a plan does about a finding, or does not.
type Follow struct {
	How  How           `json:"how"`
	Verb identity.Verb `json:"verb"`
	Due  time.Time     `json:"due,omitzero"`
	Why  string        `json:"why,omitempty"` // of a refusal or a hold
	Task string        `json:"task,omitempty"`
}

// How says what becomes of a step of a finding.
type How string

// What becomes of a step.
const (
	FollowDue     How = "due"     // it is in the newest plan
	FollowHeld    How = "held"    // it is in the newest plan, and the gate holds it
	FollowLater   How = "later"   // it comes
	FollowTask    How = "task"    // somebody is doing it
	FollowRefused How = "refused" // it is not done, and why
)

// FindingFilter says which findings are wanted.
type FindingFilter struct {
	Kind   string
	System string
	Text   string // in the login, the id, the person or the reasons, whatever the case
	Before int64  // older than the one with that number; 0: from the newest
	Limit  int    // at least 1
}

const findingColumns = `number, system, key, kind, login, person, reasons, candidates, follows, print, since`

// Findings returns findings, newest first. Kind and system have an index; text is looked for in what these leave.
func (s *Store) Findings(ctx context.Context, f FindingFilter) ([]Finding, error) {
	where, args := f.where()
	if f.Before > 0 {
		where, args = append(where, `number < ?`), append(args, f.Before)
	}
	query := `SELECT ` + findingColumns + ` FROM finding` + whereAll(where) + ` ORDER BY number DESC LIMIT ?`
	rows := s.query(ctx, query, append(args, f.Limit)...)
	return list(rows, func(f *Finding) error { return scanFinding(rows, f) })
}

func (f *FindingFilter) where() (terms []string, args []any) {
	add := func(wanted bool, term string, value any) {
		if wanted {
			terms, args = append(terms, term), append(args, value)
		}
	}
	add(f.Kind != "", `kind = ?`, f.Kind)
	add(f.System != "", `system = ?`, f.System)
	for word := range strings.FieldsSeq(f.Text) {
		add(true, `search LIKE ? ESCAPE '\'`, "%"+like(word)+"%")
	}
	return terms, args
}

func whereAll(terms []string) string {
	if len(terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(terms, " AND ")
}

// Finding returns the finding with the number; there is false when it is over.
func (s *Store) Finding(ctx context.Context, number int64) (f Finding, there bool, err error) {
	rows := s.query(ctx, `SELECT `+findingColumns+` FROM finding WHERE number = ?`, number)
	found, err := list(rows, func(f *Finding) error { return scanFinding(rows, f) })
	if err != nil || len(found) == 0 {
		return f, false, err
	}
	return found[0], true, nil
}

func scanFinding(rows *rows, f *Finding) error {
	var reasons, candidates, follows string
	var since int64
	err := rows.Scan(&f.Number, &f.Account.System, &f.Account.Key, &f.Kind, &f.Login, &f.Person, &reasons, &candidates, &follows, &f.Print, &since)
	if err != nil {
		return err
	}
	f.Since = instant(since)
	for _, field := range []struct {
		text string
		into any
	}{{reasons, &f.Reasons}, {candidates, &f.Candidates}, {follows, &f.Follows}} {
		if err := json.Unmarshal([]byte(field.text), field.into); err != nil {
			return err
		}
	}
	return nil
}

// FindingCounts returns how many findings there are of each kind, and on each system.
func (s *Store) FindingCounts(ctx context.Context) (kinds, systems map[string]int, err error) {
	kinds, systems = map[string]int{}, map[string]int{}
	rows := s.query(ctx, `SELECT kind, system, COUNT(*) FROM finding GROUP BY kind, system`)
	err = each(rows, func() error {
		var kind, system string
		var n int
		err := rows.Scan(&kind, &system, &n)
		kinds[kind] += n
		systems[system] += n
		return err
	})
	return kinds, systems, err
}

// FindingsAsOf returns when each system was last read whole for its findings, UTC.
func (s *Store) FindingsAsOf(ctx context.Context) (map[string]time.Time, error) {
	asOf := map[string]time.Time{}
	rows := s.query(ctx, `SELECT system, at FROM finding_system`)
	err := each(rows, func() error {
		var system string
		var at int64
		err := rows.Scan(&system, &at)
		asOf[system] = instant(at)
		return err
	})
	return asOf, err
}

// FindingsOn returns what is wrong with accounts of a system, by key.
func (s *Store) FindingsOn(ctx context.Context, system string, keys []string) (map[string][]Finding, error) {
	on := map[string][]Finding{}
	if len(keys) == 0 {
		return on, nil
	}
	rows := s.query(ctx, `SELECT `+findingColumns+` FROM finding WHERE system = ? AND key IN (`+marks(len(keys))+`) ORDER BY number`, append([]any{system}, anys(keys)...)...)
	found, err := list(rows, func(f *Finding) error { return scanFinding(rows, f) })
	for i := range found {
		on[found[i].Account.Key] = append(on[found[i].Account.Key], found[i])
	}
	return on, err
}
