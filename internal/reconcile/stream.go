package reconcile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// System is one system with the place where its reading is remembered.
type System struct {
	snapshot.AccountSource

	// Open gives the memory of one reading; nil remembers nothing.
	Open func(ctx context.Context) (Recorder, error)
}

// Recorder remembers one reading of one system: all of it, or nothing. It is used by one goroutine.
type Recorder interface {
	// Earlier returns the links that the accounts in these rows had in the last complete reading.
	Earlier(rows []uint32) (map[uint32]Remembered, error)
	// Put keeps accounts that are new or changed. The batch is the caller's again when the call returns.
	Put(batch []Record) error
	// Close ends the reading. A nil reading throws it away.
	Close(whole *Whole) error
}

// Remembered is the link of an account as it was.
type Remembered struct {
	Status correlate.Status
	correlate.Earlier
}

// Record is one account with its link, as it is remembered.
type Record struct {
	Row     uint32
	New     bool
	Account *identity.Account
	Status  correlate.Status
	Link    correlate.Earlier // of an account that is nobody's now the last link that it had; empty: it had none
}

// Whole is a complete reading.
type Whole struct {
	Source snapshot.Source
	Marks  []snapshot.Mark
	Moved  bool // the marks differ from those of the last complete reading
	Gone   []uint32
}

// stream takes one system's accounts batch by batch: link, compare, remember, triage. In the end it decides.
type stream struct {
	*pass
	source *System

	system  snapshot.System
	gap     *snapshot.Gap
	cases   []assess.Case
	focused map[string]bool // keys of the accounts that a focus among all others asks for
	double  []assess.Double
	draft   *plan.Plan

	*reading
}

// reading is what a stream holds only while its system is read.
type reading struct {
	census   *snapshot.Census
	diff     *snapshot.Diff
	triage   *assess.Triage
	recorder Recorder
	failed   error // of the memory: not a gap, an error
	hash     identity.Hash

	links     []correlate.Link // of the batch, and so are these
	sightings []snapshot.Sighting
	pending   []pending
}

// pending is an account of the batch that is new or changed.
type pending struct {
	place    int // in the batch
	sighting snapshot.Sighting
	account  *identity.Account
	link     *correlate.Link
}

// run reads the system and decides what is to be done there. Of the cases it keeps only those of a focus.
func (s *stream) run(ctx context.Context) error {
	s.reading = &reading{
		census: snapshot.NewCensus(&s.source.AccountSource, s.protectedNames()),
		triage: assess.NewTriage(s.view, s.can[s.source.Name].LastSeen),
	}
	err := s.read(ctx)
	s.reading = nil
	if err != nil || s.gap != nil {
		return err
	}
	sortCases(s.cases)
	s.draft = s.decide(&s.system, s.cases, s.wanted())
	s.double = nil
	switch {
	case s.in.Focus == nil:
		s.cases = nil
	case s.in.Focus.Among:
		for ref := range s.in.Memory.Missing { // those of the focus
			if ref.System == s.source.Name {
				s.focused[ref.Key] = true
			}
		}
		s.draft.Narrow(s.focused)
		s.cases = slices.DeleteFunc(s.cases, func(c assess.Case) bool { return !s.focused[c.Account.Ref.Key] })
	}
	return nil
}

func (s *stream) protectedNames() []string {
	var names []string
	for _, keep := range s.in.Gate.Keep {
		if keep.System == s.source.Name {
			names = append(names, keep.Name)
		}
	}
	return names
}

// read reads the system whole and keeps the reading, or makes a gap and keeps nothing.
func (s *stream) read(ctx context.Context) error {
	if err := s.recall(ctx); err != nil {
		return err
	}
	reading, err := s.source.Connector.Read(ctx, s)
	if fatal := cmp.Or(ctx.Err(), s.failed); fatal != nil {
		return errors.Join(fatal, s.close(nil))
	}
	gone := s.diff.Gone()
	system, gap := s.source.Judge(reading, err, s.census, len(gone))
	if gap != nil {
		s.gap, s.cases = gap, nil
		return s.close(nil)
	}
	s.system, s.double = system, s.triage.Doubles()
	return s.close(&Whole{Source: system.Source, Marks: s.diff.Marks(), Moved: s.diff.Moved(), Gone: gone})
}

