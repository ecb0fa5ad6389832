package ad

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/go-ldap/ldap/v3/gssapi"
	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/keytab"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// Kerberos says how to sign in by Kerberos, inside TLS. An empty field means its default.
type Kerberos struct {
	KDC     string // HOST or HOST:PORT; the host of Config.URL, port 88
	Service string // the principal of the domain controller; ldap/HOST of Config.URL
	Keytab  string // the path of a keytab of Config.Bind; empty: Config.Password is used
}

// kerberos signs a connection in with a ticket. The library's calls take no context, but give up by themselves after some
// seconds: when ctx ends before, they are left to that.
func (c *Connector) kerberos(ctx context.Context, cn *conn) error {
	krb, err := c.kerberosClient(ctx)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- krb.Login() }()
	select {
	case err = <-done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer krb.Destroy()
	if err != nil {
		return explainKerberos(c.cfg.Bind, err)
	}
	service := cmp.Or(c.cfg.Kerberos.Service, "ldap/"+c.host())
	err = cn.Call(ctx, func(context.Context) error { return cn.LDAP.GSSAPIBind(&gssapi.Client{Client: krb}, service, "") })
	return explainKerberos(c.cfg.Bind, err)
}

func (c *Connector) kerberosClient(ctx context.Context) (*client.Client, error) {
	name, realm, _ := strings.Cut(c.cfg.Bind, "@")
	realm = strings.ToUpper(realm)
	kdc := cmp.Or(c.cfg.Kerberos.KDC, c.host())
	if _, _, err := net.SplitHostPort(kdc); err != nil {
		kdc = net.JoinHostPort(kdc, "88")
	}
	conf, err := config.NewFromString(fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = false\n dns_lookup_realm = false\n"+
		" udp_preference_limit = 1\n[realms]\n %s = {\n  kdc = %s\n }\n", realm, realm, kdc))
	if err != nil {
		return nil, fmt.Errorf("kdc %q and bind %q: %w", kdc, c.cfg.Bind, err)
	}
	if c.cfg.Kerberos.Keytab != "" {
		keys, err := loadKeytab(c.cfg.Kerberos.Keytab)
		return client.NewWithKeytab(name, realm, keys, conf, client.DisablePAFXFAST(true)), err
	}
	password, err := c.cfg.Password(ctx)
	if err != nil {
		return nil, fmt.Errorf("the password of %s: %w", c.cfg.Bind, err)
	}
	return client.NewWithPassword(name, realm, password, conf, client.DisablePAFXFAST(true)), nil
}

func loadKeytab(path string) (*keytab.Keytab, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("keytab: %w: name a file that this user may read", err)
	}
	keys := keytab.New()
	if err := keys.Unmarshal(raw); err != nil {
		return nil, fmt.Errorf("keytab: %s is none: %w", path, err)
	}
	return keys, nil
}

func (c *Connector) host() string {
	u, err := url.Parse(c.cfg.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// kerberosRefusals say what the errors of RFC 4120, 7.5.9 mean here. The library gives them as text only.
var kerberosRefusals = map[string]string{
	"KDC_ERR_C_PRINCIPAL_UNKNOWN": "there is no such account: see to bind in the settings",
	"KDC_ERR_S_PRINCIPAL_UNKNOWN": "the domain knows no such service: name the domain controller in url by the name that it has in the domain, or see to service",
	"KDC_ERR_CLIENT_REVOKED":      "the account is disabled, has expired or is locked",
	"KDC_ERR_PREAUTH_FAILED":      "the password or the keytab is wrong",
	"KDC_ERR_KEY_EXPIRED":         "the password has expired: set a new one, and let it never expire",
	"KDC_ERR_ETYPE_NOSUPP":        "the account has no key of a kind that is still allowed: set its password anew",
	"KRB_AP_ERR_SKEW":             "the clock of this machine and that of the domain controller differ by more than five minutes",
}

var kerberosCode = regexp.MustCompile(`K(DC|RB_AP)_ERR_[A-Z_]+`)

// explainKerberos says why we may not sign in. A refusal is permanent, as one of a simple sign-in is.
func explainKerberos(bind string, err error) error {
	if err == nil {
		return nil
	}
	if code := kerberosCode.FindString(err.Error()); kerberosRefusals[code] != "" {
		return connector.Permanent(fmt.Errorf("the domain does not let %s in (%s): %s", bind, code, kerberosRefusals[code]))
	}
	if code, _ := wire.Said(err); code != 0 {
		return explainBind(bind, err)
	}
	return fmt.Errorf("sign in as %s by Kerberos: %w", bind, err)
}
