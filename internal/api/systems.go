package api

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// System is a connected source of people, or a system with accounts.
type System struct {
	Name        string        `json:"name"`
	Kind        string        `json:"kind"`
	People      bool          `json:"people" doc:"It says who works here; else it has accounts."`
	Read        time.Time     `json:"read,omitzero" doc:"When it was last read whole."`
	Written     time.Time     `json:"written,omitzero" doc:"When what was read was made; missing: it was live."`
	TookSeconds float64       `json:"took_seconds,omitempty" doc:"How long the reading took."`
	Seen        int           `json:"seen" doc:"How many people or accounts then."`
	Before      int           `json:"before" doc:"How many the time before; -1: there was none."`
	Enabled     int           `json:"enabled" doc:"Accounts that open the door, by the newest pass; -1: not known."`
	Gap         *snapshot.Gap `json:"gap,omitempty" doc:"Why the newest pass could not read it whole."`
	Can         []Capability  `json:"can"`
	Owner       string        `json:"owner,omitempty" doc:"Who does what we cannot."`
}

// Capability is what can be done there, and by whom.
type Capability struct {
	Verb       identity.Verb `json:"verb"`
	By         connector.By  `json:"by" enum:"connector,task,none"`
	Reversible bool          `json:"reversible"`
	Loses      string        `json:"loses,omitempty"`
	Note       string        `json:"note,omitempty"`
}

func (a *API) systemRoutes() {
	add(a, route{
		path: "/systems", id: "listSystems", tag: "Systems", right: access.See, summary: "The sources and systems of the settings, and how each is doing",
	}, func(ctx context.Context, c *call, _ *struct{}) (List[System], error) {
		found, err := c.as().Systems(ctx)
		return List[System]{Items: each(found, systemOf)}, err
	})
	add(a, route{
		path: "/systems/{name}", id: "getSystem", tag: "Systems", right: access.See, summary: "How one is doing",
	}, func(ctx context.Context, c *call, in *SystemName) (System, error) {
		s, err := c.as().System(ctx, in.Name)
		if err != nil {
			return System{}, err
		}
		return systemOf(s), nil
	})
}

func systemOf(s *app.SystemState) System {
	out := System{
		Name: s.Name, Kind: s.Description.Kind, People: s.People, Read: s.Read.At, Written: s.Read.Written, TookSeconds: s.Read.Took.Seconds(), Seen: s.Read.Seen,
		Before: s.Read.Before, Enabled: s.Enabled, Gap: s.Gap, Can: []Capability{}, Owner: s.Description.Owner,
	}
	for _, k := range s.Description.Capabilities {
		out.Can = append(out.Can, Capability{k.Verb, k.By, k.Reversible, k.Loses, k.Note})
	}
	return out
}
