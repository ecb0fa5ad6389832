package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// Somebody signs in by an identity provider, with the roles of their groups; when the groups are taken away there, so are
// the roles here.
func TestSomebodySignsInByAnIdentityProvider(t *testing.T) {
	t.Parallel()
	provider := systemtest.OIDC(t)
	file := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(file, []byte(provider.ClientSecret), 0o600))
	secret, err := config.ParseSecret("file:"+file, "")
	must(t, err)
	h := newHouseWith(t, func(s *config.Serve) {
		s.Operators.Provider = &config.Provider{
			Issuer: provider.Issuer, ClientID: provider.ClientID, ClientSecret: secret, Name: "Example ID", Insecure: true,
			Scopes: []string{"openid", "email", "profile", "groups"}, GroupsClaim: "groups",
			Roles: map[config.Role][]string{"admin": {"exeunt-admins"}, "approver": {"exeunt-approvers"}},
		}
	})
	b := h.browse(t)
	b.open("/tasks?all=yes")
	b.reads("Sign in by Example ID", "Password")
	b.accessible("the sign-in with a provider")
	b.shoot("sign-in-provider")
	b.signOn("approver")
	b.do(chromedp.WaitVisible(".side-who"))
	if at := eval[string](b, "location.pathname + location.search"); at != "/tasks?all=yes" {
		t.Errorf("after the sign-in the page is %s", at)
	}
	b.reads("Test approver")
	op, err := h.door.Operator(t.Context(), 1)
	must(t, err)
	if op.Login != "approver@exeunt.test" || !op.May(access.Approve) || op.May(access.Administer) {
		t.Errorf("the operator is %+v", op)
	}
	h.recorded(t, "sign-in", "identity provider")

	provider.Groups("approver", "staff")
	other := h.browse(t)
	other.open("/")
	other.signOn("approver")
	other.do(chromedp.WaitVisible(".alert-danger"))
	other.reads("None of your groups gives a role here.")
	b.open("/plans")
	b.reads("Sign in by Example ID")

	nobody := h.browse(t)
	nobody.open("/sign-in/callback?state=x&code=y")
	nobody.reads("Example ID did not let you in.")
	nobody.open("/sign-in/callback?error=access_denied")
	nobody.reads("Example ID did not let you in.")
	nobody.open("/sign-in")
	nobody.signOn("unverified")
	nobody.do(chromedp.WaitVisible(".alert-danger"))
	nobody.reads("does not say that your mail address is verified")
}

// signOn goes to the identity provider, types a name there, and comes back.
func (b *tab) signOn(name string) {
	b.t.Helper()
	b.do(chromedp.Click("#by-provider"), chromedp.WaitVisible("input[name=login]"),
		chromedp.SendKeys("input[name=login]", name), chromedp.SendKeys("input[name=password]", "any"), chromedp.Click("button[type=submit]"),
		chromedp.WaitReady("input[name=prompt][value=consent]"))
	b.do(chromedp.Click("button[type=submit]"))
}
