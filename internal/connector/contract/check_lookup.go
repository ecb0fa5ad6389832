package contract

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// enough is how many accounts of a large system are looked up one by one.
const enough = 100

func looksUpWhatItRead(t testing.TB, l *Lab) {
	v := read(t, l)
	picked := spread(v.accounts, enough)
	if len(picked) < len(v.accounts) {
		t.Logf("looked up %d of %d accounts", len(picked), len(v.accounts))
	}
	for i := range picked {
		found := lookup(t, l, picked[i].Ref.Key)
		if picked[i].Ref != found.Ref || picked[i].Fingerprint() != found.Fingerprint() || unlike(&picked[i], &found) != "" {
			t.Fatalf("read and looked up, %s differs (-read +lookup):\n%s", picked[i].Ref, unlike(&picked[i], &found))
		}
	}
}

func knowsWhatIsGone(t testing.TB, l *Lab) {
	key := unknown(l, read(t, l))
	if a, err := l.Connector.Lookup(t.Context(), key); !errors.Is(err, connector.ErrGone) {
		t.Errorf("lookup of %q, which no account has: %v, %v; expected ErrGone", key, a.Ref, err)
	}
}

// unknown returns a key that no account has: the lab's, or one made of a key that was read.
func unknown(l *Lab, v *view) string {
	if l.Unknown != "" {
		return l.Unknown
	}
	if len(v.accounts) == 0 {
		return "nobody"
	}
	known := v.accounts[0].Ref.Key
	for _, last := range "0123456789abcdef" {
		if key := known[:len(known)-1] + string(last); v.byKey[key] == nil {
			return key
		}
	}
	return known + "97"
}

func readsSideBySide(t testing.TB, l *Lab) {
	before := read(t, l)
	picked := spread(before.accounts, max(2, l.Connector.Describe().Concurrency))
	found := make([]identity.Account, len(picked))
	failed := make([]error, len(picked))
	var after *view
	var broken error
	var all sync.WaitGroup
	all.Go(func() { after, broken = try(t, l) })
	for i := range picked {
		all.Go(func() { found[i], failed[i] = l.Connector.Lookup(t.Context(), picked[i].Ref.Key) })
	}
	all.Wait()
	if err := errors.Join(broken, errors.Join(failed...)); err != nil {
		t.Fatalf("a reading and %d lookups at once: %v", len(picked), err)
	}
	sameReading(t, "read beside lookups", before, after)
	for i := range picked {
		equal(t, fmt.Sprintf("looked up beside %d others", len(picked)), &picked[i], &found[i])
	}
}

// try makes one reading that may fail.
func try(t testing.TB, l *Lab) (*view, error) {
	c := &collector{}
	reading, err := l.Connector.Read(t.Context(), c)
	return c.view(reading), err
}
