package sql

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// reply is an error that the database itself answered with.
type reply struct {
	text   string
	code   string
	later  bool // the same may go well at another time
	unsure bool // the database went away: nobody knows what became of it
}

// Error returns what the database said.
func (r reply) Error() string { return r.text + " (code " + r.code + ")" }

// saidBy returns the database's own answer, if the error is one.
func saidBy(err error) (reply, bool) {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return reply{
			text: e.Message, code: e.Code,
			later:  slices.Contains([]string{"40", "53", "55"}, e.Code[:2]) || e.Code == "57P03" || e.Code == "57014",
			unsure: e.Code == "57P01" || e.Code == "57P02",
		}, true
	}
	if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return reply{
			text: e.Message, code: fmt.Sprint(e.Number),
			later:  slices.Contains([]uint16{1040, 1203, 1205, 1213, 1226}, e.Number),
			unsure: slices.Contains([]uint16{1053, 1077, 1079, 1317}, e.Number),
		}, true
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return reply{
			text: e.Error(), code: fmt.Sprint(e.Code()),
			later:  primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED,
			unsure: primary == sqlite3.SQLITE_INTERRUPT || primary == sqlite3.SQLITE_IOERR,
		}, true
	}
	return reply{}, false
}

// explain gives an error its class. What the database refused before the end of a transaction was not done.
func (c *client) explain(doing string, err error) error {
	said, ok := err.(reply) //nolint:errorlint // only explainConnect hands one over, as it is
	if !ok {
		said, ok = saidBy(err)
	}
	switch {
	case err == nil:
		return nil
	case !ok || said.unsure:
		return fmt.Errorf("%s: %w", doing, err)
	case said.later:
		return &connector.ThrottledError{Err: fmt.Errorf("%s: the database is busy: %w", doing, err)}
	}
	return connector.Permanent(fmt.Errorf("%s: the database refuses: %w", doing, err))
}
