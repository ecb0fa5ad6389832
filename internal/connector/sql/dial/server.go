package dial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strconv"
	"time"

	mysql "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
)

// Server is a database server, and who we are there. Its methods say all of a connection themselves: nothing of it comes
// from the environment or the home of this process.
type Server struct {
	Address

	CA       string // the path of a PEM file, or the PEM itself; empty: the authorities that this machine trusts
	Insecure bool   // no TLS
	User     string
	Password func(ctx context.Context) (string, error) // asked for at each new connection; nil: the server asks for none
	Timeout  time.Duration                             // of one connection attempt
}

// SettingsError says what of the settings could not be had: the password, the authority's file. It needs no more words.
type SettingsError struct{ error }

// Unwrap returns what went wrong.
func (e SettingsError) Unwrap() error { return e.error }

// Postgres returns the settings of connections to a database of a PostgreSQL server. Unlock must be called on each copy
// of them before it connects.
func (s *Server) Postgres(database string) (*pgx.ConnConfig, error) {
	port, err := strconv.ParseUint(s.Port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port %q of url is no port", s.Port)
	}
	to, err := pgx.ParseConfig("host=localhost sslmode=disable")
	if err != nil {
		return nil, errors.New("the PG... variables of the environment of this process cannot be read: take them away")
	}
	to.Host, to.Port, to.Database, to.User, to.Password = s.Host, uint16(port), database, s.User, ""
	to.Fallbacks, to.ConnectTimeout = nil, s.Timeout
	to.RuntimeParams = map[string]string{"application_name": "exeunt"}
	return to, nil
}

// Unlock fetches what a connection is kept private with: the authority of the server's certificate, and our password.
func (s *Server) Unlock(ctx context.Context, to *pgx.ConnConfig) (err error) {
	if !s.Insecure {
		if to.TLSConfig, err = TLS(s.Host, s.CA); err != nil {
			return SettingsError{err}
		}
	}
	to.Password, err = s.password(ctx)
	return err
}

func (s *Server) password(ctx context.Context) (string, error) {
	if s.Password == nil {
		return "", nil
	}
	password, err := s.Password(ctx)
	if err != nil {
		return "", SettingsError{fmt.Errorf("the password of %s: %w", s.User, err)}
	}
	return password, nil
}

// MySQL returns the settings of connections to a MariaDB or MySQL server, with variables of the session. Waiting for a
// lock ends before our own time does: then the server says that nothing was changed.
func (s *Server) MySQL(variables map[string]string) (*mysql.Config, error) {
	to := mysql.NewConfig()
	to.Net, to.Addr, to.User, to.DBName = "tcp", s.Listens(), s.User, s.Database
	to.Timeout, to.ReadTimeout, to.WriteTimeout = s.Timeout, s.Timeout, s.Timeout
	to.Logger = log.New(io.Discard, "", 0) // what it would say comes back as an error too
	wait := strconv.Itoa(max(1, int(s.Timeout.Seconds()/2)))
	to.Params = map[string]string{"lock_wait_timeout": wait, "innodb_lock_wait_timeout": wait}
	for name, value := range variables {
		to.Params[name] = value
	}
	err := to.Apply(mysql.BeforeConnect(func(ctx context.Context, to *mysql.Config) (err error) {
		if !s.Insecure {
			if to.TLS, err = TLS(s.Host, s.CA); err != nil {
				return SettingsError{err}
			}
		}
		to.Passwd, err = s.password(ctx)
		return err
	}))
	return to, err
}
