// Package plan is stage 4 of 6: Findings and guards in, a Plan and its Refusals out: what exactly would be done?
//
// It is pure. The plan is a value: saved, shown, digested, approved, refused when stale; it alone decides what apply
// does. What is asked for and not done is a refusal with its reason, never a silence. One guard is one file.
package plan

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Purpose says what a plan is for.
type Purpose string

// The purposes.
const (
	ForPass     Purpose = "pass"     // what should be true now
	ForOffboard Purpose = "offboard" // one person, at once
	ForOrder    Purpose = "order"    // one account, by a human's word
	ForUndo     Purpose = "undo"     // bring back what a run changed
	ForWhatIf   Purpose = "what-if"  // as of another instant: it can never be applied
)

// Plan is what would be done, to what, when, why, and what would not. All instants are UTC.
type Plan struct {
	ID      string  `json:"id"`
	Digest  string  `json:"digest"`
	Purpose Purpose `json:"purpose"`
	Subject string  `json:"subject,omitempty"` // of an offboard or undo: the person, account or run

	At      time.Time `json:"at"`
	Expires time.Time `json:"expires"`

	// Settings is the digest of the settings file that the plan was made with.
	Settings string   `json:"settings"`
	Sources  []Source `json:"sources"`

	Gaps     []snapshot.Gap `json:"gaps"`
	Findings []Finding      `json:"findings"`
	Actions  []Action       `json:"actions"`
	Upcoming []Action       `json:"upcoming"`
	Waiting  []Waiting      `json:"waiting"`
	Refusals []Refusal      `json:"refusals"`
	Held     []Hold         `json:"held"`
}

// Source is one source or system that the plan rests on.
type Source struct {
	Name    string `json:"name"`
	People  bool   `json:"people"`
	Seen    int    `json:"seen"`
	Enabled int    `json:"enabled,omitempty"`
	// Holders counts the enabled holders of each protected entitlement of the system, sorted by its name.
	Holders []Holders `json:"holders,omitempty"`
	Digest  string    `json:"digest,omitempty"`
}

// Holders is how many enabled accounts hold a protected entitlement.
type Holders struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Finding is an assess.Finding as the plan shows it.
type Finding struct {
	Kind    string            `json:"kind"`
	System  string            `json:"system"`
	Account string            `json:"account"`
	Login   string            `json:"login"`
	Person  identity.PersonID `json:"person"`
	Reasons []string          `json:"reasons"`

	// Candidates are the people who could be behind the account, best first.
	Candidates []identity.PersonID `json:"candidates,omitempty"`
}

// Action is one verb on one account.
type Action struct {
	ID      string            `json:"id"`
	Verb    identity.Verb     `json:"verb"`
	System  string            `json:"system"`
	Account string            `json:"account"`
	Login   string            `json:"login"`
	Person  identity.PersonID `json:"person"`
	Due     time.Time         `json:"due"`
	By      connector.By      `json:"by"`
	Rule    string            `json:"rule"`
	Reasons []string          `json:"reasons"`

	Entitlements []Entitlement `json:"entitlements,omitempty"`

	// Fingerprint is the state of the account that the plan was made on.
	Fingerprint string `json:"fingerprint"`
	// Basis is the record of the person that the plan rests on; empty when it rests on none.
	Basis string `json:"basis,omitempty"`

	Reversible bool `json:"reversible"`
	// Loses is what no undo brings back although the action can be undone; empty: nothing.
	Loses string `json:"loses,omitempty"`
	// Alone says that the action may run without a human: a certain leaver, within the limits.
	Alone bool `json:"alone"`
	// Held names the guards that hold it; only a dated, reasoned allowance lets it pass, once.
	Held []string `json:"held,omitempty"`
	// Holds names the protected entitlements that an enabled account loses by it.
	Holds []string `json:"holds,omitempty"`

	Owner    string        `json:"owner,omitempty"`     // of a task: who is asked
	TaskTime time.Duration `json:"task_time,omitempty"` // of a task: how long they have, in nanoseconds
	Restores string        `json:"restores,omitempty"`  // of an undo: the id of the action whose capture comes back
}

// Entitlement is one right that an action takes or gives.
type Entitlement struct {
	Key  string                   `json:"key"`
	Name string                   `json:"name"`
	Kind identity.EntitlementKind `json:"kind"`
}

// Waiting is a step that somebody is already doing.
type Waiting struct {
	Task    string            `json:"task"`
	Verb    identity.Verb     `json:"verb"`
	System  string            `json:"system"`
	Account string            `json:"account"`
	Login   string            `json:"login"`
	Person  identity.PersonID `json:"person"`

	// Holds names the protected entitlements that an enabled account will lose by it.
	Holds []string `json:"holds,omitempty"`
}

// Refusal is what was asked for and is not done, and why.
type Refusal struct {
	Verb    identity.Verb     `json:"verb"`
	System  string            `json:"system"`
	Account string            `json:"account"`
	Login   string            `json:"login"`
	Person  identity.PersonID `json:"person"`
	Guard   string            `json:"guard"`
	Why     string            `json:"why"`
}

// Hold is a whole class of actions that does not run, by which guard, and by how much.
type Hold struct {
	Guard  string        `json:"guard"`
	Verb   identity.Verb `json:"verb"`
	System string        `json:"system"`
	Limit  int           `json:"limit"`
	Would  int           `json:"would"`
	Why    string        `json:"why"`
}

// Ref returns the account that the action is on.
func (a *Action) Ref() identity.AccountRef {
	return identity.AccountRef{System: a.System, Key: a.Account}
}

// Blind reports whether the plan knows who works here.
func (p *Plan) Blind() bool {
	for _, g := range p.Gaps {
		if g.People {
			return true
		}
	}
	return false
}

// Runnable returns the actions that no guard holds, in their order.
func (p *Plan) Runnable() []Action {
	var run []Action
	for _, a := range p.Actions {
		if len(a.Held) == 0 {
			run = append(run, a)
		}
	}
	return run
}
