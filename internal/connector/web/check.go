package web

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// check returns the base address, or every problem of the settings, joined.
func (c *Config) check() (*url.URL, error) {
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("url: %w", bare(err))
	}
	err = errors.Join(c.checkURL("url", base), c.checkNumbers(), c.checkToken())
	if c.ClientKey != nil && c.ClientCert == "" {
		err = errors.Join(err, errors.New("client-key is written without client-cert: name the file of the certificate"))
	}
	return base, err
}

// checkURL sees to it that no credential and no answer ever crosses a network in clear.
func (c *Config) checkURL(key string, u *url.URL) error {
	switch {
	case u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%s %q: https://HOST/PATH is expected", key, u.Redacted())
	case u.User != nil:
		return fmt.Errorf("%s %q: credentials have keys of their own (sign-in)", key, u.Redacted())
	case u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("%s %q: nothing is expected after the path", key, u.Scheme+"://"+u.Host+u.Path)
	case u.Scheme == "https":
		return nil
	case !c.Insecure:
		return fmt.Errorf("%s %q sends the credentials in clear: write https://", key, u.Redacted())
	case !loopback(u.Hostname()):
		return fmt.Errorf("%s %q: insecure is for an application on this machine only: write https://", key, u.Redacted())
	}
	return nil
}

// checkToken looks at where a token is asked for: the secret goes there.
func (c *Config) checkToken() error {
	flow, ok := c.SignIn.(*OAuth)
	if !ok {
		return nil
	}
	u, err := url.Parse(flow.TokenURL)
	if err != nil {
		return fmt.Errorf("token-url: %w", bare(err))
	}
	if flow.ID == "" || flow.Secret == nil {
		err = errors.New("client-id or client-secret is missing beside token-url")
	}
	return errors.Join(err, c.checkURL("token-url", u))
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Config) checkNumbers() error {
	switch {
	case c.Concurrency < 1 || c.Concurrency > 256:
		return fmt.Errorf("concurrency %d: 1 to 256 is expected", c.Concurrency)
	case c.Timeout < 0:
		return fmt.Errorf("timeout %s: more than nothing is expected", c.Timeout)
	}
	return nil
}
