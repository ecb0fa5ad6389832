package ad_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldap/v3/gssapi"

	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const dc = "ldap/dc1.exeunt.test" // what the domain controller is called in the domain; the labs reach it by its address

func byKerberos(cfg *ad.Config) { cfg.Kerberos = &ad.Kerberos{Service: dc} }

func TestWeSignInByKerberos(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3, byKerberos)
	a := l.account(l.login(1))
	l.do(identity.Suspend, a) // which sets passwords: the connection is private by TLS
	l.door(1, "data 52e")

	keytab := filepath.Join(t.TempDir(), "svc.keytab")
	l.Shell(t, `command samba-tool domain exportkeytab --configfile="$CONF" --principal=svc-exeunt@EXEUNT.TEST `+keytab)
	c := l.connect(func(cfg *ad.Config) {
		cfg.Password, cfg.Kerberos = nil, &ad.Kerberos{Service: dc, Keytab: keytab, KDC: l.Address + ":88"}
	})
	if _, err := c.Lookup(t.Context(), a.Ref.Key); err != nil {
		t.Errorf("with a keytab: %v", err)
	}
}

func TestARefusedKerberosSignInSaysWhatTheDomainMeans(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3)
	l.set(l.dn(1), "userAccountControl", "514")
	broken := filepath.Join(t.TempDir(), "broken.keytab")
	if err := os.WriteFile(broken, []byte("no keys"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*ad.Config)
		final  bool
		want   string
	}{
		"disabled":       {as(l.UPN(l.login(1)), l.password(1)), true, "disabled"},
		"wrong password": {as(l.UPN(l.login(2)), "Wr0ng-Pass!"), true, "password or the keytab is wrong"},
		"unknown":        {as("nobody@exeunt.test", "x"), true, "no such account"},
		"service":        {func(cfg *ad.Config) { cfg.Kerberos = &ad.Kerberos{Service: "ldap/other.exeunt.test"} }, true, "knows no such service"},
		"no KDC":         {func(cfg *ad.Config) { cfg.Kerberos = &ad.Kerberos{Service: dc, KDC: l.Address + ":1"} }, false, "by Kerberos"},
		"no keytab":      {func(cfg *ad.Config) { cfg.Kerberos = &ad.Kerberos{Keytab: "/nowhere/keytab"} }, false, "keytab"},
		"broken keytab":  {func(cfg *ad.Config) { cfg.Kerberos = &ad.Kerberos{Keytab: broken} }, false, "keytab"},
	} {
		_, err := l.connect(byKerberos, c.change).Probe(t.Context())
		if c.final {
			refused(t, err, c.want)
		}
		says(t, err, c.want)
		if err != nil && strings.Contains(err.Error(), "Wr0ng-Pass!") {
			t.Errorf("%s: the error shows the password: %v", name, err)
		}
	}
	_, err := ad.New(ad.Config{Name: "d", URL: "ldaps://dc", Bind: `CORP\x`, Password: secret("z"), Kerberos: &ad.Kerberos{}})
	says(t, err, "NAME@DOMAIN")
}

func TestAKDCThatDoesNotAnswerIsLeftWhenTheCallerGivesUp(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0)
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	defer close(over)
	go func() {
		if conn, err := mute.Accept(); err == nil {
			cancel()
			<-over // it says nothing, and does not hang up either
			conn.Close()
		}
	}()
	c := l.connect(func(cfg *ad.Config) { cfg.Kerberos = &ad.Kerberos{Service: dc, KDC: mute.Addr().String()} })
	if _, err := c.Probe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A ticket that is there goes on after a suspension, and a new one is not given: that is what the clock counts down.
func TestATicketGoesOnAfterASuspensionAndANewOneIsNotGiven(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1, func(cfg *ad.Config) { cfg.KeepPassword = true })
	cache := filepath.Join(t.TempDir(), "cache")
	run := func(input, name string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Env = append(os.Environ(), "KRB5_CONFIG="+l.Krb5Conf, "KRB5CCNAME=FILE:"+cache, "LC_ALL=C")
		cmd.Stdin = strings.NewReader(input)
		said, err := cmd.CombinedOutput()
		return string(said), err
	}
	who := l.login(1) + "@EXEUNT.TEST"
	if said, err := run(l.password(1)+"\n", "kinit", who); err != nil {
		t.Fatalf("kinit: %v\n%s", err, said)
	}
	if said, err := run("", "kvno", dc); err != nil {
		t.Fatalf("a ticket for %s: %v\n%s", dc, err, said)
	}
	l.do(identity.Suspend, l.account(l.login(1)))

	if said, err := run(l.password(1)+"\n", "kinit", "-c", cache+".new", who); err == nil || !strings.Contains(said, "revoked") {
		t.Errorf("a new sign-in after the suspension: %v\n%s", err, said)
	}
	if said, err := run("", "kvno", "host/dc1.exeunt.test"); err == nil {
		t.Errorf("a new ticket was given after the suspension:\n%s", said)
	}
	held, err := gssapi.NewClientFromCCache(cache, l.Krb5Conf)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	conn, err := l.Domain.Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.GSSAPIBind(held, dc, ""); err != nil {
		t.Errorf("the ticket that was there ended: %v; then the text on what outlives a suspension can be shorter", err)
	}
	if _, err := conn.Search(base(l.dn(1))); err != nil && !goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject) {
		t.Errorf("with the ticket: %v", err)
	}
}
