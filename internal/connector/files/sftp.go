package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/connector/linux/hostkey"
)

// remote is a folder of another machine.
type remote struct {
	raw    net.Conn
	client *ssh.Client
	files  *sftp.Client
	dir    string
	stop   func() bool
}

// dial signs in. The connection is closed when ctx ends, under whatever is done on it.
func (c *Config) dial(ctx context.Context) (place, error) {
	u, err := url.Parse(c.From)
	if err != nil {
		return nil, err
	}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "22")
	}
	signer, err := c.signer(ctx)
	if err != nil {
		return nil, err
	}
	known := hostkey.Host{Name: u.Hostname(), Address: address, HostKey: c.HostKey, KnownHosts: c.KnownHosts}
	trust, err := known.Trust()
	if err != nil {
		return nil, err
	}
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("reach %s: %w", address, err)
	}
	r := &remote{raw: raw, dir: path.Clean("/" + u.Path), stop: context.AfterFunc(ctx, func() { _ = raw.Close() })}
	if err := r.signIn(c.User, address, signer, &known, trust); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *remote) signIn(user, address string, signer ssh.Signer, known *hostkey.Host, trust hostkey.Trust) error {
	var refusal error
	settings := &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.PublicKeys(signer)}, HostKeyAlgorithms: trust.Algorithms,
		HostKeyCallback: func(name string, from net.Addr, key ssh.PublicKey) error {
			if err := trust.Check(name, from, key); err != nil {
				refusal = known.Explain(key.Type()+" "+ssh.FingerprintSHA256(key), err)
			}
			return refusal
		},
	}
	conn, channels, requests, err := ssh.NewClientConn(r.raw, address, settings)
	if err != nil && refusal != nil {
		return refusal
	}
	if err != nil {
		return fmt.Errorf("sign in to %s as %s: %w", address, user, err)
	}
	r.client = ssh.NewClient(conn, channels, requests)
	r.files, err = sftp.NewClient(r.client)
	return err
}

func (c *Config) signer(ctx context.Context) (ssh.Signer, error) {
	text, err := c.Key(ctx)
	if err != nil {
		return nil, err
	}
	passphrase, err := reveal(ctx, c.Passphrase)
	if err != nil {
		return nil, err
	}
	var signer ssh.Signer
	if passphrase == "" {
		signer, err = ssh.ParsePrivateKey([]byte(text + "\n"))
	} else {
		signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(text+"\n"), []byte(passphrase))
	}
	if err != nil {
		return nil, errors.New("what is kept as key is no private key of OpenSSH or PEM, or its passphrase is another one: see to key in the settings")
	}
	return signer, nil
}

func (r *remote) list(context.Context) ([]entry, error) {
	found, err := r.files.ReadDir(r.dir)
	if err != nil {
		return nil, fmt.Errorf("look into %s: %w", r.dir, err)
	}
	var list []entry
	for _, info := range found {
		if info.Mode().IsRegular() {
			list = append(list, entry{info.Name(), info.Size(), info.ModTime()})
		}
	}
	return list, nil
}

func (r *remote) open(_ context.Context, name string) (io.ReadCloser, error) {
	return r.files.Open(path.Join(r.dir, name))
}

func (r *remote) close() {
	r.stop()
	_ = r.raw.Close()
	if r.files != nil {
		_ = r.files.Close()
	}
	if r.client != nil {
		_ = r.client.Close()
		_ = r.client.Wait()
	}
}