// recall opens the memory of the system.
func (s *stream) recall(ctx context.Context) (err error) {
	var marks []snapshot.Mark
	if s.source.Marks != nil {
		if marks, err = s.source.Marks(ctx); err != nil {
			return err
		}
	}
	s.diff = snapshot.NewDiff(marks, s.in.At)
	if s.source.Open != nil {
		s.recorder, err = s.source.Open(ctx)
	}
	return err
}

func (s *stream) close(whole *Whole) error {
	if s.recorder == nil {
		return nil
	}
	return s.recorder.Close(whole)
}

// People refuses: a system has accounts.
func (s *stream) People([]identity.Person) error {
	return fmt.Errorf("the system %s gave people: name it under people, not under systems", s.source.Name)
}

// Accounts takes a batch.
func (s *stream) Accounts(batch []identity.Account) error {
	links, sightings := s.room(len(batch))
	s.index.Fetch(batch)
	for i := range batch {
		a := &batch[i]
		s.census.Take(a)
		links[i] = s.index.Link(a)
		sightings[i] = s.diff.See(s.key(a), s.content(a, &links[i]))
		switch sightings[i].Verdict {
		case snapshot.Twice:
			return fmt.Errorf("the account %s came twice: the key must name one account", a.Ref.Key)
		case snapshot.New, snapshot.Changed:
			s.pending = append(s.pending, pending{i, sightings[i], a, &links[i]})
		case snapshot.Same:
		}
	}
	if err := s.remember(); err != nil {
		s.failed = err
		return err
	}
	for _, p := range s.pending {
		sightings[p.place] = p.sighting
	}
	s.keep(batch, links, sightings)
	return nil
}

// room returns places for what is found out of a batch, which the next batch uses again.
func (s *stream) room(n int) ([]correlate.Link, []snapshot.Sighting) {
	s.links, s.sightings = slices.Grow(s.links[:0], n)[:n], slices.Grow(s.sightings[:0], n)[:n]
	s.pending = s.pending[:0]
	return s.links, s.sightings
}

func (s *stream) key(a *identity.Account) identity.Fingerprint {
	s.hash.Reset()
	s.hash.Add(a.Ref.Key)
	return s.hash.Sum()
}

// content returns the fingerprint of an account with its link: it changes when either does.
func (s *stream) content(a *identity.Account, link *correlate.Link) identity.Fingerprint {
	s.hash.Reset()
	s.hash.Account(a)
	s.hash.AddInt(a.LastSeen.Unix())
	s.hash.Add(string(link.Status))
	s.hash.Add(string(link.By))
	s.hash.Add(string(s.index.ID(link.Person)))
	return s.hash.Sum()
}

// keep clones the accounts that may be wrong, or that the focus asks for.
func (s *stream) keep(batch []identity.Account, links []correlate.Link, sightings []snapshot.Sighting) {
	for i := range batch {
		if s.keeps(&batch[i], &links[i]) {
			s.cases = append(s.cases, assess.Case{Account: batch[i].Clone(), Link: links[i], Since: sightings[i].Mark.LinkedSince()})
		}
	}
}

// keeps reports whether an account is to be decided on, and notes which ones a focus among all others asks for.
func (s *stream) keeps(a *identity.Account, link *correlate.Link) bool {
	notable, focus := s.triage.Notable(a, link), s.in.Focus
	if focus == nil {
		return notable
	}
	wanted := focus.wants(s.index, a, link)
	if wanted && focus.Among {
		s.focused[strings.Clone(a.Ref.Key)] = true
	}
	return wanted || focus.Among && notable
}

// wanted returns the further accounts of people, without those for which the focus does not ask.
func (s *stream) wanted() []assess.Double {
	if s.in.Focus == nil || s.in.Focus.Among {
		return s.double
	}
	return slices.DeleteFunc(s.double, func(d assess.Double) bool {
		return !slices.ContainsFunc(s.cases, func(c assess.Case) bool { return c.Account.Ref == d.Account })
	})
}

func sortCases(cases []assess.Case) {
	slices.SortFunc(cases, func(a, b assess.Case) int { return a.Account.Ref.Compare(b.Account.Ref) })
}
