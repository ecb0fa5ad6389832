package all

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
)

func directory(s *config.System) (connector.Connector, error) {
	d := s.LDAP
	return orNil(ldap.New(ldap.Config{
		Name: s.Name, URL: d.URL, CA: d.CA, StartTLS: d.StartTLS, Plaintext: d.Insecure,
		Bind: d.Bind, Password: password(d.Password),
		PeopleBase: d.PeopleBase, GroupsBase: d.GroupsBase, Filter: d.Filter,
		GroupsBy: groupsBy(d.GroupsBy), Attributes: attributes(d.Attributes), KindWords: d.KindValues, SuspendBy: methods(d.SuspendBy),
		PageSize: d.PageSize, Concurrency: d.Concurrency, Timeout: d.Timeout,
		Owner: s.Owner,
	}))
}

// password reveals the secret at each new connection; nil: the settings name none.
func password(s config.Secret) func(context.Context) (string, error) {
	if s.IsZero() {
		return nil
	}
	return s.Reveal
}

func attributes(a map[config.Attribute]string) ldap.Attributes {
	return ldap.Attributes{
		Key: a[config.AttributeKey], Login: a[config.AttributeLogin], Email: a[config.AttributeEmail],
		Employee: a[config.AttributeEmployee], Given: a[config.AttributeGiven], Family: a[config.AttributeFamily],
		Display: a[config.AttributeDisplay], Owner: a[config.AttributeOwner], Kind: a[config.AttributeKind], Created: a[config.AttributeCreated],
		LastSeen: a[config.AttributeLastSeen], Shell: a[config.AttributeShell],
		Member: a[config.AttributeMember], MemberOf: a[config.AttributeMemberOf],
	}
}

func groupsBy(g config.GroupsBy) ldap.GroupsBy {
	if g == config.ByMemberOf {
		return ldap.MemberOf
	}
	return ldap.Member
}

func methods(by []config.SuspendBy) []ldap.Method {
	known := map[config.SuspendBy]ldap.Method{
		config.ByPPolicy: ldap.Ppolicy, config.ByShell: ldap.Shell, config.ByShadow: ldap.Shadow, config.ByEndTime: ldap.EndTime,
		config.ByAccountLock: ldap.AccountLock,
	}
	list := make([]ldap.Method, 0, len(by))
	for _, b := range by {
		list = append(list, known[b])
	}
	return list
}
