package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// Checkpoint is the signed state of the ledger.
type Checkpoint struct {
	Size int64  `json:"size" doc:"How many entries it is about."`
	Root string `json:"root" doc:"The hash over all of them, base64 (RFC 6962)."`
	Key  string `json:"key" doc:"The id of the key that signed."`
	Note string `json:"note" doc:"The signed text (C2SP tlog-checkpoint)."`
}

// Verified is what the server found when it checked its own ledger. An auditor checks an export, with the public key only.
type Verified struct {
	Entries     int64      `json:"entries"`
	Checkpoints int        `json:"checkpoints"`
	Unsigned    int64      `json:"unsigned" doc:"Entries after the newest checkpoint."`
	Checkpoint  Checkpoint `json:"checkpoint"`
}

// EntryProof is one entry with the proof that it is in the signed state.
type EntryProof struct {
	Entry      ledger.Entry `json:"entry"`
	Body       string       `json:"body" doc:"The entry as it was hashed, byte for byte."`
	Proof      []string     `json:"proof" doc:"The audit path of RFC 6962, base64."`
	Checkpoint Checkpoint   `json:"checkpoint"`
}

// LedgerKey is the public half of the key of the ledger.
type LedgerKey struct {
	Key string `json:"key"`
	ID  string `json:"id"`
}

func (a *API) ledgerRoutes() {
	type query struct {
		Page
		Text  string    `query:"q" maxLength:"200" doc:"Somewhere in the entry, whatever the case of ASCII letters."`
		Kind  string    `query:"kind" maxLength:"50" doc:"Such as approval or receipt."`
		Until time.Time `query:"until" doc:"Before this instant."`
	}
	add(a, route{
		path: "/ledger/entries", id: "listEntries", tag: "Ledger", right: access.Audit, summary: "Entries of the ledger, newest first",
		detail: "A search looks at 20,000 entries for one page: a page can be short, and still have a next.",
	}, func(ctx context.Context, c *call, in *query) (List[ledger.Entry], error) {
		before, err := in.number()
		if err != nil {
			return List[ledger.Entry]{}, err
		}
		found, err := c.as().SearchLedger(ctx, app.LedgerQuery{Text: in.Text, Kind: in.Kind, Until: in.Until, Before: before, Limit: in.Limit})
		if err != nil {
			return List[ledger.Entry]{}, err
		}
		out := List[ledger.Entry]{Items: orNone(found.Entries)}
		if found.Next > 0 {
			out.Next = numbered(found.Next)
		}
		return out, nil
	})
	add(a, route{
		path: "/ledger/entries/{seq}", id: "getEntry", tag: "Ledger", right: access.Audit, summary: "One entry, with the proof that it is in the ledger",
	}, entryProof)
	add(a, route{
		path: "/ledger/checkpoint", id: "getCheckpoint", tag: "Ledger", right: access.Audit, summary: "The signed state of the ledger",
	}, func(ctx context.Context, c *call, _ *struct{}) (Checkpoint, error) {
		cp, err := c.as().Checkpoint(ctx)
		return checkpointOf(&cp), err
	})
	add(a, route{
		path: "/ledger/verify", id: "verifyLedger", tag: "Ledger", right: access.Audit, summary: "Check every entry and every checkpoint",
		detail: "What is damaged is told as a problem that names it.",
	}, verifyLedger)
	add(a, route{
		path: "/ledger/key", id: "getLedgerKey", tag: "Ledger", right: access.Audit, summary: "The public key of the ledger",
	}, func(ctx context.Context, c *call, _ *struct{}) (LedgerKey, error) {
		key, err := c.as().LedgerKey(ctx)
		return LedgerKey{key.String(), key.ID()}, err
	})
	a.exportRoute()
}

func checkpointOf(cp *ledger.Checkpoint) Checkpoint {
	return Checkpoint{cp.Size, cp.Root.String(), cp.Key, string(cp.Note)}
}

type entrySeq struct {
	Seq int64 `path:"seq" minimum:"0" maximum:"9007199254740991"`
}

func entryProof(ctx context.Context, c *call, in *entrySeq) (EntryProof, error) {
	p, err := c.as().ProveEntry(ctx, in.Seq)
	if err != nil {
		return EntryProof{}, err
	}
	out := EntryProof{Entry: p.Entry, Body: string(p.Body), Proof: []string{}, Checkpoint: checkpointOf(&p.Checkpoint)}
	for _, hash := range p.Path {
		out.Proof = append(out.Proof, hash.String())
	}
	return out, nil
}

func verifyLedger(ctx context.Context, c *call, _ *struct{}) (Verified, error) {
	key, err := c.as().LedgerKey(ctx)
	if err != nil {
		return Verified{}, err
	}
	report, err := c.as().VerifyLedger(ctx, key)
	if damage := app.LedgerDamage(err); damage != "" {
		return Verified{}, problem(http.StatusConflict, damage)
	}
	return Verified{report.Entries, report.Checkpoints, report.Unsigned, checkpointOf(&report.Checkpoint)}, err
}

// exportRoute gives the whole ledger as one file that can be verified offline. It is streamed, and so has no ETag.
func (a *API) exportRoute() {
	r := route{path: "/ledger/export", id: "exportLedger", tag: "Ledger", right: access.Audit, summary: "The whole ledger as one file that anybody can verify offline"}
	op := a.operation(&r)
	op.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{"application/octet-stream": {}}}}
	huma.Register(a.huma, op, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			_, w := humaUnwrap(hc)
			if err := a.App.ExportLedgerTo(ctx, streamed(w, "application/octet-stream")); err != nil {
				a.Log.WarnContext(ctx, "an export of the ledger ended early", "error", err)
				panic(http.ErrAbortHandler) // the connection breaks: half a file must not look like a whole one
			}
		}}, nil
	})
}

// streamed returns where an answer goes that is not held back.
func streamed(w http.ResponseWriter, kind string) http.ResponseWriter {
	w.Header().Set("Content-Type", kind)
	if k, ok := w.(*kept); ok {
		return k.stream()
	}
	return w
}
