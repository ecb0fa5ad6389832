package app

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// What the API keeps of requests that programs gave a key. It never imports the store.
type (
	// Reply is what was answered to a request.
	Reply = store.Reply
	// ReplyKey is what a program calls a request.
	ReplyKey = store.ReplyKey
)

// ReplyKept is how long what was answered is kept.
const ReplyKept = 24 * time.Hour

// ClaimReply keeps that a request has begun, unless one with its key did before: then that is returned, and claimed is false.
func (a *App) ClaimReply(ctx context.Context, key ReplyKey, request string) (before Reply, claimed bool, err error) {
	return a.store.ClaimReply(ctx, key, request, a.now(), a.now().Add(-ReplyKept))
}

// KeepReply keeps what was answered.
func (a *App) KeepReply(ctx context.Context, key ReplyKey, r Reply) error {
	return a.store.KeepReply(ctx, key, r)
}

// DropReply forgets a request that was refused.
func (a *App) DropReply(ctx context.Context, key ReplyKey) error { return a.store.DropReply(ctx, key) }
