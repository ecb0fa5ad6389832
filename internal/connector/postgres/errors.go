package postgres

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// answer is what a code of the server means to us: its class, and what to do next.
type answer struct {
	class func(error) error
	next  string
}

func throttled(err error) error { return &connector.ThrottledError{Err: err} }

func plain(err error) error { return err }

// answers are the codes (PostgreSQL manual, appendix A; by the whole code, else by its class) after which the
// transaction is over and nothing was changed.
var answers = map[string]answer{
	"42501": {connector.Permanent, "the role of the settings (user) may not do it: exeunt check names the command that lets it"},
	"2BP01": {connector.Permanent, "hand over what it owns first, and have a superuser say in each of these databases: DROP OWNED BY and the role"},
	"25006": {connector.Permanent, "this server takes no writes: name the primary in url"},
	"0LP01": {connector.Permanent, "the grant would go in a circle"},
	"3D000": {connector.Permanent, "the database is not there: see to url in the settings"},
	"28":    {connector.Permanent, "see to user and password in the settings, and to pg_hba.conf on the server"},
	"42":    {connector.Permanent, "the server does not take the command"},

	"55P03": {throttled, "somebody else holds a lock on it; try again later"},
	"55006": {throttled, "somebody else uses it; try again later"},
	"57014": {throttled, "the server cancelled it; try again later"},
	"57P03": {throttled, "it is starting or shutting down; try again later"},
	"40":    {throttled, "somebody else changed the same at the same time; try again later"},
	"53":    {throttled, "it is short of connections, memory or disk; try again later"},

	"57P01": {plain, "it is shutting down, or somebody ended our session"},
	"57P02": {plain, "it has crashed and starts again"},
}

// explain gives an answer of the server its class, and says what to do next. An error that is no answer of the server is
// plain.
func explain(err error) error {
	if err == nil {
		return nil
	}
	refused, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	a, known := answers[refused.Code]
	if !known {
		a, known = answers[refused.Code[:2]]
	}
	if !known {
		return fmt.Errorf("the server answers: %w", err)
	}
	said := refused.Message
	if refused.Code == "2BP01" && refused.Detail != "" {
		said += ": " + strings.ReplaceAll(refused.Detail, "\n", ", ")
	}
	return a.class(fmt.Errorf("the server refuses (%s, code %s): %s: %w", said, refused.Code, a.next, err))
}

// explainCommit explains the answer to a commit. What the server says of it is sure only where it says that it rolled
// back.
func explainCommit(err error) error {
	switch code := sqlState(err); {
	case err == nil:
		return nil
	case len(code) == 5 && (code[:2] == "40" || code == "25006"):
		return explain(err)
	}
	return fmt.Errorf("the end of the transaction was not confirmed: %w", err)
}

// explainConnect says why there is no connection to a database, and what to do next.
func (c *Connector) explainConnect(database string, err error) error {
	if ours, ok := errors.AsType[dial.SettingsError](err); ok {
		return ours
	}
	if connector.IsPermanent(err) {
		return err
	}
	if sqlState(err) != "" {
		return explain(fmt.Errorf("sign in to database %s as %s: %w", database, c.cfg.User, errors.Unwrap(asServer(err))))
	}
	return fmt.Errorf("connect to %s: %s: %w", c.address.Listens(), c.address.Hint(err), err)
}

// asServer drops what the driver says around an answer of the server: host, addresses and settings.
func asServer(err error) error {
	e, _ := errors.AsType[*pgconn.PgError](err)
	return fmt.Errorf("%w", e)
}
