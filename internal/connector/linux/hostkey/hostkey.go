// Package hostkey is a part of the connectors that speak SSH: what is known of a host before it has said anything.
package hostkey

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// Host is what the settings say of a host. It is never taken on trust.
type Host struct {
	Name       string // in reports
	Address    string // host:port
	HostKey    string // its public key; empty: KnownHosts knows it
	KnownHosts string // the path of a known_hosts file
}

// Trust is what is known of a host.
type Trust struct {
	Check      ssh.HostKeyCallback
	Algorithms []string // of the keys that are known, so that the host shows one of those; nil: any
}

// Trust reads what the settings know of the host.
func (h *Host) Trust() (Trust, error) {
	if h.HostKey != "" {
		pinned, _, _, _, err := ssh.ParseAuthorizedKey([]byte(h.HostKey))
		if err != nil {
			return Trust{}, fmt.Errorf("host-key of %s: a public key such as \"ssh-ed25519 AAAA...\" is expected (ssh-keyscan %s prints it): %w", h.Name, h.Name, err)
		}
		return Trust{ssh.FixedHostKey(pinned), algorithms(pinned.Type(), false)}, nil
	}
	check, err := knownhosts.New(h.KnownHosts)
	if err != nil {
		return Trust{}, fmt.Errorf("known-hosts: %w", err)
	}
	text, err := os.ReadFile(h.KnownHosts)
	if err != nil {
		return Trust{}, fmt.Errorf("known-hosts: %w", err)
	}
	t := Trust{Check: check}
	if unknown, ok := errors.AsType[*knownhosts.KeyError](check(h.Address, &net.TCPAddr{}, noKey{})); ok {
		for _, k := range unknown.Want {
			t.Algorithms = append(t.Algorithms, algorithms(k.Key.Type(), bytes.Contains(text, []byte("@cert-authority")))...)
		}
	}
	return t, nil
}

// algorithms returns how a key of this type signs. Certificates come first where an authority is known: a host that has
// none shows its plain key then.
func algorithms(keyType string, certificates bool) []string {
	plain := []string{keyType}
	if keyType == ssh.KeyAlgoRSA {
		plain = []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	if !certificates {
		return plain
	}
	certified := []string{
		ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
		ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
	}
	return append(certified, plain...)
}

// noKey is a key that nobody has: asked about it, a known_hosts file tells which keys it knows.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return nil }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("nobody has this key") }

// Explain says what it means that a host showed a key that is not known of it; nil: that is not the matter.
func (h *Host) Explain(shown string, err error) error {
	unknown, isUnknown := errors.AsType[*knownhosts.KeyError](err)
	_, revoked := errors.AsType[*knownhosts.RevokedError](err)
	switch {
	case isUnknown && len(unknown.Want) == 0:
		return fmt.Errorf("known-hosts knows no key of %s; it shows %s: compare that with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add it", h.Address, shown)
	case revoked:
		return fmt.Errorf("the key that %s shows (%s) is revoked in known-hosts: somebody may stand in between", h.Name, shown)
	case isUnknown, shown != "" && h.HostKey != "" && strings.Contains(err.Error(), "host key"):
		return fmt.Errorf("%s shows another key (%s) than is known of it: it was installed anew, or somebody stands in between; find out before you change the settings", h.Name, shown)
	}
	return nil
}
