package cli

import (
	"context"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// naming returns the names of people.
type naming func([]identity.PersonID) (map[identity.PersonID]string, error)

func namer(ctx context.Context, a desk) naming {
	return func(ids []identity.PersonID) (map[identity.PersonID]string, error) { return a.Names(ctx, ids) }
}

// who writes a person with the id: Chloe Martin (E1042).
func who(id identity.PersonID, names map[identity.PersonID]string) string {
	if name := names[id]; name != "" {
		return name + " (" + string(id) + ")"
	}
	return string(id)
}

// told leaves out of a reason the person under whose name it stands.
func told(reason, person string) string {
	if rest, ok := strings.CutPrefix(reason, person+": "); ok {
		return rest
	}
	return reason
}

// pad puts two spaces before words that follow others on a line.
func pad(words string) string {
	if words == "" {
		return ""
	}
	return "  " + words
}
