package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// connection turns what the settings say of an application into how it is spoken to.
func connection(w *config.Web, r config.Rate) web.Config {
	return web.Config{
		URL: w.URL, CA: w.CA, Insecure: w.Insecure, ClientCert: w.ClientCert, ClientKey: password(w.ClientKey),
		SignIn: signIn(&w.SignIn), Timeout: w.Timeout, Concurrency: w.Concurrency, Every: r.Every(),
	}
}

// signIn returns the way that the settings name; nil: none.
func signIn(s *config.SignIn) web.SignIn {
	switch {
	case !s.Token.IsZero():
		return web.Bearer(s.Token.Reveal)
	case s.User != "":
		return web.Basic{User: s.User, Password: s.Password.Reveal}
	case s.Header != "":
		return web.Header{Name: s.Header, Secret: s.Key.Reveal}
	case s.TokenURL != "":
		return &web.OAuth{TokenURL: s.TokenURL, ID: s.ClientID, Secret: s.ClientSecret.Reveal, Scopes: s.Scope}
	}
	return nil
}
