package all

import (
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
)

func domain(s *config.System) (connector.Connector, error) {
	d := s.AD
	return orNil(ad.New(ad.Config{
		Name: s.Name, URL: d.URL, CA: d.CA, StartTLS: d.StartTLS,
		Bind: d.Bind, Password: password(d.Password), Kerberos: kerberos(d),
		Base: d.Base, Filter: d.Filter, Computers: d.Computers,
		Attributes: ad.Attributes{
			Login: d.Attributes[config.AttributeLogin], Email: d.Attributes[config.AttributeEmail],
			Employee: d.Attributes[config.AttributeEmployee], Owner: d.Attributes[config.AttributeOwner],
		},
		KeepPassword: !d.ScramblePassword, Expire: d.Expire, Stamp: d.StampDescription, Hide: d.HideFromLists,
		MoveTo: d.MoveTo, CutAdmins: d.CutAdmins, TicketAge: d.MaxTicketAge,
		PageSize: d.PageSize, Concurrency: d.Concurrency, Timeout: d.Timeout,
		Owner: s.Owner,
	}))
}

func kerberos(d *config.Domain) *ad.Kerberos {
	if d.SignIn != config.SignInKerberos {
		return nil
	}
	return &ad.Kerberos{KDC: d.KDC, Service: d.Service, Keytab: d.Keytab}
}
