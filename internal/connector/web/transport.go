package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// transport makes the connections, with the certificates of the settings.
func (c *Config) transport(ctx context.Context) (*http.Transport, error) {
	private := &tls.Config{MinVersion: tls.VersionTLS12}
	var err error
	if private.RootCAs, err = c.trusted(); err != nil {
		return nil, err
	}
	if private.Certificates, err = c.shown(ctx); err != nil {
		return nil, err
	}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: c.Timeout}).DialContext,
		TLSClientConfig:     private,
		MaxConnsPerHost:     c.Concurrency,
		MaxIdleConnsPerHost: c.Concurrency,
		IdleConnTimeout:     time.Minute,
	}, nil
}

// settingError says what is wrong with the settings; it needs no more words.
type settingError struct{ error }

// trusted returns the authorities that the settings name; nil: those of this machine.
func (c *Config) trusted() (*x509.CertPool, error) {
	if c.CA == "" {
		return nil, nil
	}
	text, from := []byte(c.CA), "the ca of the settings"
	if !strings.Contains(c.CA, "-----BEGIN") {
		var err error
		if text, err = os.ReadFile(c.CA); err != nil {
			return nil, fmt.Errorf("ca: %w: name a PEM file that this user may read", err)
		}
		from = c.CA
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("ca: %s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", from)
	}
	return pool, nil
}

// shown returns the certificate that we show; none where the settings name none.
func (c *Config) shown(ctx context.Context) ([]tls.Certificate, error) {
	if c.ClientCert == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.ClientCert)
	if err != nil {
		return nil, fmt.Errorf("client-cert: %w: name a PEM file that this user may read", err)
	}
	key := text
	if c.ClientKey != nil {
		secret, err := c.ClientKey(ctx)
		if err != nil {
			return nil, fmt.Errorf("client-key: %w", err)
		}
		key = []byte(secret)
	}
	pair, err := tls.X509KeyPair(text, key)
	if err != nil {
		return nil, errors.New("client-cert and client-key are no pair of a certificate and its key in PEM form")
	}
	return []tls.Certificate{pair}, nil
}
