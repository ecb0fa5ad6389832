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
		if was, known := earlier[p.sighting.Mark.Row]; known {
			s.compare(p, was)
		}
		records[i] = Record{
			Row: p.sighting.Mark.Row, New: p.sighting.Verdict == snapshot.New, Account: p.account, Status: p.link.Status,
			Link: correlate.Earlier{Person: s.index.ID(p.link.Person), By: p.link.By},
		}
		if p.link.Status == correlate.Suspect {
			records[i].Link = correlate.Earlier{Person: p.link.Was, By: p.link.WasBy}
		}
	}
	return s.recorder.Put(records)
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
	if was.Status == correlate.Linked && s.index.Doubtful(*p.link, was.Earlier) {
		*p.link = s.index.Suspicion(*p.link, was.Earlier)
	}
	if p.link.Status != was.Status || s.index.ID(p.link.Person) != was.Person {
		s.diff.Relinked(&p.sighting, s.content(p.account, p.link))
	}
}
