package wire

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"
)

// Endpoint says where a directory listens, and how the connection to it becomes private.
type Endpoint struct {
	URL      string // ldaps://HOST[:PORT] or ldap://HOST[:PORT]
	CA       string // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	StartTLS bool   // on ldap://
	Timeout  time.Duration
}

// Dial connects and makes the connection private; nobody has signed in yet. The timeout is that of each later call, too.
func (e Endpoint) Dial(ctx context.Context) (*Conn, error) {
	limited, cancel := context.WithTimeoutCause(ctx, e.Timeout, TimeoutError{e.Timeout})
	defer cancel()
	raw, err := e.connect(limited)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, ExplainConnect(e.URL, err)
	}
	protocol := goldap.NewConn(raw, true)
	protocol.Start()
	return &Conn{raw: raw, LDAP: protocol, timeout: e.Timeout}, nil
}

// connect returns a connection that is private, or a plain one for ldap:// without StartTLS.
func (e Endpoint) connect(ctx context.Context) (net.Conn, error) {
	u, err := url.Parse(e.URL)
	if err != nil {
		return nil, err
	}
	trusted, err := e.trusted()
	if err != nil {
		return nil, err
	}
	port := cmp.Or(u.Port(), map[string]string{"ldap": "389", "ldaps": "636"}[u.Scheme])
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil || u.Scheme == "ldap" && !e.StartTLS {
		return raw, err
	}
	private, err := secure(ctx, raw, e.StartTLS, &tls.Config{ServerName: u.Hostname(), RootCAs: trusted, MinVersion: tls.VersionTLS12})
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return private, nil
}

// trusted returns the authorities that the settings name; nil: those of this machine.
func (e Endpoint) trusted() (*x509.CertPool, error) {
	if e.CA == "" {
		return nil, nil
	}
	pem, from := []byte(e.CA), "the ca of the settings"
	if !strings.Contains(e.CA, "-----BEGIN") {
		var err error
		if pem, err = os.ReadFile(e.CA); err != nil {
			return nil, caError{fmt.Errorf("ca: %w: name a PEM file that this user may read", err)}
		}
		from = e.CA
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, caError{fmt.Errorf("ca: %s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", from)}
	}
	return pool, nil
}

// caError says what is wrong with ca; it needs no more words.
type caError struct{ error }

// secure speaks TLS over raw, after the StartTLS request (RFC 4511, 4.14) where asked for. The library's own StartTLS
// takes no context and hides why a certificate was refused.
func secure(ctx context.Context, raw net.Conn, startTLS bool, cfg *tls.Config) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	defer stop()
	if startTLS {
		if err := requestTLS(raw); err != nil {
			return nil, errors.Join(context.Cause(ctx), err)
		}
	}
	private := tls.Client(raw, cfg)
	if err := private.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(context.Cause(ctx), err)
	}
	return private, nil
}

const oidStartTLS = "1.3.6.1.4.1.1466.20037"

func requestTLS(raw net.Conn) error {
	message := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "LDAP Request")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 1, "MessageID"))
	request := ber.Encode(ber.ClassApplication, ber.TypeConstructed, goldap.ApplicationExtendedRequest, nil, "StartTLS")
	request.AppendChild(ber.NewString(ber.ClassContext, ber.TypePrimitive, 0, oidStartTLS, "OID"))
	message.AppendChild(request)
	if _, err := raw.Write(message.Bytes()); err != nil {
		return err
	}
	answer, err := ber.ReadPacket(raw)
	if err != nil {
		return err
	}
	return goldap.GetLDAPError(answer)
}
