package app

import (
	"bytes"
	"context"
	"sort"
	"time"

	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// LedgerQuery says which entries of the ledger are wanted, newest first; the zero value wants all.
type LedgerQuery struct {
	Text   string    // somewhere in the entry, whatever the case of ASCII letters
	Kind   string    // exactly
	Until  time.Time // before this instant; zero: up to now
	Before int64     // with smaller numbers; 0: from the newest on
	Limit  int
}

// LedgerPage is some entries of the ledger.
type LedgerPage struct {
	Entries  []ledger.Entry // newest first
	Size     int64          // of the whole ledger
	Searched int64          // the smallest number that was looked at
	Next     int64          // the Before of the next page; 0: the beginning was reached
}

// A search looks at so many entries at once, and at most at so many for one page: what lies further back is another page.
const (
	searchStep = 1000
	searchMost = 20_000
)

// SearchLedger returns the newest entries that are wanted.
func (a *App) SearchLedger(ctx context.Context, q LedgerQuery) (*LedgerPage, error) {
	page := &LedgerPage{}
	err := a.store.Ledger(ctx, func(s ledger.Storage) (err error) {
		if page.Size, err = s.Size(ctx); err != nil {
			return err
		}
		before, err := q.from(ctx, s, page.Size)
		if err != nil {
			return err
		}
		return page.fill(ctx, s, &q, before)
	})
	return page, err
}

// fill looks back from a number on until the page is full, the beginning is reached, or enough was looked at.
func (page *LedgerPage) fill(ctx context.Context, s ledger.Storage, q *LedgerQuery, before int64) error {
	for last := max(0, before-searchMost); before > last; {
		from := max(last, before-searchStep)
		records, err := s.ReadEntries(ctx, from, before)
		if err != nil {
			return err
		}
		for i := len(records) - 1; i >= 0; i-- {
			e, wanted, err := q.wants(records[i].Body)
			if err != nil {
				return err
			}
			if !wanted {
				continue
			}
			page.Entries = append(page.Entries, e)
			if len(page.Entries) == q.Limit {
				page.Searched, page.Next = e.Seq, e.Seq
				return nil
			}
		}
		before = from
	}
	page.Searched, page.Next = before, before
	return nil
}

// wants reads the entry when it is one that is wanted.
func (q *LedgerQuery) wants(body []byte) (ledger.Entry, bool, error) {
	if q.Text != "" && !bytes.Contains(bytes.ToLower(body), bytes.ToLower([]byte(q.Text))) {
		return ledger.Entry{}, false, nil
	}
	e, err := ledger.ParseEntry(body)
	return e, err == nil && (q.Kind == "" || e.Kind == q.Kind), err
}

// from returns the number before which the search begins. Entries lie in the order of their instants, but for the moments
// that a transaction takes.
func (q *LedgerQuery) from(ctx context.Context, s ledger.Storage, size int64) (int64, error) {
	before := size
	if q.Before > 0 {
		before = min(before, q.Before)
	}
	if q.Until.IsZero() {
		return before, nil
	}
	var failed error
	later := sort.Search(int(before), func(i int) bool {
		records, err := s.ReadEntries(ctx, int64(i), int64(i)+1)
		if err != nil || len(records) == 0 {
			failed = err
			return true
		}
		e, err := ledger.ParseEntry(records[0].Body)
		if err != nil {
			failed = err
		}
		return !e.At.Before(q.Until)
	})
	return int64(later), failed
}
