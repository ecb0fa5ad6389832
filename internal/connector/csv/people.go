package csv

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// PeopleConfig is one file of people, as the settings describe it.
type PeopleConfig struct {
	Name string // of the source in the settings; required
	File

	Zone   *time.Location // of dates and people that name none; required
	EndsAt identity.Clock // when access ends on a last day that has no time; zero: 24:00
	Prefix string         // put before every id, also those of managers

	Columns PeopleColumns

	// StatusWords are the words of the status column. Case and outer blanks do not count; an empty cell is working.
	StatusWords map[identity.Status][]string
}

// PeopleColumns name the columns of a file of people; an empty name means that the file has no such column. Case and
// outer blanks of a name do not count.
type PeopleColumns struct {
	ID         string // required
	Given      string
	Family     string
	Email      string
	Login      string
	Start      string
	End        string // the last day of the engagement; 9999-12-31 is none
	LastDay    string
	Status     string
	Kind       string
	Position   string
	Department string
	Manager    string // the id of the manager
	Zone       string // IANA name
	EndsAt     string // a time of day such as 17:30

	// Engagement is the number of the engagement. With it several lines can be engagements of one person; without it
	// two lines of one id are an error.
	Engagement string

	LeaveStart string
	LeaveEnd   string // the last day of the leave; needs LeaveStart
}

// The cells of a row of people. The first two are the key of an engagement.
const (
	personID = iota
	personEngagement
	personGiven
	personFamily
	personEmail
	personLogin
	personStart
	personEnd
	personLastDay
	personStatus
	personKind
	personPosition
	personDepartment
	personManager
	personZone
	personEndsAt
	personLeaveStart
	personLeaveEnd
	personCells
)

var personDates = []int{personStart, personEnd, personLastDay, personLeaveStart, personLeaveEnd}

// names returns the columns by cell.
func (c *PeopleColumns) names() []string {
	names := make([]string, personCells)
	names[personID], names[personEngagement] = c.ID, c.Engagement
	names[personGiven], names[personFamily] = c.Given, c.Family
	names[personEmail], names[personLogin] = c.Email, c.Login
	names[personStart], names[personEnd], names[personLastDay] = c.Start, c.End, c.LastDay
	names[personStatus], names[personKind] = c.Status, c.Kind
	names[personPosition], names[personDepartment], names[personManager] = c.Position, c.Department, c.Manager
	names[personZone], names[personEndsAt] = c.Zone, c.EndsAt
	names[personLeaveStart], names[personLeaveEnd] = c.LeaveStart, c.LeaveEnd
	return names
}

// People is one file of people: who works here, and until when.
type People struct {
	cfg    PeopleConfig
	names  []string
	status vocabulary[identity.Status]
}

var _ connector.Connector = (*People)(nil)

// NewPeople checks the settings. It does no I/O. The error names every problem at once.
func NewPeople(cfg PeopleConfig) (*People, error) {
	if cfg.EndsAt.IsZero() {
		cfg.EndsAt = identity.EndOfDay
	}
	status, clashes := newVocabulary("status-values", cfg.StatusWords)
	wrong := append(cfg.check(), clashes...)
	if err := invalid(cfg.Name, wrong); err != nil {
		return nil, err
	}
	return &People{cfg: cfg, names: cfg.Columns.names(), status: status}, nil
}

func (c *PeopleConfig) check() []string {
	wrong := c.File.check()
	for _, missing := range []struct {
		is   bool
		what string
	}{
		{c.Name == "", "name is missing"},
		{c.Zone == nil, "zone is missing"},
		{c.Columns.ID == "", "columns lacks id"},
		{c.Columns.LeaveEnd != "" && c.Columns.LeaveStart == "", "columns has leave-end without leave-start"},
		{c.Columns.Status != "" && len(c.StatusWords) == 0, "columns has status without status-values"},
	} {
		if missing.is {
			wrong = append(wrong, missing.what)
		}
	}
	return wrong
}

// Describe says that this is a source of people, and that nothing can be done to it.
func (p *People) Describe() connector.Description {
	return connector.Description{Kind: cmp.Or(p.cfg.Kind, kind), Authoritative: true, Concurrency: 1}
}

// Lookup finds no account: a file of people has none.
func (p *People) Lookup(ctx context.Context, key string) (identity.Account, error) {
	if err := ctx.Err(); err != nil {
		return identity.Account{}, err
	}
	return identity.Account{}, fmt.Errorf("%s is a source of people, account %q: %w", p.cfg.Name, key, connector.ErrGone)
}

// Do refuses every verb.
func (p *People) Do(context.Context, identity.Operation) error {
	return connector.Permanent(errors.New(p.cfg.Name + " is a source of people: there is nothing to do to it"))
}
