package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// LedgerEntries calls f with the newest entries, oldest of them first.
func (c *Client) LedgerEntries(ctx context.Context, newest int64, f func(ledger.Entry) error) error {
	var found []ledger.Entry
	query := url.Values{"limit": {strconv.FormatInt(min(newest, 500), 10)}}
	for int64(len(found)) < newest {
		var page api.List[ledger.Entry]
		if err := c.get(ctx, "/ledger/entries", query, &page); err != nil {
			return err
		}
		found = append(found, page.Items...)
		if page.Next == "" {
			break
		}
		query.Set("after", page.Next)
	}
	found = found[:min(newest, int64(len(found)))]
	slices.Reverse(found)
	for _, e := range found {
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

// PublicKey returns the public half of the key of the ledger.
func (c *Client) PublicKey(ctx context.Context) (ledger.Verifier, error) {
	var key api.LedgerKey
	if err := c.get(ctx, "/ledger/key", nil, &key); err != nil {
		return ledger.Verifier{}, err
	}
	return ledger.ParseVerifier(key.Key)
}

// ExportLedger writes the ledger into a file of this machine, when it was checked here.
func (c *Client) ExportLedger(ctx context.Context, path string) (ledger.Checkpoint, error) {
	key, err := c.PublicKey(ctx)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	part := filepath.Join(filepath.Dir(path), ".exeunt-"+filepath.Base(path)+".part")
	defer os.Remove(part)
	report, err := c.download(ctx, part, key)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	return report.Checkpoint, os.Rename(part, path)
}

// VerifyLedger checks the ledger here, with a public key: nothing rests on what the server says of it.
func (c *Client) VerifyLedger(ctx context.Context, key ledger.Verifier) (ledger.Report, error) {
	folder, err := os.MkdirTemp("", "exeunt-")
	if err != nil {
		return ledger.Report{}, err
	}
	defer os.RemoveAll(folder)
	return c.download(ctx, filepath.Join(folder, "ledger"), key)
}

func (c *Client) download(ctx context.Context, path string, key ledger.Verifier) (report ledger.Report, err error) {
	answer, err := c.send(ctx, http.MethodGet, "/ledger/export", nil, "")
	if err != nil {
		return report, fmt.Errorf("ask the server: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return report, read(answer, nil)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return report, err
	}
	_, err = io.Copy(file, answer.Body)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return report, fmt.Errorf("write %s: %w", path, err)
	}
	return app.VerifyExport(path, key)
}
