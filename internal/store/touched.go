package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// TouchedFilter says whose changes are wanted: exactly one field is set.
type TouchedFilter struct {
	Run     string // the id of a plan
	Person  string // an id
	Account string // SYSTEM/LOGIN or SYSTEM/KEY
}

// TouchedAccount is an account that plans changed and that was not brought back since.
type TouchedAccount struct {
	Ref    identity.AccountRef
	Login  string
	Person identity.PersonID
	Plan   string // whose capture is the state from before all of Changes
	By     connector.By

	Changes []Change // that come back with the capture, in the order of the plans
}

// Change is what one plan did to an account.
type Change struct {
	Plan  string
	Verbs string    // in words
	At    time.Time // the first one was seen
}

// Touched returns the accounts that were changed and not brought back since, each with the plan whose capture brings all
// of it back: the run that is named, or else the oldest one. What later plans did comes back with it, because each
// capture holds what earlier plans had left.
func (s *Store) Touched(ctx context.Context, f TouchedFilter) ([]TouchedAccount, error) {
	where, args, err := f.where(s.dialect)
	if err != nil {
		return nil, err
	}
	rows := s.query(ctx, `SELECT a.system, a.key, a.login, a.person, a.plan, a.verb, a.state, a.verdict, a.intended_at, a.concluded_at,
		CASE a.verb WHEN 'restore' THEN a.doc ELSE '' END,
		CASE WHEN EXISTS (SELECT 1 FROM capture c WHERE c.plan = a.plan AND c.system = a.system AND c.key = a.key) THEN 1 ELSE 0 END
		FROM action a JOIN (SELECT DISTINCT system, key FROM action WHERE `+where+`) f ON f.system = a.system AND f.key = a.key
		WHERE a.state IN ('done', 'unknown', 'asked') AND a.gone = 0
		AND a.verb IN ('suspend', 'sign-out', 'remove', 'release', 'transfer', 'delete', 'restore')
		ORDER BY a.system, a.key, a.concluded_at, a.id`, args...)
	deeds, err := list(rows, func(d *touch) error { return d.scan(rows.Scan) })
	if err != nil {
		return nil, err
	}
	var touched []TouchedAccount
	for len(deeds) > 0 {
		n := 1
		for n < len(deeds) && deeds[n].ref == deeds[0].ref {
			n++
		}
		if t, ok := f.of(deeds[:n]); ok {
			touched = append(touched, t)
		}
		deeds = deeds[n:]
	}
	return touched, nil
}

// touch is one action that may have changed an account.
type touch struct {
	ref       identity.AccountRef
	login     string
	person    identity.PersonID
	plan      string
	verb      identity.Verb
	asked     bool
	captured  bool
	verified  bool
	began, at int64
	restores  string // of a restore: the plan whose capture came back
}

func (d *touch) scan(scan func(...any) error) error {
	var state, verdict, doc string
	var captured int64
	err := scan(&d.ref.System, &d.ref.Key, &d.login, &d.person, &d.plan, &d.verb, &state, &verdict, &d.began, &d.at, &doc, &captured)
	d.asked, d.verified, d.captured = state == "asked", verdict == "verified", captured != 0
	if err != nil || doc == "" {
		return err
	}
	var a plan.Action
	err = json.Unmarshal([]byte(doc), &a)
	d.restores = a.Restores
	return err
}

// of says what of the deeds on one account, oldest first, was not brought back: from the run on that is named, or else
// from the first capture on of what was done to the person, or to whoever had the account last.
func (f *TouchedFilter) of(deeds []touch) (t TouchedAccount, ok bool) {
	began := map[string]int64{}
	for i := range deeds {
		if at, known := began[deeds[i].plan]; !known || deeds[i].began < at {
			began[deeds[i].plan] = deeds[i].began
		}
	}
	left := slices.DeleteFunc(slices.Clone(deeds), func(d touch) bool { return d.verb == identity.Restore || brought(&d, deeds, began) })
	slices.SortStableFunc(left, func(x, y touch) int { return cmp.Compare(began[x.plan], began[y.plan]) })
	if f.Run != "" {
		left = left[max(0, slices.IndexFunc(left, func(d touch) bool { return d.plan == f.Run })):]
	} else {
		left = f.ofOne(left)
	}
	if len(left) == 0 || f.Run != "" && left[0].plan != f.Run {
		return t, false
	}
	return fold(left), true
}

// ofOne leaves out what was done to other people who had the account, and what was done before the first capture.
func (f *TouchedFilter) ofOne(left []touch) []touch {
	if len(left) == 0 {
		return nil
	}
	person := identity.PersonID(f.Person)
	if person == "" {
		person = left[len(left)-1].person
	}
	left = slices.DeleteFunc(left, func(d touch) bool { return d.person != person })
	return left[max(0, slices.IndexFunc(left, func(d touch) bool { return d.captured })):]
}

// brought reports whether a deed came back: a restore that was seen settles the plan whose capture it used, and the later
// ones; what an older plan had done is still done.
func brought(d *touch, deeds []touch, began map[string]int64) bool {
	return slices.ContainsFunc(deeds, func(r touch) bool {
		return r.verb == identity.Restore && r.verified && r.at >= d.at && began[r.restores] <= began[d.plan]
	})
}

// fold tells deeds plan by plan. The first one's capture brings all of them back.
func fold(deeds []touch) TouchedAccount {
	first := &deeds[0]
	t := TouchedAccount{Ref: first.ref, Login: first.login, Person: first.person, Plan: first.plan, By: connector.ByConnector}
	if first.asked {
		t.By = connector.ByTask
	}
	for i := range deeds {
		d := &deeds[i]
		if n := len(t.Changes); n > 0 && t.Changes[n-1].Plan == d.plan {
			t.Changes[n-1].Verbs += ", " + string(d.verb)
			continue
		}
		t.Changes = append(t.Changes, Change{Plan: d.plan, Verbs: string(d.verb), At: instant(d.at)})
	}
	return t
}

func (f *TouchedFilter) where(d dialect) (string, []any, error) {
	switch {
	case f.Run != "":
		return `plan = ?`, []any{f.Run}, nil
	case f.Person != "":
		return `person = ?`, []any{f.Person}, nil
	}
	system, name, ok := strings.Cut(f.Account, "/")
	if !ok {
		return "", nil, fmt.Errorf("%q does not name an account: write SYSTEM/LOGIN", f.Account)
	}
	low := strings.ToLower(name)
	return `system = ? AND (key = ? OR ` + lower(d, "login", low) + ` = ?)`, []any{system, name, low}, nil
}
