package mysql

import (
	"cmp"
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// row is one account, as the server's own table has it.
type row struct {
	name
	locked bool
}

// pick says which accounts are asked for.
type pick string

const (
	everybody pick = "all"
	allOfUser pick = "user"
	one       pick = "one"
)

// rows lists accounts: everybody's, whoever who is, those of a user at all hosts, or one.
func (s *session) rows(ctx context.Context, which pick, who name) (all []row, err error) {
	err = s.each(ctx, s.accounts, []any{which, who.user, which, who.host}, func(scan func(...any) error) error {
		var r row
		var locked string
		if err := scan(&r.user, &r.host, &locked); err != nil {
			return err
		}
		r.locked = locked == "true"
		all = append(all, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the accounts: %w", explain(err))
	}
	return all, nil
}

// attrLocked is the one attribute that the verbs touch; what they take and give besides are entitlements.
const attrLocked = "account_locked"

// account makes an account of a row, of its rights and of what runs as it.
func (s *session) account(ctx context.Context, r row, owns []identity.Possession) (identity.Account, error) {
	rights, err := s.rights(ctx, r.name)
	if err != nil {
		return identity.Account{}, err
	}
	a := identity.Account{
		Ref:          identity.AccountRef{System: s.cfg.Name, Key: r.String()},
		Login:        cmp.Or(r.user, "(anonymous)"),
		State:        identity.Enabled,
		Entitlements: entitlements(rights),
		Attributes:   []identity.Attribute{{Name: attrLocked, Values: []string{fmt.Sprint(r.locked)}}},
		Owns:         owns,
	}
	if r.locked {
		a.State = identity.Suspended
	}
	return a, nil
}
