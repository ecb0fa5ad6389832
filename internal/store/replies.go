package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ReplyKey is what a program calls one request of its own, so that sending it twice does it once.
type ReplyKey struct {
	Operator int64
	Key      string
}

// Reply is what was answered to a request that a program gave a key.
type Reply struct {
	Request  string // the digest of what was asked
	Begun    time.Time
	Status   int // 0: it has not ended, or nobody lived to keep how
	Location string
	Body     []byte
}

// ClaimReply keeps that a request has begun, unless one with its key did before: then that is returned, and claimed is false.
// What was begun before forget is forgotten.
func (s *Store) ClaimReply(ctx context.Context, key ReplyKey, request string, at, forget time.Time) (before Reply, claimed bool, err error) {
	err = s.write(ctx, "the key of a request", func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM api_reply WHERE begun_at < ?`, micros(forget)); err != nil {
			return err
		}
		added, err := t.exec(ctx, `INSERT INTO api_reply (operator, idem_key, request, begun_at, status, location, body) VALUES (?, ?, ?, ?, 0, '', '')
			ON CONFLICT (operator, idem_key) DO NOTHING`, key.Operator, key.Key, request, micros(at))
		claimed = added > 0
		return err
	})
	if err != nil || claimed {
		return before, claimed, err
	}
	var begun int64
	var body string
	err = s.row(ctx, `SELECT request, begun_at, status, location, body FROM api_reply WHERE operator = ? AND idem_key = ?`, key.Operator, key.Key).
		Scan(&before.Request, &begun, &before.Status, &before.Location, &body)
	before.Begun, before.Body = instant(begun), []byte(body)
	if errors.Is(err, sql.ErrNoRows) { // it was refused meanwhile, and so forgotten
		return s.ClaimReply(ctx, key, request, at, forget)
	}
	return before, false, err
}

// KeepReply keeps what was answered.
func (s *Store) KeepReply(ctx context.Context, key ReplyKey, r Reply) error {
	return s.write(ctx, "the answer to a request", func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE api_reply SET status = ?, location = ?, body = ? WHERE operator = ? AND idem_key = ?`, r.Status, r.Location, string(r.Body), key.Operator, key.Key)
		return err
	})
}

// DropReply forgets a request that was refused: it changed nothing, and may be sent again when it was mended.
func (s *Store) DropReply(ctx context.Context, key ReplyKey) error {
	return s.write(ctx, "the key of a request", func(t *tx) error {
		_, err := t.exec(ctx, `DELETE FROM api_reply WHERE operator = ? AND idem_key = ?`, key.Operator, key.Key)
		return err
	})
}
