package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Judgement is what can be decided about many accounts at once.
type Judgement string

// The judgements.
const (
	JudgeKind   Judgement = "classify" // say what they are for
	JudgeLink   Judgement = "confirm"  // each is the one person's who fits
	JudgeAccept Judgement = "accept"   // leave them as they are until a day
)

// MostTriaged is how many accounts can be decided about at once.
const MostTriaged = 500

// Triage is one decision about many accounts.
type Triage struct {
	Rows   []int64 // of the accounts
	Do     Judgement
	Kind   identity.AccountKind // of JudgeKind
	Owner  string               // who answers for them; of JudgeKind and JudgeAccept
	Until  time.Time            // of JudgeAccept
	Reason string
}

// Triaged is what becomes of one account by a decision, before it is made.
type Triaged struct {
	ListedAccount
	Kind   identity.AccountKind // what it will be for
	Person identity.PersonID    // whose it will be
	No     Objection            // empty: it will be decided
}

// Objection says why a decision leaves an account out.
type Objection string

// The objections.
const (
	AlreadyLinked   Objection = "linked"   // it is somebody's already
	NobodyFits      Objection = "nobody"   // no person fits
	SeveralFit      Objection = "several"  // more than one person fits
	OneByOne        Objection = "one"      // it was somebody else's: that is decided for each alone
	AlreadyAccepted Objection = "accepted" // an exception runs
	AlreadyThat     Objection = "that"     // it is for that already, and answered for by them
)

// TriagePreview is what a decision about many accounts would do.
type TriagePreview struct {
	Lines []Triaged
	Names map[identity.PersonID]string
	Does  int    // how many will be decided
	Print string // differs when the accounts do
	Owner string // the id of who will answer for them
}

// Chosen returns accounts of rows as they are now. Those that are gone are left out.
func (a *App) Chosen(ctx context.Context, rows []int64) (*TriagePreview, error) {
	if len(rows) > MostTriaged {
		return nil, &UsageError{fmt.Sprintf("%d accounts are too many at once: choose at most %d", len(rows), MostTriaged)}
	}
	found, err := a.store.AccountsAt(ctx, rows)
	if err != nil {
		return nil, err
	}
	listed, err := a.listed(ctx, found)
	if err != nil {
		return nil, err
	}
	p := &TriagePreview{Print: store.PrintOf(found)}
	ids := peopleOf(found)
	for _, one := range listed {
		for i := range one.Found {
			ids = append(ids, one.Found[i].Candidates...)
		}
		p.Lines = append(p.Lines, Triaged{ListedAccount: one})
	}
	p.Names, err = a.Names(ctx, ids)
	return p, err
}

// PreviewTriage says what a decision would do to each account, and keeps nothing.
func (a *App) PreviewTriage(ctx context.Context, t Triage) (*TriagePreview, error) {
	p, err := a.Chosen(ctx, t.Rows)
	if err != nil {
		return nil, err
	}
	if err := a.checkTriage(ctx, &t, p); err != nil {
		return p, err
	}
	for i := range p.Lines {
		if p.Lines[i].judge(&t, p.Owner); p.Lines[i].No == "" {
			p.Does++
		}
	}
	return p, nil
}

func (a *App) checkTriage(ctx context.Context, t *Triage, p *TriagePreview) (err error) {
	switch {
	case len(p.Lines) == 0:
		return &UsageError{"choose at least one account that is still there"}
	case t.Reason == "":
		return &UsageError{"a decision needs a reason: say how you know, it is kept with the decision"}
	case t.Do == JudgeKind:
		return a.checkKind(ctx, t, p)
	case t.Do == JudgeAccept && t.Owner == "":
		return &UsageError{"an exception needs somebody who answers for it"}
	case t.Do == JudgeAccept && !t.Until.After(a.now()):
		return &UsageError{"the exception would end on a day that is over: choose a later one"}
	case t.Do == JudgeAccept, t.Do == JudgeLink:
		return nil
	}
	return &UsageError{"choose what is to be decided"}
}

