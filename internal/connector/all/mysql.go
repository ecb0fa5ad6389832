package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/mysql"
)

func databaseAccounts(s *config.System) (connector.Connector, error) {
	m := s.MySQL
	return orNil(mysql.New(mysql.Config{
		Name: s.Name, URL: m.URL, CA: m.CA, Insecure: m.Insecure, User: m.User, Password: password(m.Password),
		Concurrency: m.Concurrency, Timeout: m.Timeout, Owner: s.Owner,
	}))
}
