package app_test

import (
	"crypto/hmac"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// ear is an address that is told things.
type ear struct {
	url   string
	deny  atomic.Int32 // how many of the next messages are not taken, by the status below
	as    int
	heard chan ledger.Entry
	wrong chan string
}

func listen(t *testing.T, secret string) *ear {
	t.Helper()
	e := &ear{heard: make(chan ledger.Entry, 1000), wrong: make(chan string, 1000), as: http.StatusServiceUnavailable}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signature := r.Header.Get(app.SignatureHeader)
		seconds, _, _ := strings.Cut(strings.TrimPrefix(signature, "t="), ",")
		at, _ := strconv.ParseInt(seconds, 10, 64)
		if !hmac.Equal([]byte(app.Signature(time.Unix(at, 0), body, secret)), []byte(signature)) {
			e.wrong <- "a message is signed " + signature
		}
		if e.deny.Add(-1) >= 0 {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(e.as)
			return
		}
		var m app.WebhookMessage
		if err := json.Unmarshal(body, &m); err != nil || m.Webhook != "siem" {
			e.wrong <- string(body)
		}
		for _, entry := range m.Entries {
			e.heard <- entry
		}
	}))
	t.Cleanup(server.Close)
	e.url = server.URL + "/hook?key=hidden-in-the-address"
	return e
}

// all returns the numbers and kinds of what was heard so far.
func (e *ear) all(t *testing.T) (numbers []int64, kinds string) {
	t.Helper()
	select {
	case wrong := <-e.wrong:
		t.Error(wrong)
	default:
	}
	for len(e.heard) > 0 {
		entry := <-e.heard
		numbers = append(numbers, entry.Seq)
		kinds += entry.Kind + " "
	}
	return numbers, kinds
}

// hooked returns a lab whose webhook is told what is kept from its first moment on.
func hooked(t *testing.T, e *ear, kinds string) *lab {
	t.Helper()
	l := newLabOf(t, settings+"webhooks: [{name: siem, url: \""+e.url+"\", secret: file:hook.secret"+kinds+"}]\n")
	l.write("hook.secret", "s3cret")
	must(t, l.TellWebhook(t.Context(), "siem"))
	return l
}

func TestAWebhookIsToldEverythingInOrderHoweverOftenItFails(t *testing.T) {
	t.Parallel()
	e := listen(t, "s3cret")
	l := hooked(t, e, "")
	p, _ := l.plan()
	l.now = l.now.Add(time.Hour)
	l.apply(p)
	e.deny.Store(2)
	for _, e.as = range []int{http.StatusInternalServerError, http.StatusTemporaryRedirect} {
		if err := l.TellWebhook(t.Context(), "siem"); err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("a message that was not taken: %v", err)
		}
	}
	must(t, l.TellWebhook(t.Context(), "siem"))
	must(t, l.TellWebhook(t.Context(), "siem")) // nothing is new
	numbers, kinds := e.all(t)
	page, err := l.SearchLedger(t.Context(), app.LedgerQuery{Limit: 1000})
	must(t, err)
	if int64(len(numbers)) != page.Size || !strings.HasPrefix(kinds, "plan ") {
		t.Fatalf("it heard %v of %d entries: %s", numbers, page.Size, kinds)
	}
	for i, n := range numbers {
		if n != int64(i) {
			t.Errorf("it heard %v", numbers)
			break
		}
	}
}

func TestAWebhookIsToldOnlyWhatItWants(t *testing.T) {
	t.Parallel()
	e := listen(t, "s3cret")
	l := hooked(t, e, ", kinds: [exception]")
	l.plan()
	must(t, l.TellWebhook(t.Context(), "siem"))
	_, err := l.AddException(t.Context(), app.NewException{Person: "E2", Owner: "it@x.test", Reason: "r", Until: l.now.Add(time.Hour)})
	must(t, err)
	must(t, l.TellWebhook(t.Context(), "siem"))
	if _, kinds := e.all(t); kinds != "exception " {
		t.Errorf("it heard %s", kinds)
	}
}

// The server tells by itself, and tries again by itself.
func TestTheServerTellsItsWebhooks(t *testing.T) {
	t.Parallel()
	e := listen(t, "s3cret")
	l := hooked(t, e, "")
	e.deny.Store(1)
	late := time.Now().Add(-time.Hour)
	l.now = late // what is to be tried again later is tried again at once
	w, err := l.Background(t.Context(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	must(t, err)
	for kind := ""; kind != "plan"; { // of the first pass
		select {
		case entry := <-e.heard:
			kind = entry.Kind
		case <-t.Context().Done():
			t.Fatal("it was told nothing")
		}
	}
	must(t, w.Stop(t.Context()))
}
