package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// An operator makes a passkey and signs in with it, without typing anything; a passkey that was removed lets nobody in.
func TestAnOperatorSignsInWithAPasskey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.url = strings.Replace(h.url, "127.0.0.1", "localhost", 1) // a passkey is made for a name
	b := h.setUp(t)
	device := b.authenticator()
	b.open("/me")
	b.makePasskey("the key on my ring")
	b.reads("The passkey is kept", "the key on my ring", "never")
	b.accessible("one's own page with a passkey")
	b.shoot("passkeys")
	b.open("/settings/operators")
	b.reads("Password, Passkey")
	b.submit(`form[action="/sign-out"] button`, `form[data-passkey]`)
	b.accessible("the sign-in with a passkey")
	b.shoot("sign-in-passkey")
	b.submit(`form[data-passkey] button`, ".side-who")
	h.recorded(t, "sign-in", `"how":"passkey"`)

	b.submit(`form[action="/sign-out"] button`, `form[data-passkey]`)
	yes, no := true, false
	for _, broken := range []webauthn.SetResponseOverrideBitsParams{
		{AuthenticatorID: device, IsBogusSignature: &yes, IsBadUV: &no},
		{AuthenticatorID: device, IsBogusSignature: &no, IsBadUV: &yes}, // nobody's finger
	} {
		_, err := chromedp.Call(b.ctx, webauthn.SetResponseOverrideBits, broken)
		must(t, err)
		b.refused()
	}
	_, err := chromedp.Call(b.ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBadUV: &no})
	must(t, err)
	must(t, h.door.RemovePasskey(t.Context(), h.passkey(t), h.admin(t)))
	b.refused()

	stranger := h.browse(t)
	stranger.authenticator()
	stranger.open("/sign-in")
	if answer := eval[string](stranger, post("/sign-in/passkey", `{"ticket": "x", "answer": {}}`)); !strings.HasPrefix(answer, "401") {
		t.Errorf("an answer to no question: %s", answer)
	}
	if answer := eval[string](stranger, post("/me/passkeys/ask", `{}`)); strings.Contains(answer, "challenge") {
		t.Errorf("somebody who has not signed in is asked for a passkey: %s", answer)
	}
}

// post is a script that sends JSON, and gives the status and the answer.
func post(path, body string) string {
	return `(function () { var x = new XMLHttpRequest(); x.open("POST", "` + path + `", false); x.setRequestHeader("Content-Type", "application/json"); x.send('` +
		body + `'); return x.status + " " + x.responseText; })()`
}

func (b *tab) makePasskey(name string) {
	b.t.Helper()
	b.do(chromedp.Click(`details:has(form[data-passkey]) summary`), chromedp.WaitVisible("#passkey-name"), chromedp.SendKeys("#passkey-name", name))
	b.submit(`form[data-passkey] button`, ".alert-success")
}

// authenticator gives the browser a device that makes and shows passkeys, with a finger on it.
func (b *tab) authenticator() webauthn.AuthenticatorID {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{})
	must(b.t, err)
	device, err := chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	must(b.t, err)
	return device.AuthenticatorID
}

// refused shows a passkey that must let nobody in.
func (b *tab) refused() {
	b.t.Helper()
	b.open("/sign-in")
	b.do(chromedp.Click(`form[data-passkey] button`), chromedp.WaitVisible(`form[data-passkey] .alert-danger`))
	b.reads("The passkey does not let you in.")
}
