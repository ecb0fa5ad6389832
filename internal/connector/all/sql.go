package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func sqlPeople(p *config.People) (connector.Connector, error) {
	return orNil(sql.NewPeople(sql.PeopleConfig{
		Database: sqlDatabase(p.Name, &p.SQL.Table),
		Zone:     p.Zone, EndsAt: p.EndsAt, Prefix: p.Prefix, StatusWords: p.SQL.StatusValues,
	}))
}

func sqlAccounts(s *config.System) (connector.Connector, error) {
	t := s.SQL
	return orNil(sql.New(sql.Config{
		Database:     sqlDatabase(s.Name, &t.Table),
		Entitlements: t.Entitlements, Sessions: t.Sessions, Lookup: t.Lookup, Write: statements(t.Write),
		Zone: t.Zone, StatusWords: t.StatusValues, KindWords: t.KindValues,
		Owner: s.Owner, TaskTime: s.Due,
	}))
}

func sqlDatabase(name string, t *config.Table) sql.Database {
	return sql.Database{
		Name: name, URL: t.URL, CA: t.CA, Insecure: t.Insecure, User: t.User, Password: password(t.Password),
		Read: t.Read, Count: t.Count, Concurrency: t.Concurrency, Timeout: t.Timeout,
	}
}

func statements(write map[identity.Verb][]config.Statement) map[identity.Verb][]sql.Statement {
	all := map[identity.Verb][]sql.Statement{}
	for verb, list := range write {
		for _, s := range list {
			all[verb] = append(all[verb], sql.Statement{SQL: s.Do, Rows: s.Rows})
		}
	}
	return all
}
