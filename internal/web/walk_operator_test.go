package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// An administrator invites somebody, who chooses a password by the link; then they are given another role, and disabled.
func TestAnOperatorIsInvitedComesInAndIsDisabled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	b.open("/settings/operators/new")
	b.do(chromedp.SendKeys("#name", "Bob Bird"), chromedp.SendKeys("#login", "bob@example.test"), chromedp.SendKeys("#why", "new in the team"))
	b.submit("main form .btn-primary", ".alert-danger")
	b.reads("Choose at least one role.")
	b.do(chromedp.Click(`input[value=approver]`))
	b.submit("main form .btn-primary", "#secret")
	b.reads("Send this link to Bob Bird.", "invited")
	b.accessible("an invitation")
	link := b.text("#secret")
	b.do(chromedp.Reload())
	if eval[bool](b, `document.querySelector("#secret") !== null`) {
		t.Error("the link is shown twice")
	}
	bob := h.browse(t)
	bob.do(chromedp.Navigate(link))
	bob.accessible("choosing a password")
	bob.do(chromedp.SendKeys("#password", "password1234"))
	bob.submit("main form .btn-primary", ".alert-danger")
	bob.reads("among the first that are guessed")
	bob.do(chromedp.SendKeys("#password", password))
	bob.submit("main form .btn-primary", ".side-who")
	bob.open("/settings/operators")
	bob.reads("bob@example.test may not administer")
	bob.do(chromedp.Navigate(link))
	bob.reads("was used")

	b.do(chromedp.Reload(), chromedp.Click(`input[value=auditor]`), chromedp.SendKeys("#why", "audits too"))
	b.submit(`form[action="/settings/operators/2"] .btn-primary`, ".alert-success")
	bob.open("/settings/operators/2")
	bob.reads("may not administer")
	b.deed("disable", "left the team")
	b.reads("disabled", "every session of theirs has ended")
	bob.open("/plans")
	bob.reads("Sign in")
	h.recorded(t, "operator-change", "left the team")
}

// What two administrators change at once, one of them sees refused; the last one stays.
func TestAStaleChangeOfAnOperatorIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	b.open("/settings/operators/1")
	ops, err := h.door.Operators(t.Context())
	must(t, err)
	admin := ops[0]
	_, err = h.door.Change(t.Context(), 1, access.Change{Version: admin.Version(), Name: "Ada Lovelace", Roles: admin.Roles, Why: "married"}, &admin)
	must(t, err)
	b.do(chromedp.SendKeys("#why", "a typo"))
	b.submit(`form[action="/settings/operators/1"] .btn-primary`, ".alert-danger")
	b.reads("Somebody else changed this operator")
	b.deed("disable", "tired")
	b.reads("Nobody else could sign in who has the role admin.")
	b.open("/settings/operators/9")
	b.reads("There is no such page.")
}

// deed opens one of the deeds about an operator, and does it.
func (b *tab) deed(name, why string) {
	b.t.Helper()
	form := fmt.Sprintf(`form[action$="/%s"]`, name)
	b.do(chromedp.Click(fmt.Sprintf(`details:has(%s) summary`, form)), chromedp.WaitVisible("#why-"+name), chromedp.SendKeys("#why-"+name, why))
	b.submit(form+" button", ".alert")
}

// submit clicks, and waits for the page that follows to show something.
func (b *tab) submit(button, shows string) {
	b.t.Helper()
	_ = eval[any](b, `document.documentElement.dataset.before = "yes"; 0`)
	b.do(chromedp.Click(button), chromedp.WaitVisible(`html:not([data-before]) `+shows))
}

// Operators change their own password, end their other sessions, and make a token, which is shown once.
func TestOperatorsLookAfterThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	other := h.browse(t)
	other.signIn(ada)
	b.open("/me")
	b.reads("Ada Admin", "this one", "End all the others", "127.0.0.1")
	b.submit(`form[action="/me/sessions/end"]:not(td form) .btn`, ".alert-success")
	other.open("/plans")
	other.reads("Password")

	b.do(chromedp.SendKeys("#old", "something else"), chromedp.SendKeys("#password", "another horse battery"))
	b.submit(`form[action="/me/password"] .btn`, ".alert-danger")
	b.reads("The old password is wrong.")
	b.do(chromedp.SendKeys("#old", password), chromedp.SendKeys("#password", "another horse battery"))
	b.submit(`form[action="/me/password"] .btn`, ".alert-success")

	b.do(chromedp.Click(".choices summary"), chromedp.SendKeys("#token-name", "backup"))
	b.submit(`form[action="/me/tokens"] .btn`, ".alert-danger")
	b.reads("Choose what the token may do.")
	b.do(chromedp.Click(`input[name=scope][value=see]`))
	b.submit(`form[action="/me/tokens"] .btn`, "#secret")
	b.accessible("a new token")
	b.shoot("new-token")
	op, err := h.door.Token(t.Context(), b.text("#secret"))
	must(t, err)
	if op.Login != ada || !op.May(access.See) || op.May(access.Act) {
		t.Errorf("the token acts for %s and may act: %t", op.Login, op.May(access.Act))
	}
	b.open("/settings/tokens")
	b.reads("backup", "Ada Admin", "read everything but the ledger")
	b.submit(`form[action$="/end"] .btn`, ".alert-success")
	b.reads("revoked")
}

// The language that an operator chose is theirs in every browser.
func TestAnOperatorReadsFrench(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	b.open("/me")
	b.do(chromedp.Focus("#language"), chromedp.SendKeys("#language", kb.End))
	b.submit(`form[action="/me/language"] .btn`, `.side-who`)
	b.reads("Votre compte")
	other := h.browse(t)
	other.signIn(ada)
	other.open("/me")
	other.reads("Votre compte")
}

// recorded demands an entry of a kind in the ledger that says something, and from where it was said.
func (h *house) recorded(t *testing.T, kind, says string) {
	t.Helper()
	found := false
	must(t, h.app.LedgerEntries(t.Context(), 50, func(e ledger.Entry) error {
		if e.Kind == kind && strings.Contains(string(e.Body), says) {
			found = true
			if !strings.Contains(string(e.Body), `"from":"127.0.0.1"`) {
				t.Errorf("%s %q says not from where: %s", kind, says, e.Body)
			}
		}
		return nil
	}))
	if !found {
		t.Errorf("the ledger has no %s that says %q", kind, says)
	}
}
