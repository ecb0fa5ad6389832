package systemtest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// HTTPProxy stands between a connector and an application, sees every request on its way, and can spoil it.
type HTTPProxy struct {
	*httptest.Server
	passOn http.Handler

	mu    sync.Mutex
	spoil func(pass http.Handler) http.Handler // nil: everything passes
	seen  []string
	ended chan struct{}
}

// NewHTTPProxy makes a proxy for what listens at an address, of which only scheme and host count.
func NewHTTPProxy(t testing.TB, address string) *HTTPProxy {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	p := &HTTPProxy{ended: make(chan struct{}), passOn: &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: to.Scheme, Host: to.Host})
			r.Out.Host = to.Host
		},
		Transport: transport,
	}}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(func() {
		close(p.ended)
		p.Server.Close()
		transport.CloseIdleConnections()
	})
	return p
}

// Through returns an address with the proxy in place of its scheme and host.
func (p *HTTPProxy) Through(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return p.URL + u.Path
}

// Spoil sets what becomes of requests, for all that come after; nil: they pass.
func (p *HTTPProxy) Spoil(spoil func(pass http.Handler) http.Handler) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spoil = spoil
}

// Seen returns every request since the last call, as METHOD PATH?QUERY.
func (p *HTTPProxy) Seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := p.seen
	p.seen = nil
	return seen
}

func (p *HTTPProxy) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.seen = append(p.seen, r.Method+" "+r.URL.RequestURI())
	handler := p.passOn
	if p.spoil != nil {
		handler = p.spoil(p.passOn)
	}
	p.mu.Unlock()
	handler.ServeHTTP(w, r)
}

// Hang takes a request and does not answer it before the client or the test ends.
func (p *HTTPProxy) Hang(http.Handler) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-p.ended:
		}
	})
}

// LoseAnswer lets writes arrive, and ends the connection instead of answering. Reading goes on.
func LoseAnswer(pass http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if Reads(r) {
			pass.ServeHTTP(w, r)
			return
		}
		pass.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	})
}

// Answer answers every request, or only writes, with a status and headers.
func Answer(onlyWrites bool, status int, headers ...string) func(http.Handler) http.Handler {
	return func(pass http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if onlyWrites && Reads(r) {
				pass.ServeHTTP(w, r)
				return
			}
			for i := 0; i+1 < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
		})
	}
}

// Reads reports a request that changes nothing.
func Reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }
