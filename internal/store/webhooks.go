package store

import (
	"context"
	"database/sql"
	"errors"
)

// WebhookAt returns the number of the next entry of the ledger that a webhook is to be told. One that is not known yet is
// told from now on.
func (s *Store) WebhookAt(ctx context.Context, name string) (next int64, err error) {
	err = s.row(ctx, `SELECT next FROM webhook WHERE name = ?`, name).Scan(&next)
	if !errors.Is(err, sql.ErrNoRows) {
		return next, err
	}
	err = s.write(ctx, "the webhook "+name, func(t *tx) error {
		if next, err = (ledgerTree{t}).Size(ctx); err != nil {
			return err
		}
		_, err = t.exec(ctx, `INSERT INTO webhook (name, next) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, next)
		return err
	})
	return next, err
}

// WebhookTold keeps that a webhook was told every entry below next.
func (s *Store) WebhookTold(ctx context.Context, name string, next int64) error {
	return s.write(ctx, "what the webhook "+name+" was told", func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE webhook SET next = ? WHERE name = ? AND next < ?`, next, name, next)
		return err
	})
}
