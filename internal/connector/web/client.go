// Package web is floor, beside the connectors: one way to speak to an application over HTTP, with its sign-in, its
// certificates and the meaning of its answers. It knows nothing of accounts.
package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// Config is one application, as the settings describe it. The zero value of a field means its default.
type Config struct {
	URL      string // https://HOST[:PORT][/PATH]; required
	Insecure bool   // http:// to this machine
	CA       string // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts

	ClientCert string // the path of a PEM file: the certificate that we show; empty: none
	ClientKey  Secret // its key, in PEM; nil: it stands in ClientCert

	SignIn SignIn // nil: nothing is said of who we are

	Timeout     time.Duration // of one request with its answer; 30 s
	Concurrency int           // connections at once; 4
	Every       time.Duration // between two requests, at least; 0: as often as they come
	MostBytes   int64         // of one answer; 64 MiB
}

// Secret fetches a secret whenever it is needed.
type Secret func(ctx context.Context) (string, error)

// Client speaks to one application. It keeps connections open between calls; Close ends them.
type Client struct {
	cfg  Config
	base *url.URL
	rate *rate.Limiter // nil: none

	mu   sync.Mutex
	http *http.Client // nil until the first request
}

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem, one a line.
func New(cfg Config) (*Client, error) {
	cfg.Timeout = cmp.Or(cfg.Timeout, 30*time.Second)
	cfg.Concurrency = cmp.Or(cfg.Concurrency, 4)
	cfg.MostBytes = cmp.Or(cfg.MostBytes, 64<<20)
	base, err := cfg.check()
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, base: base}
	if cfg.Every > 0 {
		c.rate = rate.NewLimiter(rate.Every(cfg.Every), 1)
	}
	return c, nil
}

// client returns what sends requests. Certificates are read for the first one, so that New does no I/O.
func (c *Client) client(ctx context.Context) (*http.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.http != nil {
		return c.http, nil
	}
	transport, err := c.cfg.transport(ctx)
	if err != nil {
		return nil, settingError{err}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c.http = &http.Client{Transport: transport, Jar: jar, CheckRedirect: stay}
	return c.http, nil
}

// stay follows no redirect: it could carry our credentials to somebody else, and a write would not arrive.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close ends the idle connections; those in use end when their call returns.
func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.http != nil {
		c.http.CloseIdleConnections()
	}
	return nil
}

// Request is one request to the application.
type Request struct {
	Method string
	Path   string // below the URL of the settings, escaped; or an address on the same host
	Query  url.Values
	Header http.Header
	Body   []byte // nil: none
	Type   string // of the body
}

// Do sends a request and returns the answer, whatever its status: see Answer.Err for what that means. An answer that says
// that our sign-in has ended is not shown: we sign in anew and ask once more, because nothing was done.
func (c *Client) Do(ctx context.Context, r Request) (*Answer, error) {
	answer, err := c.once(ctx, r)
	if err != nil || c.cfg.SignIn == nil || !c.cfg.SignIn.Ended(answer) {
		return answer, err
	}
	return c.once(ctx, r)
}

func (c *Client) once(ctx context.Context, r Request) (*Answer, error) {
	if err := c.pace(ctx); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, timeoutError{c.cfg.Timeout})
	defer cancel()
	request, err := c.request(limited, r)
	if err != nil {
		return nil, err
	}
	client, err := c.client(limited)
	if err != nil {
		return nil, c.failed(ctx, limited, "connect to "+c.base.Host, err)
	}
	if c.cfg.SignIn != nil {
		if err := c.cfg.SignIn.Sign(limited, client, request); err != nil {
			return nil, c.failed(ctx, limited, "sign in to "+c.base.Host, err)
		}
	}
	answer, err := c.send(client, request)
	if err != nil {
		return nil, c.failed(ctx, limited, r.Method+" "+request.URL.Path, err)
	}
	return answer, nil
}

// pace waits until the rate of the settings lets a request through. Where ctx would end first, nothing is asked.
func (c *Client) pace(ctx context.Context) error {
	if c.rate == nil {
		return nil
	}
	err := c.rate.Wait(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return &connector.ThrottledError{Err: fmt.Errorf("the rate that is set for %s is used up: %w", c.base.Host, err)}
}

func (c *Client) send(client *http.Client, request *http.Request) (*Answer, error) {
	response, err := client.Do(request)
	if err != nil {
		return nil, bare(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, c.cfg.MostBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > c.cfg.MostBytes {
		return nil, fmt.Errorf("the answer is larger than %d bytes: ask for smaller pages", c.cfg.MostBytes)
	}
	return &Answer{
		Method: request.Method, Path: request.URL.Path, Status: response.StatusCode, Header: response.Header, Body: body,
		signed: request.Header.Get("Authorization"),
	}, nil
}

func (c *Client) request(ctx context.Context, r Request) (*http.Request, error) {
	to, err := c.address(r)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, to.String(), bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	if r.Body == nil {
		request.Body, request.GetBody, request.ContentLength = nil, nil, 0
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	if r.Type != "" {
		request.Header.Set("Content-Type", r.Type)
	}
	request.Header.Set("User-Agent", "exeunt")
	return request, nil
}

// address returns where a request goes: never to another host, which would be given our credentials.
func (c *Client) address(r Request) (*url.URL, error) {
	var to *url.URL
	if strings.Contains(r.Path, "://") {
		whole, err := url.Parse(r.Path)
		if err != nil {
			return nil, fmt.Errorf("the application gave an address that is none: %w", err)
		}
		if whole.Scheme != c.base.Scheme || whole.Host != c.base.Host {
			return nil, fmt.Errorf("the application points to another host, %s, which is not given our credentials: name that one in url", whole.Host)
		}
		to = whole
	} else {
		below, err := url.Parse(strings.TrimSuffix(c.base.String(), "/") + "/" + strings.TrimPrefix(r.Path, "/"))
		if err != nil {
			return nil, fmt.Errorf("the path %q is none: %w", r.Path, err)
		}
		to = below
	}
	if len(r.Query) > 0 {
		query := to.Query()
		for name, values := range r.Query {
			query[name] = values
		}
		to.RawQuery = query.Encode()
	}
	return to, nil
}

// failed says why there is no answer. The caller's own end is returned as such.
func (c *Client) failed(ctx, limited context.Context, what string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", what, context.Cause(ctx))
	}
	if errors.Is(err, context.DeadlineExceeded) && limited.Err() != nil {
		return fmt.Errorf("%s: %w", what, context.Cause(limited))
	}
	return fmt.Errorf("%s: %w", what, explain(c.base.String(), err))
}

// bare takes the address from an error: its query may hold what is nobody's business.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// timeoutError says that an answer took too long.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("there was no answer within %s (timeout): is the application overloaded?", e.after)
}

// Is makes the error one of a deadline.
func (e timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }
