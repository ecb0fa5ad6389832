package wire

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
)

func TestWhatCannotBeMadeOnALoopbackIsToldToo(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"the name is not known":             &net.OpError{Op: "dial", Err: &net.DNSError{Name: "ldap.example.com", IsNotFound: true}},
		"does not speak TLS":                tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"},
		"can this machine reach that one":   &net.OpError{Op: "dial", Err: errors.New("no route to host")},
		"the certificate cannot be checked": &tls.CertificateVerificationError{Err: errors.New("no trusted authorities")},
		"did not answer within 30s":         TimeoutError{After: 30_000_000_000},
	} {
		got := ExplainConnect("ldaps://ldap.example.com", err)
		if !strings.Contains(got.Error(), want) || !errors.Is(got, err) {
			t.Errorf("%v is told as %q, want %q", err, got, want)
		}
	}
}
