package mysql

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// byAccount holds what belongs to each account, by user@host.
type byAccount map[string][]identity.Possession

// belongings lists the programs in the databases that run with the rights of an account, and who may act as it; of all
// accounts when who is nil. A lock stops none of them. A program whose definer is deleted fails for everybody who uses
// it, so it blocks a deletion.
func (s *session) belongings(ctx context.Context, who *name) (byAccount, error) {
	key, pick := "", name{}
	if who != nil {
		key, pick = who.String(), *who
	}
	all := byAccount{}
	err := s.each(ctx, s.programs, []any{key, key, key, key, key, key, key, key}, func(scan func(...any) error) error {
		var definer, kind, in, called string
		err := scan(&definer, &kind, &in, &called)
		all[definer] = append(all[definer], identity.Possession{Kind: kind, Name: called, In: in, Blocks: true})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the views, routines, triggers and events: %w", explain(err))
	}
	const proxies = `SELECT Proxied_user, Proxied_host, User, Host FROM mysql.proxies_priv WHERE Proxied_user <> '' AND ('' = ? OR Proxied_user = ? AND Proxied_host = ?)`
	err = s.each(ctx, proxies, []any{key, pick.user, pick.host}, func(scan func(...any) error) error {
		var as, by name
		err := scan(&as.user, &as.host, &by.user, &by.host)
		all[as.String()] = append(all[as.String()], identity.Possession{Kind: "proxy", Name: by.String() + " may act as it"})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the proxy users: %w", explain(err))
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b identity.Possession) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.In, b.In), cmp.Compare(a.Name, b.Name))
		})
	}
	return all, nil
}
