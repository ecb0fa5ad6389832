package web

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// explain says why an application gave no answer, and what to do next.
func explain(address string, err error) error {
	if bad, ok := errors.AsType[settingError](err); ok {
		return bad
	}
	if connector.IsPermanent(err) {
		return err
	}
	if hint := hint(address, err); hint != "" {
		return fmt.Errorf("%w: %s", err, hint)
	}
	return err
}

func hint(address string, err error) string {
	if hint := certificateHint(address, err); hint != "" {
		return hint
	}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "the name is not known: is url spelled right?"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there: is the application running, and the port of url the right one?"
	case errors.As(err, new(tls.RecordHeaderError)):
		return "that port does not speak TLS: is the port of url the right one?"
	case strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return "that port does not speak TLS: is the port of url the right one?"
	case refusedHandshake(err):
		return "the application refused the handshake: does it want a certificate of ours (client-cert)?"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the application hung up before its answer was whole"
	}
	return ""
}

// refusedHandshake reports an alert of the other side of TLS.
func refusedHandshake(err error) bool {
	e, ok := errors.AsType[*net.OpError](err)
	return ok && e.Op == "remote error"
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
