package ad

import (
	"context"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands over every account below the base, page by page, all on one connection. A domain does not say beforehand
// how many there are.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	reading := connector.Reading{Expected: -1}
	err := c.pool.Use(ctx, func(cn *conn) error {
		all, err := c.groups(ctx, cn, "(objectClass=group)")
		if err != nil {
			return err
		}
		request := below(c.base(cn), c.cfg.accounts(), c.wanted()...)
		return cn.Pages(ctx, request, c.cfg.PageSize, explainSearch, func(page []wire.Entry) error {
			batch, err := c.batch(ctx, cn, all, page)
			if err != nil || len(batch) == 0 {
				return err
			}
			reading.Seen += len(batch)
			return sink.Accounts(batch)
		})
	})
	return reading, err
}

func (c *Connector) batch(ctx context.Context, cn *conn, all *groups, page []wire.Entry) ([]identity.Account, error) {
	batch := make([]identity.Account, 0, len(page))
	for _, found := range page {
		e := entry{found.Entry}
		held, err := all.of(ctx, cn, e)
		if err != nil {
			return nil, err
		}
		account, err := c.account(e, held)
		if err != nil {
			return nil, err
		}
		batch = append(batch, account)
	}
	return batch, nil
}

// base returns the DN below which the accounts are.
func (c *Connector) base(cn *conn) string { return firstOf(c.cfg.Base, cn.domain.base) }

// normalUser is the sAMAccountType of whoever signs in with a name and a password; computers and trusts have others.
const normalUser = "(sAMAccountType=805306368)"

// accounts returns the filter of what is an account.
func (c *Config) accounts() string {
	classes := []string{normalUser}
	for _, class := range serviceClasses {
		if class == "computer" && !c.Computers {
			continue
		}
		classes = append(classes, "(objectClass="+class+")")
	}
	filter := "(|" + strings.Join(classes, "") + ")"
	if c.Filter != "" {
		filter = "(&" + filter + c.Filter + ")"
	}
	return filter
}

// oidDomainScope keeps a search within the domain: without it the domain controller refers to whatever else of the forest
// stands below the same name, such as the configuration (MS-ADTS 3.1.1.3.4.1.6).
const oidDomainScope = "1.2.840.113556.1.4.1339"

// below returns a request for all entries below a base that the filter takes. A request serves one search.
func below(base, filter string, attributes ...string) *goldap.SearchRequest {
	return goldap.NewSearchRequest(base, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false, filter, attributes,
		[]goldap.Control{goldap.NewControlString(oidDomainScope, true, "")})
}
