package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// Answer is what an application answered.
type Answer struct {
	Method, Path string // of the request
	Status       int
	Header       http.Header
	Body         []byte

	signed string // how the request said who we are
}

// OK reports that the application did what it was asked.
func (a *Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Decode reads the body as one JSON value. Numbers stay as they are written.
func (a *Answer) Decode(into any) error {
	d := json.NewDecoder(bytes.NewReader(a.Body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s %s: the answer is not the JSON that was expected (%s): %w", a.Method, a.Path, a.sort(), err)
	}
	if d.More() {
		return fmt.Errorf("%s %s: more than one JSON value was answered", a.Method, a.Path)
	}
	return nil
}

// sort says what kind of answer it is.
func (a *Answer) sort() string {
	if kind := a.Header.Get("Content-Type"); kind != "" {
		return kind
	}
	return "of no declared type"
}

// Err returns the answer as an error of its class (see package connector), nil when it is OK. Said is what the
// application gave as its reason; empty: the beginning of the body is shown.
//
//	status          class       nothing was changed
//	2xx             none        no
//	3xx             permanent   yes: it is not followed
//	401, 403        permanent   yes
//	404, 410        gone        yes
//	408, 412        plain       unknown, or changed under us: look again
//	429, 503        throttled   yes, for as long as Retry-After says
//	other 4xx, 501  permanent   yes
//	other 5xx       plain       unknown
func (a *Answer) Err(said string) error {
	if a.OK() {
		return nil
	}
	err := a.words(said)
	switch a.Status {
	case http.StatusNotFound, http.StatusGone:
		return fmt.Errorf("%w: %w", connector.ErrGone, err)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return &connector.ThrottledError{After: a.RetryAfter(), Err: err}
	case http.StatusRequestTimeout, http.StatusPreconditionFailed:
		return err
	case http.StatusNotImplemented:
		return connector.Permanent(err)
	}
	if a.Status < http.StatusInternalServerError {
		return connector.Permanent(err)
	}
	return err
}

// next is what to do about a status.
var next = map[int]string{
	http.StatusUnauthorized:        "the sign-in of the settings (sign-in) is not accepted: is the credential right, and still valid?",
	http.StatusForbidden:           "the account of the settings (sign-in) has not the right to do that: give it the right in the application",
	http.StatusPreconditionFailed:  "the account was changed while we looked at it: look again",
	http.StatusMethodNotAllowed:    "the application does not offer that",
	http.StatusNotImplemented:      "the application does not offer that",
	http.StatusTooManyRequests:     "the application asks us to wait",
	http.StatusServiceUnavailable:  "the application is busy or being maintained; try again later",
	http.StatusInternalServerError: "the application met a fault of its own: see its log",
}

func (a *Answer) words(said string) error {
	text := fmt.Sprintf("%s %s was answered with %d %s", a.Method, a.Path, a.Status, http.StatusText(a.Status))
	if said == "" {
		said = a.beginning()
	}
	if said != "" {
		text += " (" + said + ")"
	}
	if a.Status >= 300 && a.Status < 400 {
		text += ": it points to another address, which is not followed: write that one in url"
	} else if do := next[a.Status]; do != "" {
		text += ": " + do
	}
	return errors.New(text)
}

// beginning returns the first words of a body that is text for people or programs, and nothing of a web page.
func (a *Answer) beginning() string {
	kind := a.Header.Get("Content-Type")
	if strings.Contains(kind, "html") || len(a.Body) == 0 {
		return ""
	}
	return Short(string(a.Body))
}

// Short returns the first 200 characters of a text, on one line.
func Short(text string) string {
	words := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " "))
	if len(words) > 200 {
		return string(words[:200]) + "..."
	}
	return string(words)
}

// RetryAfter returns how long the application asks us to wait (RFC 9110, 10.2.3); zero when it does not say. A time of
// day is taken by the application's own clock, where the answer shows it.
func (a *Answer) RetryAfter() time.Duration {
	text := strings.TrimSpace(a.Header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil {
		return min(max(time.Duration(seconds), 0), longestWait/time.Second) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(at.Sub(now), 0), longestWait)
}

// longestWait is the longest time to wait that is believed.
const longestWait = 24 * time.Hour
