package reconcile

import (
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// remember keeps what is new or changed in the batch. A changed account's link is held against the one it had: a link
// that went to somebody else, or that rests on a weaker proof now, is suspect until a human says whose account it is.
func (s *stream) remember() error {
	if s.recorder == nil || len(s.pending) == 0 {
		return nil
	}
	earlier, err := s.earlier()
	if err != nil {
		return err
	}
	records := make([]Record, len(s.pending))
	for i := range s.pending {
		p := &s.pending[i]
		was, known := earlier[p.sighting.Mark.Row]
		if known {
			s.compare(p, was)
		}
		records[i] = Record{
			Row: p.sighting.Mark.Row, New: p.sighting.Verdict == snapshot.New, Account: p.account, Status: p.link.Status,
			Link: s.kept(p.link, was),
		}
	}
	return s.recorder.Put(records)
}

// kept returns the link that a later one is held against: that of the person, or the last one that the account had. An
// account that is nobody's for a while does not begin anew with whoever comes next.
func (s *stream) kept(link *correlate.Link, was Remembered) correlate.Earlier {
	switch {
	case link.Person != correlate.NoPerson:
		return correlate.Earlier{Person: s.index.ID(link.Person), By: link.By}
	case link.Status == correlate.Suspect:
		return correlate.Earlier{Person: link.Was, By: link.WasBy}
	}
	return was.Earlier
}

func (s *stream) earlier() (map[uint32]Remembered, error) {
	var rows []uint32
	for i := range s.pending {
		if s.pending[i].sighting.Verdict == snapshot.Changed {
			rows = append(rows, s.pending[i].sighting.Mark.Row)
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return s.recorder.Earlier(rows)
}

// compare notes since when an account is linked as it is, and casts suspicion on a link that changed its person.
func (s *stream) compare(p *pending, was Remembered) {
	held := p.link.Status == correlate.Suspect && p.link.Was == ""
	if held || s.index.Doubtful(*p.link, was.Earlier) {
		*p.link = s.index.Suspicion(*p.link, was.Earlier)
	}
	if p.link.Status != was.Status || s.kept(p.link, was).Person != was.Person {
		s.diff.Relinked(&p.sighting, s.content(p.account, p.link))
	}
}
