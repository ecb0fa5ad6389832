package dial

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
)

// TLS returns the settings of a connection whose other end must prove that it is host. CA is the path of a PEM file, or
// the PEM itself; empty: the authorities that this machine trusts.
func TLS(host, ca string) (*tls.Config, error) {
	cfg := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if ca == "" {
		return cfg, nil
	}
	pem, from := []byte(ca), "the ca of the settings"
	if !strings.Contains(ca, "-----BEGIN") {
		var err error
		if pem, err = os.ReadFile(ca); err != nil {
			return nil, fmt.Errorf("ca: %w: name a PEM file that this user may read", err)
		}
		from = ca
	}
	cfg.RootCAs = x509.NewCertPool()
	if !cfg.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("ca: %s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", from)
	}
	return cfg, nil
}
