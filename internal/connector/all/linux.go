package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/linux"
)

func hosts(s *config.System) (connector.Connector, error) {
	h := s.Linux
	cfg := linux.Config{
		Name: s.Name, User: h.User, Key: password(h.Key), Passphrase: password(h.Passphrase), KnownHosts: h.KnownHosts,
		Program: h.Program, NoSudo: !h.Sudo,
		UIDMin: h.UIDMin, UIDMax: h.UIDMax, SystemUsers: linux.SystemUsers(h.SystemUsers),
		Concurrency: h.Concurrency, Timeout: h.Timeout, Owner: s.Owner,
	}
	for _, one := range h.Hosts {
		cfg.Hosts = append(cfg.Hosts, linux.Host(one))
	}
	return orNil(linux.New(cfg))
}
