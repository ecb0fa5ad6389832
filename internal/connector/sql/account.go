package sql

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// accountColumns are the names that the columns of accounts can have. Columns named before_... are captured, so that a
// restore can bring them back.
var accountColumns = []string{
	"id", "login", "email", "employee", "given", "family", "display", "status", "kind", "owner", "last-seen", "created", "before-...",
}

// accounts hands the account of every row of a query to f.
func (c *Connector) accounts(ctx context.Context, tx *sql.Tx, s *statement, key *string, rights map[string][]identity.Entitlement, f func(identity.Account) error) error {
	return c.records(ctx, tx, s, map[string]*string{"key": key}, accountColumns, []string{"id"}, func(r *record) error {
		a, err := c.account(r)
		if err != nil {
			return err
		}
		a.Entitlements = rights[a.Ref.Key]
		return f(a)
	})
}

func (c *Connector) account(r *record) (a identity.Account, err error) {
	a = identity.Account{
		Ref:   identity.AccountRef{System: c.Name, Key: r.cell("id")},
		Login: r.cell("login"), Email: r.cell("email"), Employee: r.cell("employee"),
		Given: r.cell("given"), Family: r.cell("family"), Display: r.cell("display"), Owner: r.cell("owner"),
		Kind: identity.Personal,
	}
	if a.Ref.Key == "" {
		return a, r.wrong("id", "", "is no id: every row needs one")
	}
	a.Login = cmp.Or(a.Login, a.Email, a.Ref.Key)
	if a.State, err = mean(c.status, r, "status", "status-values", identity.Enabled); err != nil {
		return a, err
	}
	if word, known := c.kinds[fold(r.cell("kind"))]; known {
		a.Kind = word
	}
	if a.LastSeen, err = r.moment("last-seen", c.cfg.Zone); err != nil {
		return a, err
	}
	if a.Created, err = r.moment("created", c.cfg.Zone); err != nil {
		return a, err
	}
	a.Attributes = r.captured()
	return a, nil
}

// captured are the columns named before_..., sorted by name.
func (r *record) captured() (kept []identity.Attribute) {
	for i, column := range r.columns {
		name, is := strings.CutPrefix(column, "before-")
		if !is {
			continue
		}
		a := identity.Attribute{Name: strings.ReplaceAll(name, "-", "_")}
		if !r.null[i] {
			a.Values = []string{r.cells[i]}
		}
		kept = append(kept, a)
	}
	slices.SortFunc(kept, func(a, b identity.Attribute) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// rights reads entitlements by account, each list sorted by key: those of one account, or of all when key is nil.
func (c *Connector) rights(ctx context.Context, tx *sql.Tx, s *statement, key *string) (map[string][]identity.Entitlement, error) {
	all := map[string][]identity.Entitlement{}
	if s == nil {
		return all, nil
	}
	known := map[string]identity.EntitlementKind{
		"": identity.Role, "group": identity.Group, "role": identity.Role, "licence": identity.Licence, "license": identity.Licence, "key": identity.Key,
	}
	err := c.records(ctx, tx, s, map[string]*string{"key": key}, []string{"account", "key", "name", "kind"}, []string{"account", "key"}, func(r *record) error {
		e := identity.Entitlement{Key: r.cell("key"), Name: cmp.Or(r.cell("name"), r.cell("key"))}
		var ok bool
		if e.Kind, ok = known[strings.ToLower(r.cell("kind"))]; !ok {
			return r.wrong("kind", r.cell("kind"), "is none of group, role, licence and key")
		}
		if e.Key == "" {
			return r.wrong("key", "", "is no key: every right needs one")
		}
		all[r.cell("account")] = append(all[r.cell("account")], e)
		return nil
	})
	for account, list := range all {
		slices.SortFunc(list, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
		all[account] = slices.CompactFunc(list, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
	}
	return all, err
}
