package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// errNoPage says that there is nothing at an address.
var errNoPage = errors.New("there is no such page")

// end shows the error of a handler as a page: what happened, and what to do next. What is nobody's business is logged and
// not shown.
func (r *request) end(ctx context.Context, err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	status, text := r.fault(err)
	if status == http.StatusInternalServerError {
		r.Log.ErrorContext(ctx, "a page failed", "page", r.http.Pattern, "error", err)
	}
	page := faultPage{frame: r.frame(r.say.t("That did not work"), ""), Status: status, Text: text}
	if err := r.show(status, "fault", page); err != nil {
		r.Log.ErrorContext(ctx, "the page of an error failed", "error", err)
	}
}

type faultPage struct {
	frame
	Status int
	Text   string
}

// fault is the table of what went wrong: its status and its words.
func (r *request) fault(err error) (status int, text string) {
	var (
		usage     *app.UsageError
		forbidden *access.ForbiddenError
		invalid   *access.InvalidError
		wait      *access.WaitError
		blind     *app.BlindError
		tooLarge  *http.MaxBytesError
		nobody    *access.NoOperatorError
	)
	switch {
	case errors.Is(err, errNoPage), errors.As(err, &nobody):
		return http.StatusNotFound, r.say.t("There is no such page.")
	case errors.As(err, &forbidden):
		return http.StatusForbidden, forbidden.Error()
	case errors.As(err, &usage):
		return http.StatusBadRequest, r.say.Reason(usage.Error())
	case errors.As(err, &invalid):
		return http.StatusBadRequest, invalid.Error()
	case errors.As(err, &wait):
		return http.StatusTooManyRequests, wait.Error()
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, r.say.t("That is too large.")
	case errors.As(err, &blind):
		return http.StatusConflict, blind.Error()
	}
	return http.StatusInternalServerError, r.say.t("Something is wrong on our side. It was written down; nothing was changed.")
}
