package wire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"syscall"

	goldap "github.com/go-ldap/ldap/v3"
)

// ExplainConnect says why there is no private connection, and what to do next.
func ExplainConnect(address string, err error) error {
	if bad, ok := errors.AsType[caError](err); ok {
		return bad
	}
	return fmt.Errorf("connect to %s: %w: %s", address, err, connectHint(address, err))
}

func connectHint(address string, err error) string {
	if hint := certificateHint(address, err); hint != "" {
		return hint
	}
	code, _ := Said(err)
	var dns *net.DNSError
	switch {
	case code != 0:
		return "the server does not offer StartTLS there: write ldaps://, or set up TLS on the server"
	case errors.As(err, &dns):
		return "the name is not known: is url spelled right?"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there: is the server running, and the port of url the right one?"
	case errors.As(err, new(tls.RecordHeaderError)):
		return "that port does not speak TLS: write ldap:// with start-tls: true, or name the port of ldaps"
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "the server hung up: is it the port of ldaps (for the port of ldap, write ldap:// with start-tls: true), and does it take connections from this machine?"
	}
	return "can this machine reach that one (network, firewall)?"
}

// certificateHint returns what to do about a certificate, empty when the error is about something else.
func certificateHint(address string, err error) string {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &unknown):
		return "the certificate is signed by an authority that is not trusted: name its PEM file in ca"
	case errors.As(err, &name):
		return fmt.Sprintf("the certificate is made out to another name than %s: write in url a name that stands in the certificate, or have a new one made", host(address))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet: renew it, and see to the clock of this machine"
	case errors.As(err, &invalid):
		return "the certificate cannot be accepted: have a new one made"
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "the certificate cannot be checked: see to ca in the settings"
	}
	return ""
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}

// Said returns the directory's own result code and its name; zero when the error is not the directory's.
func Said(err error) (code uint16, name string) {
	e, ok := errors.AsType[*goldap.Error](err)
	if !ok || e.ResultCode >= goldap.ErrorNetwork {
		return 0, ""
	}
	return e.ResultCode, goldap.LDAPResultCodeMap[e.ResultCode]
}
