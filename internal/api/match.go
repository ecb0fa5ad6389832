package api

import (
	"net/http"
	"path"
)

// matched refuses a write with If-Match when what it is about is not in that version any more: the write to
// /findings/7/link is about what GET /findings/7 gives.
func (a *API) matched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		want := r.Header.Get("If-Match")
		if r.Method != http.MethodPost || want == "" {
			next.ServeHTTP(w, r)
			return
		}
		now := a.versionOf(r)
		if now == "" || !names(want, now) {
			refuse(w, problem(http.StatusPreconditionFailed, "what you saw has changed since, or is not there: read "+path.Dir(r.URL.Path)+" again, and decide again"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// versionOf returns the ETag of what a write is about; empty: there is none.
func (a *API) versionOf(r *http.Request) string {
	look := r.Clone(r.Context())
	look.Method, look.Body, look.ContentLength, look.Header = http.MethodGet, http.NoBody, 0, http.Header{}
	address := *r.URL
	address.Path, address.RawPath, address.RawQuery = path.Dir(r.URL.Path), "", ""
	if r.URL.RawPath != "" {
		address.RawPath = path.Dir(r.URL.RawPath)
	}
	look.URL = &address
	seen := &silent{header: http.Header{}}
	versioned(http.HandlerFunc(a.find)).ServeHTTP(seen, look)
	return seen.header.Get("ETag")
}
