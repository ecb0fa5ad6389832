package systemtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// IdentityProvider is a certified OpenID provider, filled by test/systems/oidc-server: admin, approver, auditor, nobody and
// unverified, each with any password and with mail addresses such as admin@exeunt.test.
type IdentityProvider struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	t            testing.TB
}

// OIDC starts a provider that sends people back to /sign-in/callback on any port of this machine. It skips or fails the
// test where there is none to be had.
func OIDC(t testing.TB) *IdentityProvider {
	t.Helper()
	h := start(t, "oidc", 1)
	return &IdentityProvider{h.endpoint["OIDC_ISSUER"], h.endpoint["OIDC_CLIENT_ID"], h.endpoint["OIDC_CLIENT_SECRET"], t}
}

// Groups changes the groups of an account, from its next sign-in on.
func (p *IdentityProvider) Groups(account string, groups ...string) {
	p.t.Helper()
	address := fmt.Sprintf("%s/groups/%s/%s", p.Issuer, account, strings.Join(groups, ","))
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		p.t.Fatalf("the groups of %s: %s %v", account, answer.Status, err)
	}
}
