package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/exec"
)

func script(s *config.System) (connector.Connector, error) {
	c := s.Exec
	cfg := exec.Config{
		Name: s.Name, Command: c.Command, Dir: c.Dir, Verbs: c.Verbs, Suspended: c.Suspended, Residual: c.Residual,
		Shows: c.Shows, LastSeen: c.LastSeen, Self: c.Self, Concurrency: c.Concurrency, Timeout: c.Timeout,
		Owner: s.Owner, TaskTime: s.Due,
	}
	for _, v := range c.Env {
		cfg.Env = append(cfg.Env, exec.Variable{Name: v.Name, Value: v.Value, Secret: password(v.Secret)})
	}
	return orNil(exec.New(cfg))
}
