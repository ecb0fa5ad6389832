package setup

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/setup/directory"
)

// bases settles where accounts and groups are, and looks at some of the accounts.
func (s *session) bases(ctx context.Context, d *ldap, found *directory.Directory) error {
	people, err := found.PeopleBase()
	if err != nil {
		return err
	}
	for d.sample == nil || d.sample.Entries == 0 {
		d.PeopleBase, err = s.ask(ctx, Question{
			Text: "Under which entry are the accounts?", Proposal: people.DN, Flag: "--people-base DN (the entry under which the accounts are; none was found)", need: true, check: isDN,
		}, s.PeopleBase)
		if err != nil || d.PeopleBase == "" {
			return err
		}
		if d.sample, err = found.Sample(d.PeopleBase); err != nil {
			return err
		}
		if d.sample.Entries == 0 {
			if err := s.nobodyThere(d); err != nil {
				return err
			}
		}
	}
	groups, err := found.GroupsBase()
	if err != nil {
		return err
	}
	d.GroupsBase, err = s.ask(ctx, Question{
		Text: "Under which entry are the groups? Without one, groups are not touched", Proposal: groups.DN, Flag: "--groups-base DN", check: isDN,
	}, s.GroupsBase)
	return err
}

// nobodyThere says that no account can be seen: to a human who can name another entry, else as an error.
func (s *session) nobodyThere(d *ldap) error {
	why := "no account can be seen under " + d.PeopleBase + ": is that the entry, and has " + d.Bind + " the right to read there?"
	if s.PeopleBase != "" || s.assumed {
		return misused("--people-base: " + why)
	}
	s.doubt(why)
	return nil
}
