package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Names are the names of people, by their ids. Who is not known is not in them.
type Names struct {
	Names map[identity.PersonID]string `json:"names"`
}

// PersonKey is the id of a person in a list.
type PersonKey string

// Schema bounds it: the tags of a list say nothing of its items.
func (PersonKey) Schema(huma.Registry) *huma.Schema {
	longest := 200
	return &huma.Schema{Type: huma.TypeString, MaxLength: &longest}
}

func (a *API) nameRoutes() {
	type query struct {
		Body struct {
			People []PersonKey `json:"people" maxItems:"1000" nullable:"false"`
		}
	}
	add(a, route{
		method: http.MethodPost, path: "/names", id: "nameThem", tag: "People", right: access.See, summary: "The names of people, by their ids",
		detail: "It changes nothing: the ids are sent as a body because they are many.",
	}, func(ctx context.Context, c *call, in *query) (Names, error) {
		ids := make([]identity.PersonID, len(in.Body.People))
		for i, id := range in.Body.People {
			ids[i] = identity.PersonID(id)
		}
		names, err := c.as().Names(ctx, ids)
		return Names{names}, err
	})
}
