// Package client is an edge: the use cases that commands ask for, done by a server through its API.
//
// What it gives is what the use cases of this machine give, so that commands show it the same way. A problem of the server
// comes back as an error that says what the server said.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// Client asks one server.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New returns a client of the server at an address, as people reach its console. The token is sent encrypted, or within this
// machine.
func New(address, token string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, &app.UsageError{What: fmt.Sprintf("--server %s is no address of a server: write https://exeunt.example.com", address)}
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, &app.UsageError{What: "--server needs https beyond this machine: the token would be read by whoever listens"}
	}
	if token == "" {
		return nil, &app.UsageError{What: "--server needs a token: set EXEUNT_TOKEN, or name the file that holds it with --token-file; an operator makes one on their own page of the console"}
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{strings.TrimSuffix(address, "/") + api.Prefix, token, &http.Client{CheckRedirect: stay}}, nil
}

// Problem is what the server refused, and why.
type Problem struct {
	Status int    `json:"status"`
	Type   string `json:"type"`
	Detail string `json:"detail"`
	Errors []struct {
		Message  string `json:"message"`
		Location string `json:"location"`
	} `json:"errors"`
}

// Error says what the server said.
func (p *Problem) Error() string {
	text := p.Detail
	for _, e := range p.Errors {
		text += "; " + e.Location + ": " + e.Message
	}
	return text
}

// Blind reports whether it is not known there who works here.
func (p *Problem) Blind() bool { return p.Type == api.BlindProblem }

// Unwrap makes what was asked for wrongly an error of usage, as it is on this machine.
func (p *Problem) Unwrap() error {
	switch p.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity:
		if !p.Blind() {
			return &app.UsageError{What: p.Error()}
		}
	}
	return nil
}

// get reads what is at a path.
func (c *Client) get(ctx context.Context, path string, query url.Values, into any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.ask(ctx, http.MethodGet, path, nil, into)
}

// post does something, once: the request has a key, and is sent again with it when its answer is lost.
func (c *Client) post(ctx context.Context, path string, body, into any) error {
	return c.ask(ctx, http.MethodPost, path, body, into)
}

func (c *Client) ask(ctx context.Context, method, path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	key, err := rand.Text(), error(nil)
	for try := range 3 {
		var answer *http.Response
		if answer, err = c.send(ctx, method, path, data, key); err == nil {
			defer answer.Body.Close()
			return read(answer, into)
		}
		if ctx.Err() != nil || try == 2 {
			break
		}
		pause := time.NewTimer(time.Duration(try+1) * 300 * time.Millisecond)
		select {
		case <-ctx.Done():
			pause.Stop()
		case <-pause.C:
		}
	}
	return fmt.Errorf("ask the server: %w", err)
}

func (c *Client) send(ctx context.Context, method, path string, body []byte, key string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", key)
	}
	answer, err := c.http.Do(request)
	if failed := (*url.Error)(nil); errors.As(err, &failed) && ctx.Err() == nil {
		err = failed.Err
	}
	return answer, err
}

func read(answer *http.Response, into any) error {
	if answer.StatusCode/100 == 2 {
		if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
			return fmt.Errorf("read the answer of the server: %w", err)
		}
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	p := &Problem{}
	if err := json.Unmarshal(text, p); err != nil || p.Detail == "" {
		return fmt.Errorf("the server answered %s, and not as the API does: is --server the address of the console?", answer.Status)
	}
	return p
}

// pages reads a list page by page, until f wants no more.
func pages[T any](ctx context.Context, c *Client, path string, query url.Values, f func(*T) bool) error {
	if query == nil {
		query = url.Values{}
	}
	query.Set("limit", "500")
	for {
		var page api.List[T]
		if err := c.get(ctx, path, query, &page); err != nil {
			return err
		}
		for i := range page.Items {
			if !f(&page.Items[i]) {
				return nil
			}
		}
		if page.Next == "" {
			return nil
		}
		query.Set("after", page.Next)
	}
}
