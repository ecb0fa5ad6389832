package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Reading is what one source or system gave when the settings were tried.
type Reading struct {
	Name   string
	Kind   config.Kind
	People bool
	Seen   int // people, or accounts

	Left   int // people who have left by now
	Open   int // accounts that open the door
	Linked int // accounts whose person is known
	Doubts int // accounts that only a name links, or that fit several people
	Nobody int // accounts of nobody known

	Gap *snapshot.Gap // nil: it was read whole
}

// try reads everything once, with the connectors that every command uses. It keeps nothing and writes to no system.
func (s *session) try(ctx context.Context, settings *config.Settings) ([]Reading, error) {
	defer s.human.Busy("reading everything once")()
	var readings []Reading
	p := &settings.People[0]
	c, err := all.People(p)
	if err != nil {
		return nil, err
	}
	snap, err := snapshot.People(ctx, s.Now, []snapshot.PeopleSource{{Name: p.Name, Connector: c, Expect: snapshot.Expect{Min: p.Complete.Min}}})
	if err != nil {
		return nil, err
	}
	readings = append(readings, peopleReading(p, snap, s.Now))
	index := correlate.NewIndex(snap.People, rules(settings), correlate.Memory{})
	for i := range settings.Systems {
		one, err := tryLinks(ctx, &settings.Systems[i], index)
		if err != nil {
			return nil, err
		}
		readings = append(readings, one)
	}
	return readings, nil
}

func rules(s *config.Settings) (list []correlate.Rule) {
	for _, r := range s.Correlate {
		list = append(list, correlate.Rule(r.By))
	}
	return list
}

func peopleReading(p *config.People, snap *snapshot.Snapshot, now time.Time) Reading {
	r := Reading{Name: p.Name, Kind: p.Kind, People: true, Seen: len(snap.People)}
	if len(snap.Gaps) > 0 {
		r.Gap, r.Seen = &snap.Gaps[0], snap.Gaps[0].Seen
	}
	for i := range snap.People {
		if snap.People[i].At(now, p.Grace).State == identity.Left {
			r.Left++
		}
	}
	return r
}

// tryLinks reads one system and counts whose accounts they are.
func tryLinks(ctx context.Context, s *config.System, index *correlate.Index) (Reading, error) {
	c, err := all.System(s)
	if err != nil {
		return Reading{}, err
	}
	if closer, ok := c.(io.Closer); ok {
		defer closer.Close()
	}
	src := snapshot.AccountSource{Name: s.Name, Connector: c, Expect: snapshot.Expect{Min: s.Complete.Min, Canaries: s.Complete.Canaries}}
	sink := &linking{index: index, census: snapshot.NewCensus(&src, nil), reading: Reading{Name: s.Name, Kind: s.Kind}}
	read, err := c.Read(ctx, sink)
	if ctx.Err() != nil {
		return Reading{}, errors.Join(ctx.Err())
	}
	_, sink.reading.Gap = src.Judge(read, err, sink.census, 0)
	sink.reading.Seen, sink.reading.Open = sink.census.Seen, sink.census.Enabled
	return sink.reading, nil
}

// linking is a sink that counts whose the accounts are.
type linking struct {
	index   *correlate.Index
	census  *snapshot.Census
	reading Reading
}

// People refuses: a system has accounts.
func (l *linking) People([]identity.Person) error {
	return fmt.Errorf("the system %s gave people", l.reading.Name)
}

// Accounts counts.
func (l *linking) Accounts(batch []identity.Account) error {
	for i := range batch {
		l.census.Take(&batch[i])
		switch link := l.index.Link(&batch[i]); link.Status {
		case correlate.Linked:
			l.reading.Linked++
		case correlate.Proposed, correlate.Ambiguous, correlate.Suspect:
			l.reading.Doubts++
		case correlate.Unmatched:
			l.reading.Nobody++
		}
	}
	return nil
}

var _ connector.Sink = (*linking)(nil)
