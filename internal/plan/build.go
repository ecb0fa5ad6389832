package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Input is everything that a plan follows from.
type Input struct {
	Purpose    Purpose
	Subject    string
	Settings   string // digest of the settings file
	Snapshot   *snapshot.Snapshot
	Findings   []assess.Finding
	Accounts   map[identity.AccountRef]*identity.Account // of the findings
	Gate       Gate
	Upcoming   time.Duration
	Spent      map[Class]Spent
	Exceptions []Exception

	// Restores says, for an undo, which plan's capture of an account comes back.
	Restores map[identity.AccountRef]string

	// Systems says what is possible on each system, whether it was read or not.
	Systems map[string]connector.Description
}

// Build makes the plan. The same input gives the same plan, byte for byte.
func Build(in Input) *Plan { return Join(in, Draft(in)) }

// Draft plans for the findings of an input, which may be those of one system alone: no guard looks further. Only the
// lists of a draft are filled.
func Draft(in Input) *Plan {
	p := &Plan{}
	said := map[string]string{}
	for _, f := range in.Findings {
		once(f.Reasons, said)
		p.take(&in, f)
	}
	p.Actions, p.Upcoming = inOrder(p.Actions), inOrder(p.Upcoming)
	p.guard(&in)
	p.hold(&in)
	slices.SortStableFunc(p.Refusals, compareRefusals)
	return p
}

// once lets equal reasons be one text in memory: of the accounts of a system many are said to be in the same state.
func once(reasons []string, said map[string]string) {
	for i, reason := range reasons {
		if first, known := said[reason]; known {
			reasons[i] = first
			continue
		}
		said[reason] = reason
	}
}

// Join makes one plan of drafts, which must come in the order of their systems' names. Of the input it takes all but
// the findings and the accounts.
func Join(in Input, drafts ...*Plan) *Plan {
	p := &Plan{
		Purpose: in.Purpose, Subject: in.Subject, Settings: in.Settings,
		At: in.Snapshot.At.UTC(), Expires: in.Snapshot.At.Add(in.Gate.Expires).UTC(),
		Sources: sources(in.Snapshot), Gaps: in.Snapshot.Gaps,
	}
	// List by list, so that of a large plan no two lists are there twice at once.
	p.Findings = joined(drafts, func(d *Plan) *[]Finding { return &d.Findings })
	p.Upcoming = joined(drafts, func(d *Plan) *[]Action { return &d.Upcoming })
	p.Actions = joined(drafts, func(d *Plan) *[]Action { return &d.Actions })
	p.Refusals = joined(drafts, func(d *Plan) *[]Refusal { return &d.Refusals })
	p.Waiting = joined(drafts, func(d *Plan) *[]Waiting { return &d.Waiting })
	p.Held = joined(drafts, func(d *Plan) *[]Hold { return &d.Held })
	return p.seal()
}

// joined puts one list of all drafts together, and takes it from them.
func joined[T any](drafts []*Plan, list func(*Plan) *[]T) []T {
	n := 0
	for _, d := range drafts {
		n += len(*list(d))
	}
	all := make([]T, 0, n)
	for _, d := range drafts {
		all = append(all, *list(d)...)
		*list(d) = nil
	}
	return all
}

// take adds one finding, and each of its steps to where it belongs.
func (p *Plan) take(in *Input, f assess.Finding) {
	if !f.Quiet {
		p.Findings = append(p.Findings, Finding{string(f.Kind), f.Account.System, f.Account.Key, f.Login, f.Person, f.Reasons, f.Candidates})
	}
	for _, s := range f.Steps {
		a := in.action(f, s)
		switch {
		case s.Due.After(in.Snapshot.At.Add(in.Upcoming)):
		case s.Due.After(in.Snapshot.At):
			p.Upcoming = append(p.Upcoming, a)
		case s.InHand != "" && excepted(in, nil, &a) != "":
			p.refuse(a, GuardException, excepted(in, nil, &a))
		case s.InHand != "":
			p.Waiting = append(p.Waiting, Waiting{s.InHand, a.Verb, a.System, a.Account, a.Login, a.Person, a.Holds})
		case s.Doubt != "":
			p.refuse(a, "certainty", s.Doubt)
		case a.By == connector.ByNobody:
			p.refuse(a, "not-reversible", in.capability(a.System, a.Verb).Note)
		default:
			p.Actions = append(p.Actions, a)
		}
	}
}

func (in *Input) action(f assess.Finding, s assess.Step) Action {
	can, system := in.capability(f.Account.System, s.Verb), in.Systems[f.Account.System]
	a := Action{
		Verb: s.Verb, System: f.Account.System, Account: f.Account.Key, Login: f.Login, Person: f.Person,
		Due: s.Due, By: can.By, Rule: s.Rule, Reasons: f.Reasons, Reversible: can.Reversible, Loses: can.Loses,
		Fingerprint: in.Accounts[f.Account].Fingerprint().String(),
		Basis:       in.basis(f.Person),
		Alone:       f.Kind == assess.Leaver && slices.Contains(in.Gate.Alone, s.Verb),
	}
	for _, e := range s.Entitlements {
		a.Entitlements = append(a.Entitlements, Entitlement(e))
	}
	a.Restores = in.Restores[f.Account]
	if can.By == connector.ByTask {
		a.Owner, a.TaskTime = system.Owner, system.TaskTime
	}
	a.Holds = in.holds(&a)
	return a
}

