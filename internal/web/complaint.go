package web

import (
	"errors"
	"net/http"
	"unicode"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// complaint is the table of what is told to somebody on the form that they filled in; empty: it is no matter of the form.
func (r *request) complaint(err error) (status int, fault string) {
	var wait *access.WaitError
	var invalid *access.InvalidError
	t := r.say.t
	switch {
	case errors.Is(err, access.ErrSignIn):
		return http.StatusUnauthorized, t("The name or the password is wrong.")
	case errors.As(err, &wait):
		return http.StatusTooManyRequests, t("Too many failed sign-ins. Try again after %s.", wait.Until.In(r.say.zone).Format("15:04:05"))
	case errors.As(err, &invalid):
		return http.StatusBadRequest, sentence(t(invalid.What))
	case errors.Is(err, access.ErrSetup):
		return http.StatusForbidden, t("The set-up link is wrong, was used, or is older than 30 minutes. Start the server again for a new one.")
	case errors.Is(err, access.ErrInvitation):
		return http.StatusForbidden, t("The link is wrong, was used, was replaced, or is older than 3 days. Ask an administrator for a new one.")
	case errors.Is(err, access.ErrNotLocal):
		return http.StatusForbidden, t("Nobody signs in with a password here. Sign in by the identity provider, or with a passkey.")
	case errors.Is(err, access.ErrPasskey):
		return http.StatusUnauthorized, t("The passkey does not let you in. Try again, or sign in another way.")
	case errors.Is(err, access.ErrNoSite):
		return http.StatusConflict, t("Passkeys need an address with a name, such as https://exeunt.example.com.")
	case errors.Is(err, access.ErrStale):
		return http.StatusConflict, t("Somebody else changed this operator in the meantime. Nothing was changed: look at them again.")
	case errors.Is(err, access.ErrLastAdmin):
		return http.StatusConflict, t("Nobody else could sign in who has the role admin. Give somebody else that role first; nothing was changed.")
	}
	return r.complaintOfProvider(err)
}

// complaintOfProvider is the same for whoever comes by an identity provider.
func (r *request) complaintOfProvider(err error) (status int, fault string) {
	var refused *access.ProviderError
	t := r.say.t
	switch {
	case errors.Is(err, access.ErrNoGroups):
		return http.StatusForbidden, t("The identity provider says nothing of groups. The settings must name the claim (groups-claim) and the scopes that it needs.")
	case errors.As(err, &refused):
		return http.StatusBadGateway, t("%s did not let you in. Try again; if it stays so, the log of the server says why.", refused.Name)
	case errors.Is(err, access.ErrNoRole):
		return http.StatusForbidden, t("None of your groups gives a role here. Ask whoever looks after the groups.")
	case errors.Is(err, access.ErrNoMail):
		return http.StatusForbidden, t("The identity provider gives no mail address of yours.")
	case errors.Is(err, access.ErrUnverified):
		return http.StatusForbidden, t("The identity provider does not say that your mail address is verified.")
	case errors.Is(err, access.ErrDisabled):
		return http.StatusForbidden, t("You may sign in no more. Ask an administrator.")
	}
	return 0, ""
}

// sentence writes what is wrong as a sentence of its own.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}
