package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/config"
)

// changed is how an HR system says that something has changed: a signed message that asks for a pass at once. It carries no
// data that anything is decided on: what is true is read from the source.
//
//	POST /api/v1/sources/hr/changed
//	Exeunt-Signature: t=1764064800,v1=HEX
//
// HEX is HMAC-SHA256 with the secret of the settings (webhook-secret of the source) over the time, a dot and the body. A
// message that is older than five minutes, or came before, is refused.
type changed struct {
	app  *app.App
	work *app.Background
	log  *slog.Logger
	now  func() time.Time

	mu   sync.Mutex
	seen map[string]time.Time // signatures of the last minutes
}

const (
	fresh       = 5 * time.Minute
	longestBody = 1 << 20
)

// ServeHTTP answers 202 when a pass was asked for.
func (c *changed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	i := slices.IndexFunc(c.app.Settings.People, func(p config.People) bool { return p.Name == name })
	if i < 0 || c.app.Settings.People[i].WebhookSecret.IsZero() {
		answer(w, http.StatusNotFound, "no source of that name takes messages: it needs a webhook-secret in the settings")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	if err != nil {
		answer(w, http.StatusRequestEntityTooLarge, "the message is too large")
		return
	}
	secret, err := c.app.Settings.People[i].WebhookSecret.Reveal(r.Context())
	if err != nil {
		c.log.ErrorContext(r.Context(), "the webhook-secret cannot be had", "source", name, "error", err)
		answer(w, http.StatusInternalServerError, "the secret of the source cannot be had")
		return
	}
	if err := c.check(r.Header.Get("Exeunt-Signature"), body, secret); err != nil {
		answer(w, http.StatusUnauthorized, err.Error())
		return
	}
	if err := c.work.Pass(r.Context(), "message of "+name); err != nil {
		c.log.ErrorContext(r.Context(), "a pass could not be asked for", "source", name, "error", err)
		answer(w, http.StatusServiceUnavailable, "a pass could not be asked for: send the message again")
		return
	}
	answer(w, http.StatusAccepted, "a pass was asked for")
}

// check returns nil when the signature is right, fresh and new.
func (c *changed) check(signature string, body []byte, secret string) error {
	at, sum, ok := parseSignature(signature)
	now := c.now()
	switch {
	case !ok:
		return errors.New("the header Exeunt-Signature is missing or not t=SECONDS,v1=HEX")
	case now.Sub(at).Abs() > fresh:
		return fmt.Errorf("the message is of another time than now: five minutes at most")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.", at.Unix())
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), sum) {
		return errors.New("the signature is wrong")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]time.Time{}
	}
	for known, when := range c.seen {
		if now.Sub(when) > 2*fresh {
			delete(c.seen, known)
		}
	}
	if _, again := c.seen[string(sum)]; again {
		return errors.New("the message came before")
	}
	c.seen[string(sum)] = now
	return nil
}

func parseSignature(s string) (at time.Time, sum []byte, ok bool) {
	for part := range strings.SplitSeq(s, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch key {
		case "t":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return at, nil, false
			}
			at = time.Unix(n, 0)
		case "v1":
			decoded, err := hex.DecodeString(value)
			if err != nil {
				return at, nil, false
			}
			sum = decoded
		}
	}
	return at, sum, !at.IsZero() && len(sum) == sha256.Size
}