// capability returns what a system says of a verb; a task for a human is possible everywhere.
func (in *Input) capability(system string, verb identity.Verb) connector.Capability {
	if verb == identity.Task {
		return connector.Capability{Verb: verb, By: connector.ByTask, Reversible: true}
	}
	description := in.Systems[system]
	return description.Capability(verb)
}

// basis returns the hash of the person's record.
func (in *Input) basis(id identity.PersonID) string {
	if p := in.Snapshot.Person(id); p != nil {
		return p.Basis().String()
	}
	return ""
}

func (p *Plan) refuse(a Action, guard, why string) {
	p.Refusals = append(p.Refusals, Refusal{a.Verb, a.System, a.Account, a.Login, a.Person, guard, why})
}

// inOrder returns actions in the order in which a human reads them and apply does them: by system, account, and the order
// of verbs on one account. The same verb on one account, asked for by two findings, is one action with the reasons of
// both.
func inOrder(actions []Action) []Action {
	order := make([]*Action, len(actions)) // an action is large, and moved only once
	inOrder := true
	for i := range actions {
		order[i] = &actions[i]
		inOrder = inOrder && (i == 0 || compareDeeds(order[i-1], order[i]) < 0)
	}
	if inOrder {
		return actions
	}
	slices.SortStableFunc(order, func(a, b *Action) int { return cmp.Or(compareDeeds(a, b), a.Due.Compare(b.Due)) })
	sorted := make([]Action, 0, len(actions))
	for _, a := range order {
		n := len(sorted)
		if n > 0 && compareDeeds(&sorted[n-1], a) == 0 {
			sorted[n-1].join(a)
			continue
		}
		sorted = append(sorted, *a)
	}
	return sorted
}

// compareDeeds orders actions by what they do to which account.
func compareDeeds(a, b *Action) int {
	return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Verb.Rank(), b.Verb.Rank()))
}

// join adds what another finding says of the same action. It stays due when it was due first.
func (a *Action) join(other *Action) {
	a.Alone = a.Alone && other.Alone
	if a.Rule != other.Rule {
		a.Rule += "; " + other.Rule
	}
	a.Reasons = slices.Clone(a.Reasons)
	for _, r := range other.Reasons {
		if !slices.Contains(a.Reasons, r) {
			a.Reasons = append(a.Reasons, r)
		}
	}
}

func sources(snap *snapshot.Snapshot) []Source {
	var list []Source
	for _, s := range snap.Sources {
		list = append(list, Source{Name: s.Name, People: true, Seen: s.Seen, Digest: s.Digest})
	}
	for _, s := range snap.Systems {
		list = append(list, Source{Name: s.Name, Seen: s.Seen, Enabled: s.Enabled, Holders: holders(s.Holders), Digest: s.Digest})
	}
	return list
}

func holders(counts map[string]int) []Holders {
	var list []Holders
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, Holders{name, counts[name]})
	}
	return list
}

func compareRefusals(a, b Refusal) int {
	return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Verb.Rank(), b.Verb.Rank()), cmp.Compare(a.Guard, b.Guard))
}

// seal numbers the actions and gives the plan its digest and id, which follow from its content alone.
func (p *Plan) seal() *Plan {
	number(p.Actions, "a")
	number(p.Upcoming, "u")
	p.noNulls()
	p.Digest = p.digest()
	p.ID = "p-" + p.Digest[:10]
	return p
}

func number(actions []Action, prefix string) {
	for i := range actions {
		actions[i].ID = fmt.Sprintf("%s%d", prefix, i+1)
	}
}

// noNulls makes every list of the plan a list in JSON, empty ones too.
func (p *Plan) noNulls() {
	p.Sources, p.Gaps, p.Findings = orEmpty(p.Sources), orEmpty(p.Gaps), orEmpty(p.Findings)
	p.Actions, p.Upcoming, p.Waiting = orEmpty(p.Actions), orEmpty(p.Upcoming), orEmpty(p.Waiting)
	p.Refusals, p.Held = orEmpty(p.Refusals), orEmpty(p.Held)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Intact reports whether the plan is the one that its digest was made of.
func (p *Plan) Intact() bool { return p.digest() == p.Digest }

func (p *Plan) digest() string {
	bare := *p
	bare.ID, bare.Digest = "", ""
	sum := sha256.New()
	_ = bare.Write(sum) // a hash takes everything
	sum.Write([]byte{'\n'})
	return hex.EncodeToString(sum.Sum(nil))
}
