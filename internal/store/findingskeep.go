package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// keepFindings brings the findings of every system that a pass read whole to what its plan says. Of a system that could
// not be read whole they stay; of one that is no longer in the settings they go. A system whose findings are what they
// were costs one row.
func (t *tx) keepFindings(ctx context.Context, p *plan.Plan) error {
	if p.Purpose != plan.ForPass || p.Blind() {
		return nil
	}
	for _, source := range p.Sources {
		if source.People {
			continue
		}
		if err := t.keepSystemFindings(ctx, source.Name, findingsOf(p, source.Name), p.At); err != nil {
			return err
		}
	}
	return t.forgetFindings(ctx, p)
}

// forgetFindings takes away what was found on systems that are gone from the settings.
func (t *tx) forgetFindings(ctx context.Context, p *plan.Plan) error {
	connected := map[string]bool{}
	for _, source := range p.Sources {
		connected[source.Name] = true
	}
	for _, gap := range p.Gaps {
		connected[gap.System] = true
	}
	rows := t.query(ctx, `SELECT system FROM finding_system ORDER BY system`)
	systems, err := list(rows, func(name *string) error { return rows.Scan(name) })
	if err != nil {
		return err
	}
	for _, name := range systems {
		if connected[name] {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM finding WHERE system = ?`, name); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM finding_system WHERE system = ?`, name); err != nil {
			return err
		}
	}
	return nil
}

// findingKey tells the findings of one system apart.
type findingKey struct{ key, kind string }

// standingFinding is what is kept of a finding that was there before.
type standingFinding struct {
	number int64
	print  string
}

func (t *tx) keepSystemFindings(ctx context.Context, system string, found []Finding, at time.Time) error {
	all := printOf(found)
	var before string
	rows := t.query(ctx, `SELECT print FROM finding_system WHERE system = ?`, system)
	if err := each(rows, func() error { return rows.Scan(&before) }); err != nil {
		return err
	}
	if before != all {
		if err := t.changeFindings(ctx, system, found, at); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `INSERT INTO finding_system (system, print, at) VALUES (?, ?, ?) ON CONFLICT (system) DO UPDATE SET print = excluded.print, at = excluded.at`,
		system, all, micros(at))
	return err
}

// changeFindings writes what is new or changed, and takes away what is over.
func (t *tx) changeFindings(ctx context.Context, system string, found []Finding, at time.Time) error {
	standing, err := t.standingFindings(ctx, system)
	if err != nil {
		return err
	}
	var next int64
	if err := t.row(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM finding`).Scan(&next); err != nil {
		return err
	}
	w := t.writer(`INSERT INTO finding (number, system, key, kind, login, person, reasons, candidates, follows, search, print, since) VALUES`,
		` ON CONFLICT (number) DO UPDATE SET login = excluded.login, person = excluded.person, reasons = excluded.reasons,
		candidates = excluded.candidates, follows = excluded.follows, search = excluded.search, print = excluded.print`, 12)
	for i := range found {
		f := &found[i]
		key := findingKey{f.Account.Key, f.Kind}
		was, known := standing[key]
		delete(standing, key)
		if known && was.print == f.Print {
			continue
		}
		number := was.number
		if !known {
			number, next = next, next+1
		}
		if err := w.add(ctx, f.row(number, at)...); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	return t.endFindings(ctx, standing)
}

func (t *tx) standingFindings(ctx context.Context, system string) (map[findingKey]standingFinding, error) {
	standing := map[findingKey]standingFinding{}
	rows := t.query(ctx, `SELECT number, key, kind, print FROM finding WHERE system = ?`, system)
	err := each(rows, func() error {
		var key findingKey
		var was standingFinding
		err := rows.Scan(&was.number, &key.key, &key.kind, &was.print)
		standing[key] = was
		return err
	})
	return standing, err
}

func (t *tx) endFindings(ctx context.Context, over map[findingKey]standingFinding) error {
	numbers := make([]any, 0, len(over))
	for _, was := range over {
		numbers = append(numbers, was.number)
	}
	for len(numbers) > 0 {
		n := min(500, len(numbers))
		if _, err := t.exec(ctx, `DELETE FROM finding WHERE number IN (`+marks(n)+`)`, numbers[:n]...); err != nil {
			return err
		}
		numbers = numbers[n:]
	}
	return nil
}

func (f *Finding) row(number int64, at time.Time) []any {
	search := strings.ToLower(strings.Join(append([]string{f.Login, f.Account.Key, string(f.Person)}, f.Reasons...), "\n"))
	return []any{
		number, f.Account.System, f.Account.Key, f.Kind, f.Login, string(f.Person),
		listJSON(f.Reasons), listJSON(f.Candidates), listJSON(f.Follows), search, f.Print, micros(at),
	}
}

// listJSON keeps a list of plain data; none is an empty list.
func listJSON[T any](list []T) string {
	text, err := json.Marshal(append([]T{}, list...))
	if err != nil {
		return "[]" // plain data always encodes
	}
	return string(text)
}

// findingsOf returns the findings of a plan on one system, with what it does about each.
func findingsOf(p *plan.Plan, system string) []Finding {
	follows := followsOf(p, system)
	var found []Finding
	for i := range p.Findings {
		f := &p.Findings[i]
		if f.System != system {
			continue
		}
		ref := identity.AccountRef{System: f.System, Key: f.Account}
		one := Finding{
			Kind: f.Kind, Account: ref, Login: f.Login, Person: f.Person, Reasons: f.Reasons, Candidates: f.Candidates, Follows: follows[f.Account],
		}
		one.Print = printOf([]Finding{one})
		found = append(found, one)
	}
	return found
}

// followsOf returns what a plan does with each account of a system, or does not, by key.
func followsOf(p *plan.Plan, system string) map[string][]Follow {
	follows := map[string][]Follow{}
	add := func(of, key string, f Follow) {
		if of == system {
			follows[key] = append(follows[key], f)
		}
	}
	for i := range p.Actions {
		a := &p.Actions[i]
		f := Follow{How: FollowDue, Verb: a.Verb, Due: a.Due}
		if len(a.Held) > 0 {
			f.How = FollowHeld
		}
		add(a.System, a.Account, f)
	}
	for i := range p.Upcoming {
		a := &p.Upcoming[i]
		add(a.System, a.Account, Follow{How: FollowLater, Verb: a.Verb, Due: a.Due})
	}
	for i := range p.Waiting {
		w := &p.Waiting[i]
		add(w.System, w.Account, Follow{How: FollowTask, Verb: w.Verb, Task: w.Task})
	}
	for i := range p.Refusals {
		r := &p.Refusals[i]
		add(r.System, r.Account, Follow{How: FollowRefused, Verb: r.Verb, Why: r.Why})
	}
	return follows
}

// printOf returns a text that differs when the findings do.
func printOf(found []Finding) string {
	var h identity.Hash
	for i := range found {
		f := &found[i]
		for _, part := range []string{f.Account.Key, f.Kind, f.Login, string(f.Person)} {
			h.Add(part)
		}
		h.Add(strings.Join(f.Reasons, "\x00"))
		h.AddInt(int64(len(f.Candidates)))
		for _, c := range f.Candidates {
			h.Add(string(c))
		}
		h.AddInt(int64(len(f.Follows)))
		for _, w := range f.Follows {
			h.Add(string(w.How) + " " + string(w.Verb) + " " + w.Task + " " + w.Why)
			h.AddInt(micros(w.Due))
		}
	}
	return h.Sum().String()
}
