package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/contract"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ConnectorRule is one rule of the contract with a system, and how the system keeps it.
type ConnectorRule = contract.Result

// The verdicts on a rule.
const (
	RuleKept      = contract.Kept
	RuleBroken    = contract.Broken
	RuleUnchecked = contract.Unchecked
)

// TestConnector holds the source or system with this name to the rules of reading and, where account is the key
// of an account of it, to those of writing on that account. Each rule is reported when it was checked.
//
// It is the one write that no plan decided: somebody names one account for it, which is refused where the settings
// protect it, is captured and noted in the ledger before the first write, and is brought back after every rule.
func (a *App) TestConnector(ctx context.Context, name, account string, report func(ConnectorRule)) error {
	c, err := a.connectorOf(name, account)
	if err != nil {
		return err
	}
	if account == "" {
		return contract.Live(ctx, c, name, "", report)
	}
	before, err := a.TestAccount(ctx, name, account)
	if err != nil {
		return err
	}
	if err := a.noteTest(ctx, &before, "begun"); err != nil {
		return err
	}
	err = contract.Live(ctx, c, name, before.Ref.Key, report)
	ended := "ended"
	if errors.Is(err, contract.ErrNotBack) {
		ended = "not brought back"
	}
	return errors.Join(err, a.noteTest(context.WithoutCancel(ctx), &before, ended))
}

func (a *App) noteTest(ctx context.Context, before *identity.Account, result string) error {
	if err := a.store.NoteConnectorTest(ctx, before, result, a.actor, a.now()); err != nil {
		return err
	}
	return a.checkpoint(ctx)
}

func (a *App) connectorOf(name, account string) (connector.Connector, error) {
	if c, ok := a.systems[name]; ok {
		return c, nil
	}
	c, ok := a.people[name]
	switch {
	case !ok:
		return nil, missing("the settings name no source and no system %q", name)
	case account != "":
		return nil, &UsageError{fmt.Sprintf("%s is a source of people: it has no accounts to write", name)}
	}
	return c, nil
}

// TestAccount returns the account of a system with this login or key, as it is now, if a test may write to it.
func (a *App) TestAccount(ctx context.Context, system, account string) (identity.Account, error) {
	c, err := a.connectorOf(system, account)
	if err != nil {
		return identity.Account{}, err
	}
	found, err := c.Lookup(ctx, account)
	if errors.Is(err, connector.ErrGone) {
		return found, &UsageError{fmt.Sprintf("%s has no account with the key %q: exeunt accounts --system %s shows the keys", system, account, system)}
	}
	if err != nil {
		return found, err
	}
	d := c.Describe()
	self := slices.ContainsFunc(d.Self, func(s string) bool { return strings.EqualFold(s, found.Login) || s == found.Ref.Key })
	switch {
	case self:
		return found, &UsageError{fmt.Sprintf("%s is the account that Exeunt itself works through", found.Ref)}
	case a.protects(&found):
		return found, &UsageError{fmt.Sprintf("the settings protect %s (protect: accounts)", found.Ref)}
	}
	return found, nil
}

func (a *App) protects(account *identity.Account) bool {
	for _, p := range a.Settings.Protect.Accounts {
		if p.System == account.Ref.System && (p.Key != "" && p.Key == account.Ref.Key || p.Login != "" && strings.EqualFold(p.Login, account.Login)) {
			return true
		}
	}
	return false
}
