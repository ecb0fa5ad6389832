package config

import (
	"net/url"
	"path/filepath"
	"strings"
)

// OnPostgres reports whether the store is a PostgreSQL database; else it is a file.
func (s *Settings) OnPostgres() bool { return isPostgres(s.Store) }

func isPostgres(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

// defaultLedgerKey is a file beside the store; of a database, beside the settings file.
func (s *Settings) defaultLedgerKey(dir string) string {
	if s.OnPostgres() {
		return filepath.Join(dir, "exeunt.key")
	}
	return s.Store + ".key"
}

const storeExpected = "a path (absolute, or relative to this file) or a postgres:// URL without a password"

// storeForm never shows a URL: it could hold a password.
var storeForm = form[string]{
	expected: storeExpected,
	schema:   schema{Type: "string", MinLength: 1},
	read: func(r *reader, v value, into *string) bool {
		text, _ := scalar(v.node)
		if !strings.Contains(text, "://") && !strings.Contains(text, "password=") {
			return path.read(r, v, into)
		}
		if what := wrongStore(text); what != "" {
			r.add(v.position, what, storeExpected)
			return false
		}
		*into = text
		return true
	},
}

func wrongStore(text string) string {
	u, err := url.Parse(text)
	if err != nil || !isPostgres(text) || u.Host == "" && u.Query().Get("host") == "" {
		return "store is neither a path nor the URL of a PostgreSQL database"
	}
	_, clear := u.User.Password()
	if q := u.Query(); clear || q.Has("password") || q.Has("sslpassword") {
		return "the URL of the store holds a password in clear (store-password: env:NAME takes a reference)"
	}
	return ""
}

// ledger is the table of the ledger's settings.
var ledger = section[string]{fields: []field[string]{
	bind(path, func(s *string) *string { return s }, Key{
		Name: "key", Example: "exeunt.key",
		Doc: "The file of the key that signs the ledger, made when it is not there: the name of the store with .key after it when nothing is said.",
	}),
}}
