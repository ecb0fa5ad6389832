package dial

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
)

// Hint says what to do about a connection that did not come about.
func (a Address) Hint(err error) string {
	if hint := a.certificateHint(err); hint != "" {
		return hint
	}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "the name " + a.Host + " is not known: is url spelled right?"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens on " + a.Listens() + ": is the server running, and the port of url the right one?"
	case errors.As(err, new(tls.RecordHeaderError)):
		return "that port does not speak TLS: switch TLS on at the server"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the server hung up: does it take connections from this machine?"
	}
	return "can this machine reach " + a.Listens() + " (network, firewall)?"
}

// certificateHint returns what to do about a certificate, empty when the error is about something else.
func (a Address) certificateHint(err error) string {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &unknown):
		return "the certificate is signed by an authority that is not trusted: name its PEM file in ca"
	case errors.As(err, &name):
		return fmt.Sprintf("the certificate is made out to another name than %s: write in url a name that stands in the certificate, or have a new one made", a.Host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet: renew it, and see to the clock of this machine"
	case errors.As(err, &invalid), errors.As(err, new(*tls.CertificateVerificationError)):
		return "the certificate cannot be accepted: see to ca in the settings, or have a new one made"
	}
	return ""
}
