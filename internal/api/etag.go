package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

// versioned gives what is read a strong ETag, the hash of the answer, and spares the answer to whoever has it already.
// What is streamed has none.
func versioned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		kept := &kept{to: w, status: http.StatusOK}
		next.ServeHTTP(kept, r)
		if kept.streams {
			return
		}
		if kept.status == http.StatusOK {
			tag := etag(kept.body.Bytes())
			w.Header().Set("ETag", tag)
			w.Header().Set("Cache-Control", "private, no-cache")
			if names(r.Header.Get("If-None-Match"), tag) {
				w.Header().Del("Content-Type")
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		w.WriteHeader(kept.status)
		_, _ = kept.body.WriteTo(w) // whoever asked has gone
	})
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// names reports whether a list of ETags holds one, or all.
func names(list, tag string) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	return slices.ContainsFunc(strings.Split(list, ","), func(one string) bool {
		return strings.TrimPrefix(strings.TrimSpace(one), "W/") == tag
	})
}

// kept is an answer that is held back until it is whole.
type kept struct {
	to      http.ResponseWriter
	status  int
	body    bytes.Buffer
	streams bool
}

// Header returns the header of the answer.
func (k *kept) Header() http.Header { return k.to.Header() }

// WriteHeader keeps the status.
func (k *kept) WriteHeader(status int) {
	k.status = status
	if k.streams {
		k.to.WriteHeader(status)
	}
}

// Write keeps a part of the body.
func (k *kept) Write(b []byte) (int, error) {
	if k.streams {
		return k.to.Write(b)
	}
	return k.body.Write(b)
}

// stream says that nothing is held back from now on.
func (k *kept) stream() http.ResponseWriter {
	k.streams = true
	return k.to
}