func (a *App) checkKind(ctx context.Context, t *Triage, p *TriagePreview) (err error) {
	switch t.Kind {
	case identity.Service, identity.Shared:
		if t.Owner == "" {
			return &UsageError{fmt.Sprintf("a %s account needs an owner: somebody must answer for it when everybody has forgotten what it is for", t.Kind)}
		}
	case identity.Guest, identity.Personal:
	default:
		return &UsageError{"choose what the accounts are for"}
	}
	if t.Owner != "" {
		p.Owner, err = a.answering(ctx, t.Owner)
	}
	return err
}

// judge says what becomes of one account.
func (l *Triaged) judge(t *Triage, owner string) {
	switch t.Do {
	case JudgeKind:
		l.Kind = t.Kind
		if l.AccountRow.Kind == t.Kind && owner == "" {
			l.No = AlreadyThat
		}
	case JudgeAccept:
		if l.Decided.Excepted != nil {
			l.No = AlreadyAccepted
		}
	case JudgeLink:
		l.Person, l.No = l.onlyOne()
	}
}

// onlyOne returns the one person who fits an account that is nobody's yet.
func (l *Triaged) onlyOne() (identity.PersonID, Objection) {
	if l.Link == correlate.Linked {
		return "", AlreadyLinked
	}
	if l.Link == correlate.Suspect {
		return "", OneByOne
	}
	fits := map[identity.PersonID]bool{}
	for i := range l.Found {
		for _, id := range l.Found[i].Candidates {
			fits[id] = true
		}
	}
	switch ids := slices.Collect(maps.Keys(fits)); len(ids) {
	case 0:
		return "", NobodyFits
	case 1:
		return ids[0], ""
	}
	return "", SeveralFit
}

// ErrOtherwise says that accounts are no longer what was seen when the decision was made.
var ErrOtherwise = &UsageError{"some of these accounts have changed since you looked at them. Nothing was kept: look again"}

// Triage keeps a decision about the accounts that were seen: all of it or nothing. It returns about how many.
func (a *App) Triage(ctx context.Context, t Triage, print string) (int, error) {
	p, err := a.PreviewTriage(ctx, t)
	if err != nil {
		return 0, err
	}
	if p.Print != print {
		return 0, ErrOtherwise
	}
	all := store.Triage{Actor: a.actor, At: a.now()}
	for i := range p.Lines {
		if l := &p.Lines[i]; l.No == "" {
			l.into(&all, &t, p.Owner)
		}
	}
	if err := a.store.Triage(ctx, &all); err != nil {
		return 0, err
	}
	return p.Does, a.checkpoint(ctx)
}

func (l *Triaged) into(all *store.Triage, t *Triage, owner string) {
	switch t.Do {
	case JudgeKind:
		all.Classified = append(all.Classified, store.Classification{Account: l.Ref, Kind: t.Kind, Owner: owner, Reason: t.Reason})
	case JudgeLink:
		all.Links = append(all.Links, store.LinkDecision{Account: l.Ref, Person: l.Person, Decision: store.Confirmed, On: factsOf(&l.AccountRow), Reason: t.Reason})
	case JudgeAccept:
		all.Exceptions = append(all.Exceptions, plan.Exception{Account: l.Ref, Owner: t.Owner, Reason: t.Reason, Expires: t.Until.UTC()})
	}
}

// RowsOf returns the rows of the accounts that are wanted, at most MostTriaged, and whether there are more.
func (a *App) RowsOf(ctx context.Context, q AccountsQuery) (rows []int64, more bool, err error) {
	for row, err := range a.EveryAccount(ctx, q) {
		if err != nil {
			return nil, false, err
		}
		if len(rows) == MostTriaged {
			return rows, true, nil
		}
		rows = append(rows, row.Place)
	}
	return rows, false, nil
}

// ParseRows reads numbers of rows; what is no number is left out.
func ParseRows(texts []string) (rows []int64) {
	for _, text := range texts {
		if row, err := strconv.ParseInt(text, 10, 64); err == nil {
			rows = append(rows, row)
		}
	}
	return rows
}
