package mysql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// remove revokes each right that the account holds, one by one.
func (d *deed) remove(ctx context.Context) error {
	return d.each(ctx, d.op.Entitlements, func(r right) error {
		if !d.account.Holds(r.key()) {
			return nil
		}
		err := d.write(ctx, "REVOKE "+r.revoked()+" FROM "+d.who.quoted())
		if number(err) == noSuchGrant {
			return nil
		}
		return err
	})
}

// revoked writes a right as REVOKE takes it: to give it on goes with it.
func (r right) revoked() string {
	what, on, found := strings.Cut(r.what, " ON ")
	switch {
	case r.option != withGrant || !found || what == "PROXY":
		return r.what
	case what == "USAGE":
		return "GRANT OPTION ON " + on
	}
	return what + ", GRANT OPTION ON " + on
}

// give grants each right that the account does not hold, one by one.
func (d *deed) give(ctx context.Context, rights []identity.Entitlement) error {
	return d.each(ctx, rights, func(r right) error {
		if d.account.Holds(r.key()) {
			return nil
		}
		return d.write(ctx, "GRANT "+r.what+" TO "+d.who.quoted()+r.option)
	})
}

// each goes on past a right that is refused, because the others can still be done, and stops at any other error.
func (d *deed) each(ctx context.Context, rights []identity.Entitlement, do func(right) error) error {
	var refused []error
	for _, e := range rights {
		if e.Kind != identity.Role {
			continue
		}
		r, ok := parseRight(e.Key)
		if !ok {
			refused = append(refused, connector.Permanent(fmt.Errorf("%q is no right as this connector writes them: was it read by another one?", e.Key)))
			continue
		}
		err := do(r)
		switch {
		case connector.IsPermanent(err):
			refused = append(refused, fmt.Errorf("%s: %w", e.Name, err))
		case err != nil:
			return err
		}
	}
	return errors.Join(refused...)
}

// delete drops an account that nothing runs as. It is locked and its connections are ended first: the server would let
// them go on.
func (d *deed) delete(ctx context.Context) error {
	if err := d.blocked(); err != nil {
		return connector.Permanent(err)
	}
	if err := d.suspend(ctx); err != nil {
		return err
	}
	if err := d.signOut(ctx, d.who); err != nil {
		return err
	}
	return d.write(ctx, "DROP USER "+d.who.quoted())
}

// blocked says what would fail for others if the account were gone.
func (d *deed) blocked() error {
	const shown = 10
	var names []string
	for _, p := range d.account.Owns {
		if p.Blocks {
			names = append(names, fmt.Sprintf("%s %s.%s", p.Kind, p.In, p.Name))
		}
	}
	switch {
	case len(names) == 0:
		return nil
	case len(names) > shown:
		names = append(names[:shown], fmt.Sprintf("%d more", len(names)-shown))
	}
	return fmt.Errorf("%s is not deleted, because %s run as it and would fail for everybody: give them another DEFINER, or drop them", d.who, strings.Join(names, ", "))
}
