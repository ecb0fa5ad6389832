package cli

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/ledger"
)

func (p *program) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Check, show and export the tamper-evident record of everything that was done",
		Long: `Every decision, plan, run, intent, outcome, receipt, task, undo and exception
is an entry of the ledger. Its state is signed: one changed byte, a missing
end, another key are found and named, offline, with nothing but the public
key.`,
		GroupID: deciding,
		Args:    cobra.NoArgs,
		RunE:    p.showHelp,
	}
	cmd.AddCommand(p.ledgerVerifyCommand(), p.ledgerShowCommand(), p.ledgerExportCommand(), p.ledgerKeyCommand())
	return cmd
}

func (p *program) ledgerShowCommand() *cobra.Command {
	var last int64
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the newest entries",
		Args:  cobra.NoArgs,
		RunE: p.with("", func(ctx context.Context, a desk, _ []string) (Code, error) {
			if last < 1 {
				return Misused, misused("--last must be 1 or more")
			}
			return Fine, p.ledgerShow(ctx, a, last)
		}),
	}
	cmd.Flags().Int64Var(&last, "last", 20, "how many: `N`")
	return cmd
}

func (p *program) ledgerShow(ctx context.Context, a desk, last int64) error {
	entries := []ledger.Entry{}
	err := a.LedgerEntries(ctx, last, func(e ledger.Entry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return err
	}
	if p.json {
		return p.show(entries)
	}
	var rows [][]cell
	for _, e := range entries {
		rows = append(rows, []cell{{dim(number(int(e.Seq)))}, {plain(local(e.At))}, {bold(e.Kind)}, {plain(fact(e.Body)), dim("  " + e.Actor)}})
	}
	p.listed(rows, 0, "entry", "entries", "The ledger is empty.")
	return nil
}

// fact writes the parts of an entry that a person looks for: remove directory/4711, person E1042, state done, ...
func fact(body json.RawMessage) string {
	var parts map[string]any
	if json.Unmarshal(body, &parts) != nil {
		return string(body)
	}
	text := func(name string) string { s, _ := parts[name].(string); return s }
	var words []string
	if account := text("account"); account != "" {
		words = append(words, strings.TrimSpace(text("verb")+" "+text("system")+"/"+short(account)))
	}
	for _, name := range []string{"person", "task", "exception", "class", "decision", "state", "verdict", "saw", "plan", "reason"} {
		if s := text(name); s != "" {
			words = append(words, name+" "+s)
		}
	}
	return strings.Join(words, ", ")
}

// short writes the first letters of a long key: the whole of it is there with --json.
func short(key string) string {
	const most = 16
	if letters := []rune(key); len(letters) > most {
		return string(letters[:most-4]) + "…"
	}
	return key
}

// exportedJSON is an export that was written.
type exportedJSON struct {
	File       string `json:"file"`
	Entries    int64  `json:"entries"`
	Root       string `json:"root"`
	Key        string `json:"key"`
	Checkpoint string `json:"checkpoint"`
}

func (p *program) ledgerExportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "Write the ledger as one file that anybody can verify offline",
		Args:  cobra.ExactArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			cp, err := a.ExportLedger(ctx, args[0])
			if err != nil {
				return Failed, err
			}
			if p.json {
				return Fine, p.show(exportedJSON{args[0], cp.Size, cp.Root.String(), cp.Key, string(cp.Note)})
			}
			pg := p.page()
			pg.line(0, green("Written: "), plain(some(int(cp.Size), "entry", "entries")+" to "+args[0]))
			pg.next([2]string{"exeunt ledger key", "prints the public key that an auditor needs"},
				[2]string{"exeunt ledger verify --file " + quoted(args[0]) + " --key FILE", "checks it, anywhere"})
			return Fine, nil
		}),
	}
}

// keyJSON is the public half of the ledger's key.
type keyJSON struct {
	Key string `json:"key"`
	ID  string `json:"id"`
}

func (p *program) ledgerKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key",
		Short: "Print the public key",
		Args:  cobra.NoArgs,
		RunE: p.with("", func(ctx context.Context, a desk, _ []string) (Code, error) {
			key, err := a.PublicKey(ctx)
			if err != nil {
				return Failed, err
			}
			if p.json {
				return Fine, p.show(keyJSON{key.String(), key.ID()})
			}
			p.page().line(0, plain(key.String()))
			return Fine, nil
		}),
	}
}
