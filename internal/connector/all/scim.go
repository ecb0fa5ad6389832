package all

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/scim"
)

func scimApplication(s *config.System) (connector.Connector, error) {
	c := s.SCIM
	method, path, _ := strings.Cut(c.SignOut, " ")
	cfg := scim.Config{
		Name: s.Name, Web: connection(&c.Web, s.Rate), Filter: c.Filter, PageSize: c.PageSize,
		GroupsBy: scim.GroupsBy(c.GroupsBy), RemoveMember: scim.RemoveMember(c.RemoveMember),
		SignOut: scim.SignOut{Method: method, Path: path}, Self: c.Self, Owner: s.Owner,
		Attributes: scim.Attributes{
			Login: c.Attributes[config.AttributeLogin], Email: c.Attributes[config.AttributeEmail], Employee: c.Attributes[config.AttributeEmployee],
			Given: c.Attributes[config.AttributeGiven], Family: c.Attributes[config.AttributeFamily], Display: c.Attributes[config.AttributeDisplay],
			Created: c.Attributes[config.AttributeCreated], LastSeen: c.Attributes[config.AttributeLastSeen], Owner: c.Attributes[config.AttributeOwner],
		},
	}
	if c.Patch != config.PatchAuto {
		cfg.Patch = scim.Form(c.Patch)
	}
	if c.Paging != config.PagingAuto {
		cfg.Paging = scim.Paging(c.Paging)
	}
	return orNil(scim.New(cfg))
}
