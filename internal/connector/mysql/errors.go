package mysql

import (
	"errors"
	"fmt"

	driver "github.com/go-sql-driver/mysql"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// answer is what a code of the server means to us: its class, and what to do next.
type answer struct {
	class func(error) error
	next  string
}

func throttled(err error) error { return &connector.ThrottledError{Err: err} }

const (
	mayNot = "the account of the settings (user) may not do it: exeunt check names the command that lets it"
	busy   = "try again later"
)

// answers are the codes (MariaDB and MySQL error reference) after which the statement was not done. After any other
// code, and after an error that is none of the server's, the outcome is unknown until somebody looks.
var answers = map[uint16]answer{
	1040: {throttled, "it has no connection left; " + busy},
	1203: {throttled, "we have too many connections there; " + busy},
	1226: {throttled, "a limit of our account is reached; " + busy},
	1205: {throttled, "somebody else holds a lock; " + busy},
	1213: {throttled, "somebody else holds a lock; " + busy},
	1129: {connector.Permanent, "it has shut this machine out after failed connections: FLUSH HOSTS there lets it in again"},

	1044: {connector.Permanent, mayNot},
	1142: {connector.Permanent, mayNot},
	1143: {connector.Permanent, mayNot},
	1227: {connector.Permanent, mayNot},
	1370: {connector.Permanent, mayNot},
	1410: {connector.Permanent, mayNot},
	1697: {connector.Permanent, mayNot},
	1698: {connector.Permanent, "see to user and password in the settings, and to the hosts that the account is let in from"},
	1045: {connector.Permanent, "see to user and password in the settings, and to the hosts that the account is let in from"},
	1130: {connector.Permanent, "no account there is let in from this machine: make one for the host that the server names"},
	4151: {connector.Permanent, "our own account is locked"},
	1862: {connector.Permanent, "our own password has expired: give the account a new one"},
	1820: {connector.Permanent, "our own password has expired: give the account a new one"},
	1064: {connector.Permanent, "the server does not understand the statement: is it MariaDB 10.4 or MySQL 8.0, or later?"},
	1146: {connector.Permanent, "the server lacks a table of its own: is it MariaDB 10.4 or MySQL 8.0, or later?"},
	1290: {connector.Permanent, "this server takes no writes: name the primary in url"},
	1836: {connector.Permanent, "this server takes no writes: name the primary in url"},
	1305: {connector.Permanent, "what the right was for is no longer there"},
	1049: {connector.Permanent, "what the right was for is no longer there"},
	1959: {connector.Permanent, "the role is no longer there: give the right by hand, by whatever replaced it"},
	3523: {connector.Permanent, "the role is no longer there: give the right by hand, by whatever replaced it"},
	1961: {connector.Permanent, mayNot},
	1962: {connector.Permanent, mayNot},
}

// explain gives an answer of the server its class, and says what to do next. An error that is no answer of the server is
// plain.
func explain(err error) error {
	if err == nil {
		return nil
	}
	said, ok := errors.AsType[*driver.MySQLError](err)
	if !ok {
		return err
	}
	a, known := answers[said.Number]
	if !known {
		return fmt.Errorf("the server answers: %w", err)
	}
	return a.class(fmt.Errorf("the server refuses (%s, code %d): %s: %w", said.Message, said.Number, a.next, err))
}

// explainConnect says why there is no connection, and what to do next.
func (c *Connector) explainConnect(err error) error {
	if ours, ok := errors.AsType[dial.SettingsError](err); ok {
		return ours
	}
	if number(err) != 0 {
		return explain(err)
	}
	return fmt.Errorf("connect to %s: %s: %w", c.address.Listens(), c.address.Hint(err), err)
}
