package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// suspend takes LOGIN from the role and marks it. Sessions that are open go on: that is what signOut is for.
func (d *deed) suspend(ctx context.Context) (refused, err error) {
	if d.role.login {
		if err := d.run(ctx, "ALTER ROLE "+quote(d.role.name)+" NOLOGIN"); err != nil {
			return nil, err
		}
	}
	if marked(d.role.comment) {
		return nil, nil
	}
	text := withMark(d.role.comment)
	return nil, d.setComment(ctx, &text)
}

func (d *deed) setComment(ctx context.Context, text *string) error {
	literal := "NULL"
	if text != nil {
		literal = quoteText(*text)
	}
	return d.run(ctx, "COMMENT ON ROLE "+quote(d.role.name)+" IS "+literal)
}

// quoteText writes a text as a literal of the form E'...', which reads the same whatever standard_conforming_strings says.
func quoteText(s string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(s) + "'"
}

// restore sets LOGIN and the comment back, and gives back each captured membership and right that the role no longer
// holds. What it was given since stays.
func (d *deed) restore(ctx context.Context) (refused, err error) {
	if d.op.Before == nil {
		return nil, connector.Permanent(errors.New("there is no captured state to come back to"))
	}
	for _, before := range d.op.Before.Attributes {
		if err := d.setBack(ctx, before); err != nil {
			return nil, err
		}
	}
	return d.give(ctx, d.op.Before.Entitlements)
}

func (d *deed) setBack(ctx context.Context, before identity.Attribute) error {
	switch {
	case before.Name == attrLogin && len(before.Values) == 1:
		if login := before.Values[0] == "true"; login != d.role.login {
			return d.run(ctx, "ALTER ROLE "+quote(d.role.name)+map[bool]string{true: " LOGIN", false: " NOLOGIN"}[login])
		}
		return nil
	case before.Name == attrComment && len(before.Values) == 0:
		if d.role.comment != nil {
			return d.setComment(ctx, nil)
		}
		return nil
	case before.Name == attrComment:
		if d.role.comment == nil || *d.role.comment != before.Values[0] {
			return d.setComment(ctx, &before.Values[0])
		}
		return nil
	case strings.HasPrefix(before.Name, attrGrant):
		return nil // give knows the options of what it gives back
	}
	return connector.Permanent(fmt.Errorf("the captured state holds %s, which this connector never touches: was it captured by another one?", before.Name))
}

// signOut ends the sessions of the role. While the role may log in, new ones can begin at once.
func (c *Connector) signOut(ctx context.Context, op identity.Operation) error {
	return c.use(ctx, c.address.Database, func(ctx context.Context, conn *pgx.Conn) error {
		r, err := find(ctx, conn, op.Account.Key)
		if err == nil {
			err = r.guard(op.Verb)
		}
		if err != nil {
			return err
		}
		return c.terminate(ctx, conn, r.oid)
	})
}
