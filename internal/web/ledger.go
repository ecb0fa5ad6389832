package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

func (c *Console) ledgerRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /ledger", c.with(access.Audit, c.ledgerPage))
	mux.HandleFunc("GET /ledger/{seq}", c.with(access.Audit, c.entryPage))
	mux.HandleFunc("GET /ledger/{seq}/proof.json", c.with(access.Audit, c.entryProof))
	mux.HandleFunc("GET /ledger/checkpoint.txt", c.with(access.Audit, c.checkpointFile))
	mux.HandleFunc("GET /ledger/key.pub", c.with(access.Audit, c.ledgerKeyFile))
	mux.HandleFunc("GET /ledger/ledger.txt", c.with(access.Audit, c.ledgerFile))
	mux.HandleFunc("POST /ledger/verify", c.with(access.Audit, c.verifyLedger))
}

type ledgerPage struct {
	frame
	Query   app.LedgerQuery
	Until   string // the day that was typed
	Kinds   []choice
	Entries []ledgerLine
	Size    int64
	More    string // the address of the next page; empty: the beginning was reached
	From    int64  // the smallest number that was looked at
	Fault   string
}

// ledgerLine is one entry in words.
type ledgerLine struct {
	ledger.Entry
	What   string // the kind in words
	Person identity.PersonID
	Name   string // of the person; empty: not known
	Facts  string
}

func (c *Console) ledgerPage(ctx context.Context, r *request) error {
	page := &ledgerPage{frame: r.frame(r.say.t("Ledger"), "/ledger"), Until: r.form("until")}
	page.Query = app.LedgerQuery{Text: r.form("q"), Kind: r.form("kind"), Limit: rowsShown}
	page.Query.Before, _ = strconv.ParseInt(r.form("before"), 10, 64) // what is no number is the first page
	status := http.StatusOK
	if page.Until != "" {
		until, err := r.lastDay("until")
		if err != nil {
			page.Fault, status = err.Error(), http.StatusBadRequest
		}
		page.Query.Until = until
	}
	found, err := c.App.SearchLedger(ctx, page.Query)
	if err != nil {
		return err
	}
	page.Size, page.From = found.Size, found.Searched
	if page.Entries, err = c.entries(ctx, r, found.Entries); err != nil {
		return err
	}
	if found.Next > 0 {
		next := r.query("before")
		next.Set("before", strconv.FormatInt(found.Next, 10))
		page.More = "/ledger?" + next.Encode()
	}
	for _, kind := range entryKinds {
		page.Kinds = append(page.Kinds, choice{kind, r.say.EntryKind(kind), kind == page.Query.Kind})
	}
	return r.show(status, "ledger", page)
}

// entries returns entries in words, with the names of the people whom they are about.
func (c *Console) entries(ctx context.Context, r *request, found []ledger.Entry) ([]ledgerLine, error) {
	lines := make([]ledgerLine, 0, len(found))
	var people []identity.PersonID
	for i := range found {
		line := r.say.entry(&found[i])
		lines = append(lines, line)
		if line.Person != "" {
			people = append(people, line.Person)
		}
	}
	names, err := c.App.Names(ctx, people)
	for i := range lines {
		lines[i].Name = names[lines[i].Person]
	}
	return lines, err
}

func (s *speaker) entry(e *ledger.Entry) ledgerLine {
	line := ledgerLine{Entry: *e, What: s.EntryKind(e.Kind)}
	var body map[string]any
	if json.Unmarshal(e.Body, &body) != nil {
		return line
	}
	text := func(name string) string { value, _ := body[name].(string); return value }
	line.Person = identity.PersonID(text("person"))
	var facts []string
	if account := text("account"); account != "" {
		facts = append(facts, strings.TrimSpace(s.Verb(identity.Verb(text("verb")))+" "+text("system")+"/"+brief(account)))
	}
	for _, name := range []string{"plan", "task", "exception", "operator", "class", "decision", "state", "verdict", "saw", "reason", "from"} {
		if value := text(name); value != "" {
			facts = append(facts, name+" "+value)
		}
	}
	line.Facts = strings.Join(facts, " · ")
	return line
}

// brief writes the first letters of a long key: the whole of it is on the page of the entry.
func brief(key string) string {
	const most = 24
	if letters := []rune(key); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return key
}

type entryPage struct {
	frame
	ledgerLine
	Proof app.EntryProof
	Leaf  string
	Body  string // written for people
}

func (c *Console) entryPage(ctx context.Context, r *request) error {
	p, err := c.proof(ctx, r)
	if err != nil {
		return err
	}
	lines, err := c.entries(ctx, r, []ledger.Entry{p.Entry})
	if err != nil {
		return err
	}
	page := &entryPage{frame: r.frame(r.say.t("Ledger entry %d", int(p.Entry.Seq)), "/ledger"), ledgerLine: lines[0], Proof: p, Leaf: leafOf(p.Body)}
	var body bytes.Buffer
	if err := json.Indent(&body, p.Entry.Body, "", "  "); err != nil {
		return err
	}
	page.Body = body.String()
	return r.page("entry", page)
}

