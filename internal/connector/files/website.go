package files

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"time"
)

// website is one file that a web server hands out.
type website struct {
	cfg    *Config
	client *http.Client
	name   string
}

func (c *Config) website(context.Context) (place, error) {
	u, err := url.Parse(c.From)
	if err != nil {
		return nil, err
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CA != "" {
		text, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fmt.Errorf("ca: %w", err)
		}
		settings.RootCAs = x509.NewCertPool()
		if !settings.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("ca: there is no certificate in %s", c.CA)
		}
	}
	name := path.Base(u.Path)
	if name == "/" || name == "." {
		name = "export"
	}
	client := &http.Client{
		Transport: &http.Transport{TLSClientConfig: settings, Proxy: http.ProxyFromEnvironment},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("it sends us elsewhere: name the address that the file really has")
		},
	}
	return &website{c, client, name}, nil
}

// list knows nothing of the file before it is read.
func (w *website) list(context.Context) ([]entry, error) {
	return []entry{{name: w.name, size: -1, written: time.Time{}}}, nil
}

// open asks for the file. An answer that ends before the length that it announced is an error of its reader.
func (w *website) open(ctx context.Context, _ string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.cfg.From, nil)
	if err != nil {
		return nil, err
	}
	if err := w.sign(ctx, r); err != nil {
		return nil, err
	}
	answer, err := w.client.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("the server answers %s", answer.Status)
	}
	return answer.Body, nil
}

func (w *website) sign(ctx context.Context, r *http.Request) error {
	token, tokenErr := reveal(ctx, w.cfg.Token)
	password, passwordErr := reveal(ctx, w.cfg.Password)
	switch {
	case tokenErr != nil || passwordErr != nil:
		return errors.Join(tokenErr, passwordErr)
	case token != "":
		r.Header.Set("Authorization", "Bearer "+token)
	case w.cfg.User != "":
		r.SetBasicAuth(w.cfg.User, password)
	}
	return nil
}

func (w *website) close() { w.client.CloseIdleConnections() }
