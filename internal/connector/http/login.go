package http

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// login signs us in by a request of the description, and keeps what it gave until the application says that it is over.
type login struct {
	c *Connector

	mu    sync.Mutex
	token string // empty: none is asked for on requests, or we are not signed in
	in    bool
}

// Sign signs us in where we are not, and puts the token on the request.
func (l *login) Sign(ctx context.Context, client *http.Client, request *http.Request) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.in {
		if err := l.enter(ctx, client); err != nil {
			return err
		}
		l.in = true
	}
	if l.token != "" {
		request.Header.Set(or(l.c.api.Login.Header, "Authorization"), l.c.api.Login.Prefix+l.token)
	}
	return nil
}

func (l *login) enter(ctx context.Context, client *http.Client) error {
	given, err := l.ask(ctx, client)
	if err != nil {
		return err
	}
	d := l.c.api.Login
	if err := l.c.fault(ctx, &d.Request, given); err != nil {
		return l.refused(err, given.Status)
	}
	if d.Token == "" {
		return nil
	}
	if l.token, err = l.c.text(ctx, api.ScopeAnswer, d.Token, given.vars); err == nil && l.token == "" {
		err = errors.New("the answer to the login holds no token, by the description")
	}
	return err
}

// refused says why we are not let in, and nothing of what was answered: that may repeat the password.
func (l *login) refused(err error, status int) error {
	if after, throttled := connector.IsThrottled(err); throttled {
		return &connector.ThrottledError{After: after, Err: fmt.Errorf("the application asks us to wait before it lets %s in (%d)", l.c.cfg.User, status)}
	}
	if status >= http.StatusInternalServerError {
		return fmt.Errorf("the application met a fault of its own when it was to let %s in (%d): see its log", l.c.cfg.User, status)
	}
	return connector.Permanent(fmt.Errorf("the application does not let %s in (%d): see to user and password in sign-in", l.c.cfg.User, status))
}

// ask sends the login by itself: a request of the client would want to be signed in first.
func (l *login) ask(ctx context.Context, client *http.Client) (*answer, error) {
	password, err := l.c.cfg.Password(ctx)
	if err != nil {
		return nil, fmt.Errorf("the password of %s: %w", l.c.cfg.User, err)
	}
	r, err := l.c.request(ctx, api.ScopeLogin, &l.c.api.Login.Request, l.c.with("user", l.c.cfg.User, "password", password))
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, strings.TrimSuffix(l.c.cfg.Web.URL, "/")+"/"+strings.TrimPrefix(r.Path, "/"), bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	request.URL.RawQuery = r.Query.Encode()
	request.Header = r.Header
	if r.Type != "" {
		request.Header.Set("Content-Type", r.Type)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	given := &web.Answer{Method: r.Method, Path: request.URL.Path, Status: response.StatusCode, Header: response.Header, Body: body}
	return &answer{given, l.c.shown(given)}, nil
}

// Ended reports whether the answer says that our sign-in is over, and forgets it. Another call may have signed in anew
// meanwhile; then that one is kept.
func (l *login) Ended(a *web.Answer) bool {
	ended := a.Status == http.StatusUnauthorized
	if text := l.c.api.Login.Ended; text != "" {
		is, err := l.c.truth(context.Background(), api.ScopeAnswer, text, l.c.shown(a))
		ended = err == nil && is
	}
	if !ended {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.in, l.token = false, ""
	return true
}
