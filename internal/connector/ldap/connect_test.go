package ldap_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
)

func TestLDAPSAndStartTLSAreVerified(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	authority, err := os.ReadFile(l.CA)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*ldap.Config){
		"ldaps":                func(*ldap.Config) {},
		"StartTLS":             func(cfg *ldap.Config) { cfg.URL, cfg.StartTLS = l.URL, true },
		"the authority put in": func(cfg *ldap.Config) { cfg.CA = string(authority) },
		"by host name":         func(cfg *ldap.Config) { cfg.URL = strings.Replace(cfg.URL, "127.0.0.1", "localhost", 1) },
		"plain on loopback":    func(cfg *ldap.Config) { cfg.URL, cfg.Plaintext = l.URL, true },
	} {
		if got := len(l.read(l.connect(change))); got != 31 {
			t.Errorf("%s: read %d accounts", name, got)
		}
	}
}

func TestEachWayNotToConnectSaysWhatToDo(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	elsewhere := forward(t, "127.0.0.2:0", l.URLTLS)
	silentTLS := newProxy(t, l.URL)
	silentTLS.spoil(refusing(goldap.LDAPResultProtocolError, goldap.ApplicationExtendedRequest), nil)
	expired, expiredCA := expiredServer(t)
	notPEM := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(notPEM, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change    func(*ldap.Config)
		words     []string
		permanent bool
	}{
		"an authority that nobody trusts": {func(cfg *ldap.Config) { cfg.CA = "" }, []string{"not trusted", "ca"}, false},
		"an authority of another server":  {func(cfg *ldap.Config) { cfg.CA = expiredCA }, []string{"not trusted"}, false},
		"StartTLS that nobody trusts": {
			func(cfg *ldap.Config) { cfg.URL, cfg.StartTLS, cfg.CA = l.URL, true, "" },
			[]string{"not trusted"},
			false,
		},
		"a certificate for another name": {
			func(cfg *ldap.Config) { cfg.URL = "ldaps://" + elsewhere },
			[]string{"another name than 127.0.0.2"},
			false,
		},
		"an expired certificate": {
			func(cfg *ldap.Config) { cfg.URL, cfg.CA = "ldaps://"+expired, expiredCA },
			[]string{"has expired", "renew"},
			false,
		},
		"a port that does not speak TLS": {
			func(cfg *ldap.Config) { cfg.URL = strings.Replace(l.URL, "ldap:", "ldaps:", 1) },
			[]string{"connect to ldaps://127.0.0.1", "start-tls"},
			false,
		},
		"a server without StartTLS": {
			func(cfg *ldap.Config) { cfg.URL, cfg.StartTLS = "ldap://"+silentTLS.listener.Addr().String(), true },
			[]string{"does not offer StartTLS"},
			false,
		},
		"a port where nobody listens": {
			func(cfg *ldap.Config) { cfg.URL = "ldaps://" + closedPort(t) },
			[]string{"nothing listens there"},
			false,
		},
		"an authority that is not there": {
			func(cfg *ldap.Config) { cfg.CA = notPEM + ".missing" },
			[]string{"ca:", "no such file"},
			false,
		},
		"an authority that is none": {
			func(cfg *ldap.Config) { cfg.CA = notPEM },
			[]string{"holds no certificate"},
			false,
		},
		"a wrong password": {
			func(cfg *ldap.Config) { cfg.Password = secret("wrong-one") },
			[]string{"does not let cn=exeunt", "password is wrong", "bind"},
			true,
		},
		"an entry that is not there": {
			func(cfg *ldap.Config) { cfg.Bind = "cn=nobody," + l.BaseDN },
			[]string{"does not let cn=nobody"},
			true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := l.connect(c.change).Read(t.Context(), &sink{})
			says(t, err, c.words...)
			if connector.IsPermanent(err) != c.permanent {
				t.Errorf("%v is permanent: %v, want %v", err, !c.permanent, c.permanent)
			}
			if err != nil && (strings.Contains(err.Error(), l.ServicePassword) || strings.Contains(err.Error(), "wrong-one")) {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}

// The code alone does not tell a locked account from a wrong password; the password policy control does.
func TestOurOwnLockIsToldApartFromAWrongPassword(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	c := l.connect(func(cfg *ldap.Config) { cfg.Bind, cfg.Password = l.UserDN("u0001"), secret(l.UserPassword("u0001")) })
	l.set(l.UserDN("u0001"), "pwdAccountLockedTime", forEver)
	_, err := c.Read(t.Context(), &sink{})
	refused(t, err, "account locked")
}

// forward carries whatever comes from an address to the server, unread.
func forward(t testing.TB, address, ldapsURL string) string {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Skipf("no second loopback address here: %v", err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", strings.TrimPrefix(ldapsURL, "ldaps://"))
			if err != nil {
				client.Close()
				return
			}
			go func() { defer client.Close(); _, _ = server.(*net.TCPConn).ReadFrom(client) }()
			go func() { defer server.Close(); _, _ = client.(*net.TCPConn).ReadFrom(server) }()
		}
	}()
	return listener.Addr().String()
}

func closedPort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// expiredServer shakes hands with a certificate of yesterday; the authority that signed it is its own.
func expiredServer(t testing.TB) (address, authority string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "expired"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { defer client.Close(); _ = client.(*tls.Conn).Handshake() }()
		}
	}()
	return listener.Addr().String(), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
