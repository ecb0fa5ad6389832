package ldap

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

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"
)

// dialer makes signed-in connections.
type dialer struct{ cfg Config }

// dial connects, makes the connection private, signs in and looks at what the directory offers.
func (d dialer) dial(ctx context.Context) (*conn, error) {
	limited, cancel := context.WithTimeoutCause(ctx, d.cfg.Timeout, timeoutError{d.cfg.Timeout})
	defer cancel()
	raw, err := d.connect(limited)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, explainConnect(d.cfg.URL, err)
	}
	wire := goldap.NewConn(raw, true)
	wire.Start()
	cn := &conn{raw: raw, ldap: wire, timeout: d.cfg.Timeout}
	if err := d.signIn(limited, cn); err != nil {
		cn.close()
		return nil, err
	}
	return cn, nil
}

// connect returns a connection that is private, or a plain one to this machine where the settings allow it.
func (d dialer) connect(ctx context.Context) (net.Conn, error) {
	u, err := url.Parse(d.cfg.URL)
	if err != nil {
		return nil, err
	}
	trusted, err := d.trusted()
	if err != nil {
		return nil, err
	}
	port := cmp.Or(u.Port(), map[string]string{"ldap": "389", "ldaps": "636"}[u.Scheme])
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil || u.Scheme == "ldap" && !d.cfg.StartTLS {
		return raw, err
	}
	private, err := secure(ctx, raw, d.cfg.StartTLS, &tls.Config{ServerName: u.Hostname(), RootCAs: trusted, MinVersion: tls.VersionTLS12})
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return private, nil
}

// trusted returns the authorities that the settings name; nil: those of this machine.
func (d dialer) trusted() (*x509.CertPool, error) {
	if d.cfg.CA == "" {
		return nil, nil
	}
	pem, from := []byte(d.cfg.CA), "the ca of the settings"
	if !strings.Contains(d.cfg.CA, "-----BEGIN") {
		var err error
		if pem, err = os.ReadFile(d.cfg.CA); err != nil {
			return nil, caError{fmt.Errorf("ca: %w: name a PEM file that this user may read", err)}
		}
		from = d.cfg.CA
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

func (d dialer) signIn(ctx context.Context, cn *conn) error {
	password, err := d.cfg.Password(ctx)
	if err != nil {
		return fmt.Errorf("the password of %s: %w", d.cfg.Bind, err)
	}
	var told string
	err = cn.call(ctx, func(context.Context) error {
		request := goldap.NewSimpleBindRequest(d.cfg.Bind, password, []goldap.Control{goldap.NewControlBeheraPasswordPolicy()})
		result, err := cn.ldap.SimpleBind(request)
		told = policyAnswer(result)
		return err
	})
	if err != nil {
		return explainBind(d.cfg.Bind, told, err)
	}
	return cn.root.read(ctx, cn, d.cfg.PeopleBase)
}

// policyAnswer returns what the password policy says of the account we sign in as, empty when it says nothing.
func policyAnswer(result *goldap.SimpleBindResult) string {
	if result == nil {
		return ""
	}
	answer, ok := goldap.FindControl(result.Controls, goldap.ControlTypeBeheraPasswordPolicy).(*goldap.ControlBeheraPasswordPolicy)
	if !ok {
		return ""
	}
	return strings.ToLower(answer.ErrorString)
}