// proof returns the entry that the address names, with its proof, which holds.
func (c *Console) proof(ctx context.Context, r *request) (app.EntryProof, error) {
	seq, err := strconv.ParseInt(r.http.PathValue("seq"), 10, 64)
	if err != nil {
		return app.EntryProof{}, errNoPage
	}
	p, err := c.App.ProveEntry(ctx, seq)
	if missing := (*app.MissingError)(nil); errors.As(err, &missing) {
		return p, errNoPage
	}
	return p, err
}

// proofFile is what an auditor needs beside the public key to check one entry with any program that knows RFC 6962.
type proofFile struct {
	Seq        int64                 `json:"seq"`
	Entry      string                `json:"entry"` // to the byte, as it is hashed
	Leaf       string                `json:"leaf"`
	Path       ledger.InclusionProof `json:"path"`
	Checkpoint string                `json:"checkpoint"`
}

func (c *Console) entryProof(ctx context.Context, r *request) error {
	p, err := c.proof(ctx, r)
	if err != nil {
		return err
	}
	r.attach("application/json", fmt.Sprintf("exeunt-entry-%d.json", p.Entry.Seq))
	out := json.NewEncoder(r.w)
	out.SetIndent("", "  ")
	return out.Encode(proofFile{p.Entry.Seq, string(p.Body), leafOf(p.Body), p.Path, string(p.Checkpoint.Note)})
}

func (c *Console) checkpointFile(ctx context.Context, r *request) error {
	cp, err := c.App.Checkpoint(ctx)
	if err != nil {
		return err
	}
	r.attach("text/plain; charset=utf-8", fmt.Sprintf("exeunt-checkpoint-%d.txt", cp.Size))
	_, err = r.w.Write(cp.Note)
	return err
}

func (c *Console) ledgerKeyFile(ctx context.Context, r *request) error {
	key, err := c.App.LedgerKey(ctx)
	if err != nil {
		return err
	}
	r.attach("text/plain; charset=utf-8", "exeunt-ledger.pub")
	_, err = fmt.Fprintln(r.w, key.String())
	return err
}

// ledgerFile sends the whole ledger. What fails in the middle is found by whoever verifies it: it is shorter than it says.
func (c *Console) ledgerFile(ctx context.Context, r *request) error {
	if _, err := c.App.Checkpoint(ctx); err != nil {
		return err
	}
	r.attach("text/plain; charset=utf-8", "exeunt-ledger.txt")
	if err := c.App.ExportLedgerTo(ctx, r.w); err != nil {
		r.Log.ErrorContext(ctx, "the export of the ledger ended early", "error", err)
	}
	return nil
}

// attach says that what follows is a file to be kept.
func (r *request) attach(kind, name string) {
	h := r.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
}

type verifiedPage struct {
	frame
	Report ledger.Report
	Damage string // what is wrong; empty: nothing is
}

// verifyLedger computes everything again from the entries and compares it with what was signed.
func (c *Console) verifyLedger(ctx context.Context, r *request) error {
	key, err := c.App.LedgerKey(ctx)
	if err != nil {
		return err
	}
	page := &verifiedPage{frame: r.frame(r.say.t("The ledger, verified"), "/ledger")}
	page.Report, err = c.App.VerifyLedger(ctx, key)
	if page.Damage = app.LedgerDamage(err); page.Damage == "" && err != nil {
		return err
	}
	return r.page("verified", page)
}

func leafOf(body []byte) string { return ledger.LeafHash(body).String() }

// entryKinds are the kinds of entries, as one looks for them.
var entryKinds = slices.Sorted(slices.Values([]string{
	"acceptance", "allowance", "approval", "attestation", "classification", "connector-test", "exception", "exception-end", "intent", "link", "offboard",
	"offboard-end", "operator", "operator-change", "operator-invite", "outcome", "owner-link", "passkey", "passkey-end", "plan", "receipt", "run", "sign-in",
	"sign-out", "task", "token", "token-end",
}))

// EntryKind says what sort of fact an entry is.
func (s *speaker) EntryKind(kind string) string {
	if word, known := map[string]string{
		"acceptance": s.t("a smaller reading taken"), "allowance": s.t("let pass a limit"), "approval": s.t("said of a plan"), "attestation": s.t("a task reported"),
		"classification": s.t("what an account is for"), "connector-test": s.t("a connector tested"), "exception": s.t("an exception"), "exception-end": s.t("an exception ended"),
		"intent": s.t("about to write"), "link": s.t("whose account it is"), "offboard": s.t("access ended by order"), "offboard-end": s.t("an order taken back"),
		"operator": s.t("an operator"), "operator-change": s.t("an operator changed"), "operator-invite": s.t("an operator invited"), "outcome": s.t("what was answered"),
		"owner-link": s.t("a link for an owner"), "passkey": s.t("a passkey"), "passkey-end": s.t("a passkey ended"), "plan": s.t("a plan"), "receipt": s.t("what was seen"),
		"run": s.t("a run"), "sign-in": s.t("a sign-in"), "sign-out": s.t("a sign-out"), "task": s.t("a task"), "token": s.t("a token"), "token-end": s.t("a token ended"),
	}[kind]; known {
		return word
	}
	return kind
}
