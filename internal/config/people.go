package config

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// People is one source of HR data.
type People struct {
	Name     string
	Kind     Kind
	Zone     *time.Location // of dates that carry none
	EndsAt   identity.Clock // when access ends on a last day that has no time
	Prefix   string         // put before the ids of this source
	Grace    time.Duration  // the gap between two engagements that is no departure
	Vanished Vanishing
	Complete Complete

	// WebhookSecret is what messages that something has changed are signed with; none: the source sends none.
	WebhookSecret Secret

	CSV   *PeopleCSV // for csv and files, else nil
	Files *Pickup    // for that kind, else nil
	SQL   *PeopleSQL // for that kind, else nil
}

// Vanishing says what a person's absence from a complete feed means.
type Vanishing struct {
	AfterFeeds int // the complete feeds without the person that make a leaver; 0: absence is only ever a question
}

func (p *People) sql() *PeopleSQL {
	if p.SQL == nil {
		p.SQL = &PeopleSQL{}
	}
	return p.SQL
}

func (p *People) csv() *PeopleCSV {
	if p.CSV == nil {
		p.CSV = &PeopleCSV{}
	}
	return p.CSV
}

// people is the table of one source of HR data.
var people = section[People]{
	fields: []field[People]{
		bind(sourceName(false), func(p *People) *string { return &p.Name }, Key{
			Name: "name", Required: true, Example: "hr",
			Doc: "How reports and commands call this source.",
		}),
		bind(choice(CSV, Files, SQL), func(p *People) *Kind { return &p.Kind }, Key{
			Name: "kind", Required: true, Example: "csv",
			Doc: "What the source is: csv (a file), files (exports where they are put: a folder, SFTP, HTTPS), or sql (a table in a database).",
		}),
		bind(zone, func(p *People) **time.Location { return &p.Zone }, Key{
			Name: "zone", Required: true, Example: "Europe/Paris",
			Doc: "The time zone of dates that carry none; the column zone can say another for one person.",
		}),
		bind(clock, func(p *People) *identity.Clock { return &p.EndsAt }, Key{
			Name: "ends-at", Default: `"24:00"`, Example: `"18:00"`,
			Doc: "When access ends on a last day that has no time; the column ends-at can say another for one person.",
		}),
		bind(peopleComplete.form(), func(p *People) *Complete { return &p.Complete }, Key{
			Name: "complete",
			Doc:  "What a reading must hold to be believed: one that holds less finds nobody who has left.",
		}),
		bind(vanishing.form(), func(p *People) *Vanishing { return &p.Vanished }, Key{
			Name: "vanished",
			Doc:  "What it means that a person is in the feed no more.",
		}),
		bind(secret, func(p *People) *Secret { return &p.WebhookSecret }, Key{
			Name: "webhook-secret", Example: "env:HR_WEBHOOK_SECRET",
			Doc: "What the HR system signs its messages with that something has changed; with it, the server reads the source within seconds of one.",
		}),
		bind(span, func(p *People) *time.Duration { return &p.Grace }, Key{
			Name: "grace", Default: "1d",
			Doc: "A gap between two engagements of one person that is no departure.",
		}),
		bind(matching[string]("letters, digits and .-_:", `^[A-Za-z0-9._:-]+$`), func(p *People) *string { return &p.Prefix }, Key{
			Name: "prefix", Example: "fr-",
			Doc: "Put before every id of this source, where two sources could give one id to two people.",
		}),
	},
	kinds: []kind[People]{peopleFromCSV, peopleFromFiles, peopleFromSQL},
}

var vanishing = section[Vanishing]{fields: []field[Vanishing]{
	bind(count(0), func(v *Vanishing) *int { return &v.AfterFeeds }, Key{
		Name: "after-feeds", Default: "0", Example: "3",
		Doc: "How many different complete feeds must lack a person before that is a departure; 0: never, it stays a question for a human.",
	}),
}}
