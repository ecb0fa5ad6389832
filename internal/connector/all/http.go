package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http"
)

func httpApplication(s *config.System) (connector.Connector, error) {
	h := s.HTTP
	cfg := http.Config{Name: s.Name, Web: connection(&h.Web, s.Rate), API: *h.API, With: h.With, User: h.SignIn.User, Self: h.Self, Owner: s.Owner}
	if h.API.Login != nil {
		cfg.Web.SignIn, cfg.Password = nil, password(h.SignIn.Password)
	}
	return orNil(http.New(cfg))
}
