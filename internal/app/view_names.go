package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Names returns the names of people as the last complete readings knew them, also of those who vanished. Who is not
// known is not in the map.
func (a *App) Names(ctx context.Context, ids []identity.PersonID) (map[identity.PersonID]string, error) {
	names := make(map[identity.PersonID]string, len(ids))
	for i := range a.Settings.People {
		people, err := a.store.Recall(ctx, a.Settings.People[i].Name, ids)
		if err != nil {
			return nil, err
		}
		for i := range people {
			names[people[i].ID] = people[i].Name()
		}
	}
	return names, nil
}
