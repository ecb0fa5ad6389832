package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
)

// ours is what is told when something is wrong on our side: nothing of it is anybody's business but the log's.
const ours = "something is wrong on our side; it was written into the log of the server"

// BlindProblem is the type of the problem that it is not known who works here.
const BlindProblem = "urn:exeunt:problem:blind"

// problem is what went wrong, as RFC 9457 wants it told.
func problem(status int, detail string) *huma.ErrorModel {
	return &huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: detail}
}

// refuse answers with a problem.
func refuse(w http.ResponseWriter, p *huma.ErrorModel) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // whoever asked has gone
}

// problemOf is the table of what went wrong: its status, and its words. What is nobody's business is logged and not told.
//
//	it is not there                                     404
//	who asks may not                                    403
//	it makes no sense                                   400
//	it makes sense, but not now: stale, done, rejected  409
//	it is not known who works here                      409
//	everything else is our fault                        500
func (a *API) problemOf(ctx context.Context, operation string, err error) *huma.ErrorModel {
	var (
		told      *huma.ErrorModel
		forbidden *access.ForbiddenError
		invalid   *access.InvalidError
		missing   *app.MissingError
		conflict  *app.ConflictError
		usage     *app.UsageError
		nobody    *app.NoPersonError
		nothing   *app.NoSystemError
		stale     *apply.StaleError
		blind     *app.BlindError
	)
	switch {
	case errors.As(err, &told):
		return told
	case errors.As(err, &forbidden):
		return problem(http.StatusForbidden, forbidden.Error())
	case errors.As(err, &missing), errors.As(err, &nobody), errors.As(err, &nothing):
		return problem(http.StatusNotFound, err.Error())
	case errors.As(err, &blind):
		p := problem(http.StatusConflict, err.Error())
		p.Type = BlindProblem
		return p
	case errors.As(err, &conflict), errors.As(err, &stale):
		return problem(http.StatusConflict, err.Error())
	case errors.As(err, &usage), errors.As(err, &invalid):
		return problem(http.StatusBadRequest, err.Error())
	case errors.Is(err, context.Canceled):
		return problem(http.StatusServiceUnavailable, "the request was cut short")
	}
	a.Log.ErrorContext(ctx, "an operation of the API failed", "operation", operation, "error", err)
	return problem(http.StatusInternalServerError, ours)
}
