package access

import (
	"context"
	"time"
)

// OwnerLinkFor is how long the link of a message holds.
const OwnerLinkFor = 30 * 24 * time.Hour

// OwnerLink returns the secret of a link by which the owner of an application, a mail address, sees their tasks and
// nothing else, without an account of ours.
func (a *Access) OwnerLink(ctx context.Context, owner string) (string, error) {
	token, at := secret(), a.now()
	return token, a.store.AddOwnerLink(ctx, digest(token), owner, at, at.Add(OwnerLinkFor))
}

// OwnerOf returns whose tasks a link shows; empty when it is no link, or holds no longer.
func (a *Access) OwnerOf(ctx context.Context, token string) (string, error) {
	return a.store.OwnerOfLink(ctx, digest(token), a.now())
}
