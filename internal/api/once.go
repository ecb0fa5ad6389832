package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// keyHeader is how a program names a request of its own: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
const keyHeader = "Idempotency-Key"

// longestKey is the most characters that a key may have.
const longestKey = 200

// once does a request with a key once, however often it is sent within a day, and answers each time what was answered first.
//
//	the key is new                              it is done, and the answer is kept
//	the same request was answered               that answer again
//	another request had the key                 422
//	the same has not ended, or nobody knows how 409
//	the request is refused                      nothing is kept: it may be mended and sent again
func (a *API) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.Header.Get(keyHeader)
		if r.Method != http.MethodPost || name == "" {
			next.ServeHTTP(w, r)
			return
		}
		if err := a.doOnce(w, r, name, next); err != nil {
			refuse(w, a.problemOf(r.Context(), "idempotency", err))
		}
	})
}

func (a *API) doOnce(w http.ResponseWriter, r *http.Request, name string, next http.Handler) error {
	if len(name) > longestKey || strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return problem(http.StatusBadRequest, fmt.Sprintf("%s must have at most %d printable ASCII characters and no blanks", keyHeader, longestKey))
	}
	request, err := digestOf(r)
	if err != nil {
		return err
	}
	key := app.ReplyKey{Operator: operatorOf(r.Context()).Number, Key: name}
	before, claimed, err := a.App.ClaimReply(r.Context(), key, request)
	switch {
	case err != nil:
		return err
	case claimed:
		return a.doAndKeep(w, r, key, next)
	case before.Request != request:
		return problem(http.StatusUnprocessableEntity, keyHeader+" was the key of another request: a new request needs a new key")
	case before.Status == 0:
		return problem(http.StatusConflict, "the request with this key began at "+before.Begun.UTC().Format(time.RFC3339)+
			" and has not ended, or the server was stopped meanwhile: look whether it was done before you send it with a new key")
	}
	again(w, &before)
	return nil
}

// digestOf returns what two requests have in common that are the same, and leaves the body to be read again.
func digestOf(r *http.Request) (string, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", problem(http.StatusRequestEntityTooLarge, "the body could not be read: it is too large, or was cut short")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", r.Method, r.URL.RequestURI())
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// doAndKeep does the request. Its end is kept also when whoever asked has gone.
func (a *API) doAndKeep(w http.ResponseWriter, r *http.Request, key app.ReplyKey, next http.Handler) error {
	answer := &kept{to: w, status: http.StatusOK}
	next.ServeHTTP(answer, r)
	ctx := context.WithoutCancel(r.Context())
	var err error
	if answer.status >= 400 && answer.status != http.StatusInternalServerError {
		err = a.App.DropReply(ctx, key)
	} else {
		err = a.App.KeepReply(ctx, key, app.Reply{Status: answer.status, Location: w.Header().Get("Location"), Body: answer.body.Bytes()})
	}
	if err != nil {
		a.Log.ErrorContext(ctx, "an answer could not be kept: the same request is refused now", "path", r.URL.Path, "error", err)
	}
	w.WriteHeader(answer.status)
	_, _ = answer.body.WriteTo(w) // whoever asked has gone
	return nil
}

// again answers what was answered before.
func again(w http.ResponseWriter, before *app.Reply) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	if before.Status >= 400 {
		h.Set("Content-Type", "application/problem+json")
	}
	if before.Location != "" {
		h.Set("Location", before.Location)
	}
	h.Set("Idempotency-Replayed", "true")
	w.WriteHeader(before.Status)
	_, _ = w.Write(before.Body) // whoever asked has gone
}
