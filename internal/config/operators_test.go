package config

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const signedOn = `serve:
  trusted-proxies: [10.0.0.7, 2001:db8::/48]
  operators:
    password: false
    provider:
      issuer: https://id.example.com/
      client-id: exeunt
      client-secret: env:OIDC
      roles: {admin: [it, "board"], auditor: [audit]}
`

func TestAnIdentityProviderIsRead(t *testing.T) {
	t.Parallel()
	s := accepted(t, least+signedOn)
	want := Operators{Provider: &Provider{
		Issuer: "https://id.example.com/", ClientID: "exeunt", Name: "Single sign-on", GroupsClaim: "groups",
		Scopes: []string{"openid", "email", "profile"}, Roles: map[Role][]string{"admin": {"it", "board"}, "auditor": {"audit"}},
	}}
	if diff := cmp.Diff(want, s.Serve.Operators, cmpopts.IgnoreTypes(Secret{})); diff != "" {
		t.Errorf("operators (-want +got):\n%s", diff)
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.7/32"), netip.MustParsePrefix("2001:db8::/48")}
	if diff := cmp.Diff(proxies, s.Serve.Proxies, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("proxies (-want +got):\n%s", diff)
	}
}

func TestABadIdentityProviderIsRefused(t *testing.T) {
	t.Parallel()
	for change, want := range map[[2]string]string{
		{"https://id", "http://id"}:                              "issuer is http://",
		{"      client-id: exeunt\n", ""}:                        "client-id is missing",
		{"admin: [it, \"board\"], auditor: [audit]", ""}:         "no group gives a role",
		{"admin: [it, \"board\"]", "boss: [it]"}:                 `unknown key "boss"`,
		{"10.0.0.7,", "proxy.example.com,"}:                      "10.0.0.0/8",
		{signedOn[strings.Index(signedOn, "    provider"):], ""}: "no password and by no provider",
	} {
		if lines := strings.Join(refused(least+strings.Replace(signedOn, change[0], change[1], 1)), "\n"); !strings.Contains(lines, want) {
			t.Errorf("%q: %s, want %q", change, lines, want)
		}
	}
}
