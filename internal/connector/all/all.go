// Package all is the explicit list of connectors: one entry of the settings in, the connector that it describes out.
//
// Nothing registers itself: a kind that is not in the switches below does not exist.
package all

import (
	"fmt"

	"golang.org/x/time/rate"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
)

// People returns the connector of one source of people. It does no I/O.
func People(p *config.People) (connector.Connector, error) {
	switch p.Kind {
	case config.CSV:
		return csvPeople(p)
	case config.Files:
		return filesPeople(p)
	case config.SQL:
		return sqlPeople(p)
	case config.LDAP, config.AD, config.Postgres, config.MySQL, config.SCIMKind, config.HTTPKind, config.Linux, config.Exec:
	}
	return nil, fmt.Errorf("%s: people cannot be read from a source of kind %q; write kind: csv, files or sql", p.Name, p.Kind)
}

// System returns the connector of one system. It does no I/O. Where the connector is an io.Closer, the caller closes it.
func System(s *config.System) (connector.Connector, error) {
	c, err := system(s)
	if err != nil {
		return nil, err
	}
	return wrap.Classify(paced(c, s), classes(s.Classify)), nil
}

// paced keeps a connector to the rate of the settings. Those over HTTP keep to it by themselves, with every request.
func paced(c connector.Connector, s *config.System) connector.Connector {
	if s.Rate.Every() == 0 || s.Kind == config.SCIMKind || s.Kind == config.HTTPKind {
		return c
	}
	return wrap.Limit(c, rate.NewLimiter(rate.Every(s.Rate.Every()), 1))
}

func classes(list []config.Class) []wrap.Class {
	var all []wrap.Class
	for _, c := range list {
		all = append(all, wrap.Class(c))
	}
	return all
}

func system(s *config.System) (connector.Connector, error) {
	switch s.Kind {
	case config.CSV:
		return csvAccounts(s)
	case config.Files:
		return filesAccounts(s)
	case config.LDAP:
		return directory(s)
	case config.AD:
		return domain(s)
	case config.Postgres:
		return roles(s)
	case config.MySQL:
		return databaseAccounts(s)
	case config.SQL:
		return sqlAccounts(s)
	case config.SCIMKind:
		return scimApplication(s)
	case config.HTTPKind:
		return httpApplication(s)
	case config.Linux:
		return hosts(s)
	case config.Exec:
		return script(s)
	}
	return nil, fmt.Errorf("%s: there is no kind %q of system; write kind: ldap, ad, postgres, mysql, sql, scim, http, linux, exec, csv or files", s.Name, s.Kind)
}
