package app

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// WebhookMessage is what a webhook is told: entries of the ledger in their order. The number of an entry tells one that was
// sent twice.
type WebhookMessage struct {
	Webhook string         `json:"webhook"`
	Entries []ledger.Entry `json:"entries"`
}

const (
	toldAtOnce = 100              // entries of one message, at most
	hookWaits  = 20 * time.Second // for an answer
)

// TellWebhook sends the entries of the ledger that a webhook was not told yet, message by message. What was not taken is sent
// again from there: a webhook is told everything, in order, at least once.
func (a *App) TellWebhook(ctx context.Context, name string) error {
	i := slices.IndexFunc(a.Settings.Webhooks, func(w config.Webhook) bool { return w.Name == name })
	if i < 0 {
		return missing("the settings name no webhook %q", name)
	}
	alone := a.common.alone(name)
	alone.Lock()
	defer alone.Unlock()
	next, err := a.store.WebhookAt(ctx, name)
	for err == nil {
		var entries []ledger.Entry
		if entries, err = a.entriesFrom(ctx, next); err != nil || len(entries) == 0 {
			return err
		}
		if err = a.tell(ctx, &a.Settings.Webhooks[i], entries); err != nil {
			return fmt.Errorf("tell the webhook %s of entry %d and what follows: %w", name, next, err)
		}
		next += int64(len(entries))
		err = a.store.WebhookTold(ctx, name, next)
	}
	return err
}

func (a *App) entriesFrom(ctx context.Context, next int64) (entries []ledger.Entry, err error) {
	err = a.store.Ledger(ctx, func(s ledger.Storage) error {
		records, err := s.ReadEntries(ctx, next, next+toldAtOnce)
		for _, r := range records {
			e, err := ledger.ParseEntry(r.Body)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return err
	})
	return entries, err
}

// tell sends one message of those entries that the webhook wants; without any, none.
func (a *App) tell(ctx context.Context, w *config.Webhook, entries []ledger.Entry) error {
	wanted := slices.DeleteFunc(slices.Clone(entries), func(e ledger.Entry) bool { return len(w.Kinds) > 0 && !slices.Contains(w.Kinds, e.Kind) })
	if len(wanted) == 0 {
		return nil
	}
	body, err := json.Marshal(WebhookMessage{w.Name, wanted})
	if err != nil {
		return err
	}
	secret, err := w.Secret.Reveal(ctx)
	if err != nil {
		return err
	}
	return send(ctx, w.URL, body, Signature(a.now(), body, secret))
}

// SignatureHeader carries the signature of a message, in both directions.
const SignatureHeader = "Exeunt-Signature"

// Signature signs a message: t=SECONDS,v1=HEX, where HEX is HMAC-SHA256 over the time, a dot and the body.
func Signature(at time.Time, body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.", at.Unix())
	mac.Write(body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
}

// send posts a message. Only an answer of success says that it was taken: one that sends us elsewhere does not. An error
// does not hold the address, which may be a secret of its own.
func send(ctx context.Context, address string, body []byte, signature string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errors.New("its address is none")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "exeunt")
	request.Header.Set(SignatureHeader, signature)
	client := &http.Client{Timeout: hookWaits, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if failed := (*url.Error)(nil); errors.As(err, &failed) {
		return failed.Err
	}
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16)) // so that the connection can be used again
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %s", answer.Status)
	}
	return nil
}

// tellAll asks the work, if there is any in this process, to tell every webhook what is new in the ledger.
func (a *App) tellAll(ctx context.Context) {
	a.common.mu.Lock()
	ask := a.common.tell
	a.common.mu.Unlock()
	for i := range a.Settings.Webhooks {
		if ask != nil {
			ask(ctx, a.Settings.Webhooks[i].Name)
		}
	}
}

func (c *common) tellBy(ask func(context.Context, string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tell = ask
}

// alone returns what is held while a webhook is told, so that two do not tell it the same.
func (c *common) alone(webhook string) *sync.Mutex {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.telling == nil {
		c.telling = map[string]*sync.Mutex{}
	}
	if c.telling[webhook] == nil {
		c.telling[webhook] = &sync.Mutex{}
	}
	return c.telling[webhook]
}
