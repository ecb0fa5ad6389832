package app_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// kinds returns the kinds of the entries that a search finds.
func (l *lab) kinds(q app.LedgerQuery) (kinds []string, page *app.LedgerPage) {
	l.t.Helper()
	page, err := l.SearchLedger(l.t.Context(), q)
	if err != nil {
		l.t.Fatal(err)
	}
	for i := range page.Entries {
		kinds = append(kinds, page.Entries[i].Kind)
	}
	return kinds, page
}

// The ledger is searched from its newest entry back, page by page, by kind, by words and by a day.
func TestTheLedgerIsSearched(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	noon := l.now
	l.now = l.now.Add(time.Hour)
	must(t, l.ConfirmLink(t.Context(), "crm/nobody", "E3", "asked her"))
	l.plan()
	if kinds, page := l.kinds(app.LedgerQuery{Limit: 2}); len(kinds) != 2 || kinds[0] != "plan" || kinds[1] != "link" || page.Next != 1 || page.Size != 3 {
		t.Errorf("the newest are %v, then from %d of %d", kinds, page.Next, page.Size)
	}
	if kinds, page := l.kinds(app.LedgerQuery{Limit: 2, Before: 1}); len(kinds) != 1 || kinds[0] != "plan" || page.Next != 0 {
		t.Errorf("the next page has %v, then from %d", kinds, page.Next)
	}
	if kinds, _ := l.kinds(app.LedgerQuery{Limit: 9, Kind: "link"}); len(kinds) != 1 {
		t.Errorf("by kind: %v", kinds)
	}
	if kinds, _ := l.kinds(app.LedgerQuery{Limit: 9, Text: "ASKED her"}); len(kinds) != 1 || kinds[0] != "link" {
		t.Errorf("by words: %v", kinds)
	}
	if kinds, _ := l.kinds(app.LedgerQuery{Limit: 9, Until: noon.Add(time.Minute)}); len(kinds) != 1 || kinds[0] != "plan" {
		t.Errorf("until noon: %v", kinds)
	}
}

// An entry is given with what proves that it is in the ledger; that holds offline, and for no other entry.
func TestAnEntryIsProved(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if _, err := l.ProveEntry(t.Context(), 0); err == nil {
		t.Error("the empty ledger proves something")
	}
	l.plan()
	must(t, l.ConfirmLink(t.Context(), "crm/nobody", "E3", "asked her"))
	p, err := l.ProveEntry(t.Context(), 1)
	must(t, err)
	key, err := l.LedgerKey(t.Context())
	must(t, err)
	cp, err := ledger.Open(p.Checkpoint.Note, key)
	must(t, err)
	must(t, ledger.CheckInclusion(p.Path, cp, 1, p.Body))
	if p.Entry.Kind != "link" || ledger.CheckInclusion(p.Path, cp, 0, p.Body) == nil {
		t.Errorf("the proof of %s holds for another entry too", p.Entry.Kind)
	}
	if _, err := l.ProveEntry(t.Context(), 2); err == nil || err.Error() != "the ledger has no entry 2: the newest is 1" {
		t.Errorf("an entry that is not there: %v", err)
	}
	var out bytes.Buffer
	must(t, l.ExportLedgerTo(t.Context(), &out))
	report, err := ledger.VerifyExport(&out, key)
	must(t, err)
	if report.Entries != 2 {
		t.Errorf("%d entries are written", report.Entries)
	}
}
