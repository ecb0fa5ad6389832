package csv

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// AccountsConfig is one application's export, as the settings describe it.
type AccountsConfig struct {
	Name string // of the system in the settings; required
	File

	Zone     *time.Location // of times that carry no offset; nil: UTC
	Owner    string         // whose tasks the changes are: a mail address; required
	TaskTime time.Duration  // how long they have; required

	Columns AccountColumns

	// StatusWords are the words of the status column. Case and outer blanks do not count; an empty cell is enabled.
	StatusWords map[identity.AccountState][]string

	// KindWords are the words of the kind column; any other word is personal.
	KindWords map[identity.AccountKind][]string

	Separators string // between the roles in one cell of Columns.Groups; empty: ; and |
}

// AccountColumns name the columns of an export; an empty name means that the file has no such column. Case and outer
// blanks of a name do not count.
type AccountColumns struct {
	ID       string // what the application never changes; required
	Login    string // where it is empty, the mail address and then the id stands for it
	Email    string
	Employee string
	Given    string
	Family   string
	Display  string
	Status   string
	Kind     string
	Owner    string
	Groups   string
	LastSeen string
	Created  string
}

// The cells of a row of accounts.
const (
	accountID = iota
	accountLogin
	accountEmail
	accountEmployee
	accountGiven
	accountFamily
	accountDisplay
	accountStatus
	accountKind
	accountOwner
	accountGroups
	accountLastSeen
	accountCreated
	accountCells
)

var accountDates = []int{accountLastSeen, accountCreated}

// names returns the columns by cell.
func (c *AccountColumns) names() []string {
	names := make([]string, accountCells)
	names[accountID], names[accountLogin], names[accountEmail] = c.ID, c.Login, c.Email
	names[accountEmployee], names[accountGiven], names[accountFamily] = c.Employee, c.Given, c.Family
	names[accountDisplay], names[accountStatus], names[accountKind] = c.Display, c.Status, c.Kind
	names[accountOwner], names[accountGroups] = c.Owner, c.Groups
	names[accountLastSeen], names[accountCreated] = c.LastSeen, c.Created
	return names
}

// Accounts is one application's export: who has an account there. Every change is a task for the owner.
type Accounts struct {
	cfg    AccountsConfig
	names  []string
	status vocabulary[identity.AccountState]
	kinds  vocabulary[identity.AccountKind]
}

var _ connector.Connector = (*Accounts)(nil)

// NewAccounts checks the settings. It does no I/O. The error names every problem at once.
func NewAccounts(cfg AccountsConfig) (*Accounts, error) {
	cfg.Zone = cmp.Or(cfg.Zone, time.UTC)
	cfg.Separators = cmp.Or(cfg.Separators, ";|")
	status, clashes := newVocabulary("status-values", cfg.StatusWords)
	kinds, more := newVocabulary("kind-values", cfg.KindWords)
	wrong := append(append(cfg.check(), clashes...), more...)
	if err := invalid(cfg.Name, wrong); err != nil {
		return nil, err
	}
	return &Accounts{cfg: cfg, names: cfg.Columns.names(), status: status, kinds: kinds}, nil
}

func (c *AccountsConfig) check() []string {
	wrong := c.File.check()
	for _, missing := range []struct {
		is   bool
		what string
	}{
		{c.Name == "", "name is missing"},
		{c.Owner == "", "owner is missing: nobody would get the tasks"},
		{c.TaskTime <= 0, "due is missing: the tasks would have no time"},
		{c.Columns.ID == "", "columns lacks id"},
		{c.Columns.Status != "" && len(c.StatusWords) == 0, "columns has status without status-values"},
		{strings.ContainsAny(c.Separators, "\"\r\n") || !ascii(c.Separators), "separators can only be signs of ASCII"},
	} {
		if missing.is {
			wrong = append(wrong, missing.what)
		}
	}
	return wrong
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Describe says that every change is a task for the owner, and what a human does for each verb.
func (a *Accounts) Describe() connector.Description {
	const again = "the next export shows it"
	return connector.Description{
		Kind: cmp.Or(a.cfg.Kind, kind),
		Capabilities: []connector.Capability{
			{Verb: identity.Restore, By: connector.ByTask, Reversible: true, Note: "the owner opens the account and gives back what it held; " + again},
			{Verb: identity.Add, By: connector.ByTask, Reversible: true, Note: "the owner gives the roles back; " + again},
			{Verb: identity.Suspend, By: connector.ByTask, Reversible: true, Note: "the owner closes the account and keeps it; " + again},
			{Verb: identity.SignOut, By: connector.ByNobody, Note: "an export shows no sessions, so nobody could say that they have ended"},
			{Verb: identity.Remove, By: connector.ByTask, Reversible: true, Note: "the owner takes the roles away; " + again},
			{Verb: identity.Release, By: connector.ByTask, Reversible: true, Note: "the owner takes the licences away; " + again},
			{Verb: identity.Transfer, By: connector.ByNobody, Note: "an export does not show what an account owns"},
			{Verb: identity.Delete, By: connector.ByTask, Note: "the owner deletes the account, which cannot be undone; " + again},
		},
		Suspended:   a.suspended(),
		Verified:    "The owner attests it, and the next export shows it or contradicts it.",
		Residual:    "Until the owner has done the task the account is open, and sessions that are open in the application may go on after it.",
		LastSeen:    a.cfg.Columns.LastSeen != "",
		Concurrency: 1,
		Owner:       a.cfg.Owner,
		TaskTime:    a.cfg.TaskTime,
	}
}

func (a *Accounts) suspended() string {
	if a.cfg.Columns.Status == "" {
		return "The export shows no status, so every account in it is taken for open; one that is closed must leave the export."
	}
	return fmt.Sprintf("The column %q of the export holds a word that means suspended.", a.cfg.Columns.Status)
}

// Do refuses every verb: an export cannot be written.
func (a *Accounts) Do(_ context.Context, op identity.Operation) error {
	return connector.Permanent(fmt.Errorf("%s of %s: the system is read from an export and cannot be written; ask %s to do it there",
		op.Verb, op.Account, a.cfg.Owner))
}
