package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/postgres"
)

func roles(s *config.System) (connector.Connector, error) {
	p := s.Postgres
	return orNil(postgres.New(postgres.Config{
		Name: s.Name, URL: p.URL, CA: p.CA, Insecure: p.Insecure, User: p.User, Password: password(p.Password),
		Comment: p.Comment, Logins: p.Logins,
		Concurrency: p.Concurrency, Timeout: p.Timeout, Owner: s.Owner,
	}))
}
