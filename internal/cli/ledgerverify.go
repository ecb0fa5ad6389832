package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

func (p *program) ledgerVerifyCommand() *cobra.Command {
	var file, key string
	cmd := &cobra.Command{
		Use:   "verify [--file FILE] [--key FILE|KEY]",
		Short: "Check that not one byte of the ledger was changed",
		Long: `Computes every hash again and compares it with what the key signed. With
--file an exported file is checked: with --key too it needs no settings, no
store and no network.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" && p.server != "" {
				return p.with("", func(ctx context.Context, a desk, _ []string) (Code, error) { return p.verifyThere(ctx, a, key) })(cmd, args)
			}
			if file == "" {
				return p.onThisMachine("", func(ctx context.Context, a *app.App, _ []string) (Code, error) {
					return p.verify(a.Settings.LedgerKey, key, func(v ledger.Verifier) (ledger.Report, error) { return a.VerifyLedger(ctx, v) })
				})(cmd, args)
			}
			p.begun = true
			own, err := p.ownKey(key)
			if err == nil {
				p.code, err = p.verify(own, key, func(v ledger.Verifier) (ledger.Report, error) { return app.VerifyExport(file, v) })
			}
			return err
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "an exported `FILE`")
	cmd.Flags().StringVar(&key, "key", "", "the public `KEY`, or a file that holds it; else the one of the settings")
	return cmd
}

// verifyThere checks the ledger of a server, on this machine, with the key that was given, or else with the server's own.
func (p *program) verifyThere(ctx context.Context, a desk, given string) (Code, error) {
	if given == "" {
		key, err := a.PublicKey(ctx)
		if err != nil {
			return Failed, err
		}
		given = key.String()
	}
	return p.verify("", given, func(v ledger.Verifier) (ledger.Report, error) { return a.VerifyLedger(ctx, v) })
}

// ownKey returns the path of the settings' own key, which is needed only where no other was given.
func (p *program) ownKey(given string) (string, error) {
	if given != "" {
		return "", nil
	}
	settings, err := config.Load(p.config)
	if err != nil {
		return "", err
	}
	return settings.LedgerKey, nil
}

// verifiedJSON is what a verification found, for programs.
type verifiedJSON struct {
	Verified    bool            `json:"verified"`
	Entries     int64           `json:"entries"`
	Signed      int64           `json:"signed"`
	Unsigned    int64           `json:"unsigned"`
	Checkpoints int64           `json:"checkpoints"`
	Root        string          `json:"root"`
	Key         string          `json:"key"`
	Damage      []ledger.Damage `json:"damage"`
}

func (p *program) verify(own, given string, check func(ledger.Verifier) (ledger.Report, error)) (Code, error) {
	key, err := publicKey(own, given)
	if err != nil {
		return Failed, err
	}
	report, err := check(key)
	var damage *ledger.DamageError
	if err != nil && !errors.As(err, &damage) {
		return Failed, err
	}
	if p.json {
		out := verifiedJSON{
			Verified: err == nil, Entries: report.Entries, Signed: report.Checkpoint.Size, Unsigned: report.Unsigned,
			Checkpoints: int64(report.Checkpoints), Root: report.Checkpoint.Root.String(), Key: key.ID(), Damage: []ledger.Damage{},
		}
		if damage != nil {
			out.Damage = damage.Damage
		}
		return Fine, errors.Join(p.show(out), err)
	}
	if err == nil {
		p.showVerified(&report, key)
	}
	return Fine, err
}

func (p *program) showVerified(r *ledger.Report, key ledger.Verifier) {
	pg := p.page()
	if r.Entries == 0 {
		pg.line(0, dim("The ledger is empty: nothing was done yet."))
		return
	}
	pg.line(0, green("The ledger verifies: "), plain(some(int(r.Entries), "entry", "entries")+", not one byte changed."))
	pg.table(2, [][]cell{
		{{dim("signed by")}, {plain(key.ID())}},
		{{dim("root")}, {plain(fmt.Sprintf("%s over %s", r.Checkpoint.Root, some(int(r.Checkpoint.Size), "entry", "entries")))}},
	})
	if r.Unsigned > 0 {
		pg.line(0, yellow(some(int(r.Unsigned), "entry", "entries")+" after that are not signed yet: the next command that writes signs them."))
	}
}

// publicKey returns the key that was given, as a text or a file; else the public half beside the ledger's own key. It
// never makes a key: one that was just made verifies nothing.
func publicKey(own, given string) (ledger.Verifier, error) {
	ours := given == ""
	if ours {
		given = own + ".pub"
	}
	text, err := os.ReadFile(given)
	switch {
	case errors.Is(err, fs.ErrNotExist) && ours:
		return ledger.Verifier{}, misused(fmt.Sprintf("there is no public key %s: the first plan makes it; if plans were made before, bring it back from a backup, or name another copy with --key", given))
	case errors.Is(err, fs.ErrNotExist):
		if v, parsed := ledger.ParseVerifier(given); parsed == nil {
			return v, nil
		}
		return ledger.Verifier{}, misused(fmt.Sprintf("%s is neither a public key nor a file that is there: `exeunt ledger key` prints the key", given))
	case err != nil:
		return ledger.Verifier{}, err
	}
	v, err := ledger.ParseVerifier(string(text))
	if err != nil {
		return v, fmt.Errorf("the file %s: %w", given, err)
	}
	return v, nil
}
