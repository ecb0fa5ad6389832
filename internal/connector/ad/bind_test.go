package ad_test

import (
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
)

func TestARefusedSignInSaysWhatTheDomainMeans(t *testing.T) {
	t.Parallel()
	l := newLab(t, 6)
	l.set(l.dn(1), "userAccountControl", "514")
	l.set(l.dn(2), "accountExpires", "134000000000000000")
	l.set(l.dn(3), "pwdLastSet", "0")
	l.set(l.dn(4), "logonHours", strings.Repeat("\x00", 21))
	for n, want := range map[int][]string{
		1: {"data 533", "disabled"},
		2: {"data 701", "expired"},
		3: {"data 773", "must be changed"},
		4: {"data 530", "logon hours"},
	} {
		_, err := l.connect(as(l.UPN(l.login(n)), l.password(n))).Probe(t.Context())
		refused(t, err, append(want, l.login(n))...)
		if strings.Contains(err.Error(), l.password(n)) {
			t.Errorf("the error shows the password: %v", err)
		}
	}
	_, err := l.connect(as(l.UPN(l.login(5)), "Wr0ng-Pass!")).Probe(t.Context())
	refused(t, err, "data 52e", "password is wrong")
	if strings.Contains(err.Error(), "Wr0ng-Pass!") {
		t.Errorf("the error shows the password: %v", err)
	}
	if _, err := l.connect(as(l.UPN(l.login(6)), l.password(6))).Probe(t.Context()); err != nil {
		t.Errorf("a user without any right is let in, and told what is missing: %v", err)
	}
}

func as(bind, password string) func(*ad.Config) {
	return func(cfg *ad.Config) { cfg.Bind, cfg.Password = bind, secret(password) }
}

// The answers that Samba does not give, as Windows words them.
func TestTheCodesOfWindowsAreReadToo(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	p := newProxy(t, l.Domain)
	for code, want := range map[string]string{
		"525": "no such account", "52f": "restriction", "531": "workstations", "532": "password has expired", "568": "too many groups", "775": "locked",
		"999": "see to bind and password",
	} {
		p.spoil(func(request *ber.Packet) verdict {
			if operation(request) != goldap.ApplicationBindRequest {
				return verdict{}
			}
			return verdict{answer: with(request, goldap.LDAPResultInvalidCredentials,
				"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data "+code+", v4563")}
		}, nil)
		_, err := l.connect(p.through).Probe(t.Context())
		refused(t, err, "data "+code, want)
	}
}

func TestAServerThatIsNoDomainIsNamedSo(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	p := newProxy(t, l.Domain)
	p.spoil(nil, func(answer *ber.Packet) verdict {
		if operation(answer) == goldap.ApplicationSearchResultEntry {
			return verdict{lose: true}
		}
		return verdict{}
	})
	_, err := l.connect(p.through).Probe(t.Context())
	says(t, err, "no Active Directory domain controller", "kind: ldap")
	if connector.IsPermanent(err) {
		t.Errorf("it may be another server tomorrow: %v", err)
	}
}

func TestWhatIsWrongWithTheConnectionIsSaid(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	for want, change := range map[string]func(*ad.Config){
		"name its PEM file in ca":    func(cfg *ad.Config) { cfg.CA = "" },
		"nothing listens there":      func(cfg *ad.Config) { cfg.URL = "ldaps://" + l.Address + ":1" },
		"no certificate in PEM form": func(cfg *ad.Config) { cfg.CA = l.Krb5Conf },
	} {
		_, err := l.connect(change).Probe(t.Context())
		says(t, err, want)
	}
	if _, err := l.connect(func(cfg *ad.Config) { cfg.URL, cfg.StartTLS = "ldap://"+l.Address, true }).Probe(t.Context()); err != nil {
		t.Errorf("with StartTLS: %v", err)
	}
}

func TestBadSettingsAreRefusedAllAtOnce(t *testing.T) {
	t.Parallel()
	good := ad.Config{Name: "d", URL: "ldaps://dc", Bind: "x@y", Password: secret("z")}
	for want, change := range map[string]func(*ad.Config){
		"name: the domain":         func(c *ad.Config) { c.Name = "" },
		"bind: the account":        func(c *ad.Config) { c.Bind = "" },
		"password: the password":   func(c *ad.Config) { c.Password = nil },
		"ldaps://HOST":             func(c *ad.Config) { c.URL = "dc" },
		"only a host and a port":   func(c *ad.Config) { c.URL = "ldaps://u:p@dc" },
		"global catalogue":         func(c *ad.Config) { c.URL = "ldaps://dc:3269" },
		"take start-tls away":      func(c *ad.Config) { c.StartTLS = true },
		"open connection":          func(c *ad.Config) { c.URL = "ldap://dc" },
		"base \"x\" is no dist":    func(c *ad.Config) { c.Base = "x" },
		"no longer be read":        func(c *ad.Config) { c.Base, c.MoveTo = "OU=a,DC=x", "OU=b,DC=x" },
		"RFC 4515":                 func(c *ad.Config) { c.Filter = "(" },
		"login \"a b\" is no name": func(c *ad.Config) { c.Attributes.Login = "a b" },
		"page-size 2000":           func(c *ad.Config) { c.PageSize = 2000 },
		"concurrency -1":           func(c *ad.Config) { c.Concurrency = -1 },
		"timeout -1ns":             func(c *ad.Config) { c.Timeout = -1 },
		"max-ticket-age -1ns":      func(c *ad.Config) { c.TicketAge = -1 },
	} {
		cfg := good
		change(&cfg)
		if _, err := ad.New(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want %q", err, want)
		}
	}
	_, err := ad.New(ad.Config{})
	says(t, err, "name", "bind", "password", "url")
}
