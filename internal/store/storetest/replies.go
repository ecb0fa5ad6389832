package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// repliesAreKept claims keys of requests, several at once, and keeps and forgets what was answered.
func repliesAreKept(t *testing.T, db Database) {
	s := open(t, db)
	key, ctx := store.ReplyKey{Operator: 1, Key: "k"}, t.Context()
	var group sync.WaitGroup
	won := make(chan bool, 8)
	for range cap(won) {
		group.Go(func() {
			_, claimed, err := s.ClaimReply(ctx, key, "digest", noon, noon.Add(-time.Hour))
			if err != nil {
				t.Error(err)
			}
			won <- claimed
		})
	}
	group.Wait()
	close(won)
	n := 0
	for claimed := range won {
		if claimed {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of %d claimed one key", n, cap(won))
	}
	must(t, s.KeepReply(ctx, key, store.Reply{Status: 201, Location: "/there", Body: []byte(`{"a":1}`)}))
	r, claimed, err := s.ClaimReply(ctx, key, "another", noon.Add(time.Minute), noon.Add(-time.Hour))
	must(t, err)
	if claimed || r.Request != "digest" || r.Status != 201 || r.Location != "/there" || string(r.Body) != `{"a":1}` || !r.Begun.Equal(noon) {
		t.Errorf("it was answered %+v, claimed again: %v", r, claimed)
	}
	other := store.ReplyKey{Operator: 2, Key: "k"}
	if _, claimed, err = s.ClaimReply(ctx, other, "digest", noon, noon.Add(-time.Hour)); err != nil || !claimed {
		t.Errorf("the key of another operator: %v, %v", claimed, err)
	}
	must(t, s.DropReply(ctx, other))
	for _, key := range []store.ReplyKey{other, key} { // one that was dropped; one that is older than what is remembered
		if _, claimed, err = s.ClaimReply(ctx, key, "digest", noon.Add(2*time.Hour), noon.Add(time.Hour)); err != nil || !claimed {
			t.Errorf("%+v is not forgotten: %v, %v", key, claimed, err)
		}
	}
}
