package linux

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/linux/hostkey"
)

// dialer signs in to one host.
type dialer struct {
	cfg  *Config
	host Host
}

func (d *dialer) known() *hostkey.Host {
	return &hostkey.Host{Name: d.host.Name, Address: d.host.address(), HostKey: d.host.HostKey, KnownHosts: d.cfg.KnownHosts}
}

// errRefused says that the host showed a key that is not its own.
var errRefused = errors.New("the host key is refused")

// dial connects and signs in. An error that is permanent would be the same again: a key that is not known, a sign-in
// that is refused.
func (d *dialer) dial(ctx context.Context) (*conn, error) {
	known, err := d.known().Trust()
	if err != nil {
		return nil, connector.Permanent(err)
	}
	signer, err := d.signer(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.cfg.Timeout, timeoutError{d.host.Name, d.cfg.Timeout})
	defer cancel()
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", d.host.address())
	if err != nil {
		return nil, fmt.Errorf("reach %s: %w", d.host.Name, causeOf(ctx, err))
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	client, err := d.handshake(raw, known, signer)
	if !stop() || err != nil {
		_ = raw.Close()
		return nil, causeOf(ctx, err)
	}
	return &conn{host: d.host.Name, raw: raw, client: client, timeout: d.cfg.Timeout}, nil
}

// handshake checks the key of the host, whatever the library makes of our answer, and signs in.
func (d *dialer) handshake(raw net.Conn, known hostkey.Trust, signer ssh.Signer) (*ssh.Client, error) {
	var shown string
	var refusal error
	settings := &ssh.ClientConfig{
		User: d.cfg.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(signer)}, HostKeyAlgorithms: known.Algorithms,
		HostKeyCallback: func(name string, remote net.Addr, key ssh.PublicKey) error {
			shown = key.Type() + " " + ssh.FingerprintSHA256(key)
			if refusal = known.Check(name, remote, key); refusal != nil {
				return errRefused
			}
			return nil
		},
	}
	c, channels, requests, err := ssh.NewClientConn(raw, d.host.address(), settings)
	switch {
	case refusal != nil:
		return nil, connector.Permanent(d.known().Explain(shown, refusal))
	case err != nil && passing(err):
		return nil, fmt.Errorf("sign in to %s: %w", d.host.Name, err)
	case err != nil:
		return nil, connector.Permanent(fmt.Errorf("%s does not let %s in: is the public half of the key in its authorized_keys there, and the account not expired? (%w)", d.host.Name, d.cfg.User, err))
	}
	return ssh.NewClient(c, channels, requests), nil
}

// passing reports an error of the network, which may be another one next time.
func passing(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

func (d *dialer) signer(ctx context.Context) (ssh.Signer, error) {
	text, err := d.cfg.Key(ctx)
	if err != nil {
		return nil, err
	}
	if d.cfg.Passphrase == nil {
		signer, err := ssh.ParsePrivateKey([]byte(text + "\n"))
		if _, locked := errors.AsType[*ssh.PassphraseMissingError](err); locked {
			return nil, connector.Permanent(errors.New("the private key has a passphrase: name where that is kept (passphrase)"))
		}
		return signer, notAKey(err)
	}
	passphrase, err := d.cfg.Passphrase(ctx)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKeyWithPassphrase([]byte(text+"\n"), []byte(passphrase))
	return signer, notAKey(err)
}

// notAKey tells nothing of what was found there.
func notAKey(err error) error {
	if err == nil {
		return nil
	}
	return connector.Permanent(errors.New("what is kept as key is no private key of OpenSSH or PEM, or its passphrase is another one: see to key in the settings"))
}

// timeoutError says that a host did not answer in time. What was asked may have been done.
type timeoutError struct {
	host  string
	after time.Duration
}

func (e timeoutError) Error() string {
	return fmt.Sprintf("%s did not answer within %s: see whether it is overloaded, or give it more time with timeout in the settings", e.host, e.after)
}

// Timeout makes it a net.Error's kind of timeout.
func (timeoutError) Timeout() bool { return true }

// causeOf returns why ctx ended where it did, else err.
func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
