package directory

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// authority signs the certificate that the server shows. Its own certificate and key are kept in the directory's folder.
type authority struct {
	pem         []byte
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

const (
	authorityLife = 10 * 365 * 24 * time.Hour
	serverLife    = 365 * 24 * time.Hour // a new one is signed at each start
	clockSlack    = time.Hour            // a client's clock may be behind by that
)

// openAuthority reads ca.crt and ca.key in a folder, and makes them when neither is there.
func openAuthority(folder string) (*authority, error) {
	certificateFile, keyFile := filepath.Join(folder, "ca.crt"), filepath.Join(folder, "ca.key")
	certificate, err := os.ReadFile(certificateFile)
	key, keyErr := os.ReadFile(keyFile)
	if errors.Is(err, fs.ErrNotExist) && errors.Is(keyErr, fs.ErrNotExist) {
		return makeAuthority(certificateFile, keyFile, time.Now())
	}
	if err := errors.Join(err, keyErr); err != nil {
		return nil, fmt.Errorf("the demo's certificate authority: %w; remove what is left of ca.crt and ca.key to have both made anew", err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, fmt.Errorf("%s and %s: %w; remove both to have them made anew", certificateFile, keyFile, err)
	}
	signer, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: an ECDSA key is expected; remove it and ca.crt to have both made anew", keyFile)
	}
	return &authority{pem: certificate, certificate: pair.Leaf, key: signer}, nil
}

func makeAuthority(certificateFile, keyFile string, now time.Time) (*authority, error) {
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "Exeunt demo CA"},
		NotBefore:             now.Add(-clockSlack),
		NotAfter:              now.Add(authorityLife),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	a := &authority{certificate: template}
	certificate, key, err := a.sign(template)
	if err != nil {
		return nil, err
	}
	if a.certificate, err = x509.ParseCertificate(certificate); err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	a.key, a.pem = key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	return a, errors.Join(
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600),
		os.WriteFile(certificateFile, a.pem, 0o644))
}

// serverConfig signs a certificate for this machine's loopback names.
func (a *authority) serverConfig(now time.Time) (*tls.Config, error) {
	certificate, key, err := a.sign(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "Exeunt demo directory"},
		NotBefore:   now.Add(-clockSlack),
		NotAfter:    now.Add(serverLife),
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}},
	}, nil
}

// sign makes a key and a certificate of it; an authority without a key signs its own.
func (a *authority) sign(template *x509.Certificate) ([]byte, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, nil, err
	}
	signer := a.key
	if signer == nil {
		signer = key
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, signer)
	return certificate, key, err
}
