package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// role is one role, as the server's catalog has it.
type role struct {
	oid        uint32
	name       string
	login      bool
	super      bool
	ours       bool // we ourselves are it
	attributes []string
	comment    *string
	grants     []grant
}

// grant is one membership of the role in another one. From PostgreSQL 16 on there can be several in the same one, by
// several grantors, and each says whether its rights are inherited and may be taken on.
type grant struct {
	Group   string `json:"group"` // the oid
	Name    string `json:"name"`
	Admin   bool   `json:"admin"`
	Inherit *bool  `json:"inherit"` // nil: the server is older
	Set     *bool  `json:"set"`
	Grantor string `json:"grantor"` // its name
}

// columns are those of eachRole. The options of a grant are read through JSON, because older servers lack the columns.
const columns = `SELECT r.oid, r.rolname, r.rolcanlogin, r.rolsuper, r.rolname IN (session_user, current_user),
	array_remove(ARRAY[CASE WHEN r.rolbypassrls THEN 'bypassrls' END, CASE WHEN r.rolcreatedb THEN 'createdb' END,
		CASE WHEN r.rolcreaterole THEN 'createrole' END, CASE WHEN r.rolreplication THEN 'replication' END,
		CASE WHEN r.rolsuper THEN 'superuser' END], NULL),
	shobj_description(r.oid, 'pg_authid'),
	(SELECT json_agg(json_build_object('group', m.roleid::text, 'name', g.rolname, 'admin', m.admin_option,
			'inherit', to_jsonb(m) -> 'inherit_option', 'set', to_jsonb(m) -> 'set_option', 'grantor', b.rolname)
			ORDER BY m.roleid::text COLLATE "C", b.rolname)
		FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid LEFT JOIN pg_roles b ON b.oid = m.grantor WHERE m.member = r.oid)
	FROM pg_roles r `

const (
	rolesByOID = columns + `WHERE r.oid = $1`
	allRoles   = columns + `WHERE r.rolname NOT LIKE 'pg\_%' ORDER BY r.oid`
	countRoles = `SELECT count(*) FROM pg_roles WHERE rolname NOT LIKE 'pg\_%'`
)

// isAccount tells accounts from groups: roles that may not log in and that we did not suspend.
func (c *Connector) isAccount(r *role) bool {
	return r.login || marked(r.comment) || c.cfg.Logins != nil && c.cfg.Logins.MatchString(r.name)
}

// eachRole hands every role that a query finds to f.
func eachRole(ctx context.Context, q querier, query string, args []any, f func(*role) error) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r role
		var grants *string
		if err := rows.Scan(&r.oid, &r.name, &r.login, &r.super, &r.ours, &r.attributes, &r.comment, &grants); err != nil {
			return err
		}
		if grants != nil {
			if err := json.Unmarshal([]byte(*grants), &r.grants); err != nil {
				return err
			}
		}
		if err := f(&r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *role) key() string { return strconv.FormatUint(uint64(r.oid), 10) }

// account makes an account of a role.
func (c *Connector) account(r *role, owned []identity.Possession) identity.Account {
	a := identity.Account{
		Ref:          identity.AccountRef{System: c.cfg.Name, Key: r.key()},
		Login:        r.name,
		State:        identity.Suspended,
		Entitlements: r.entitlements(),
		Attributes:   r.captured(),
		Owns:         owned,
	}
	if r.login {
		a.State = identity.Enabled
	}
	if c.cfg.Comment != nil && r.comment != nil {
		c.readComment(unmarked(*r.comment), &a)
	}
	return a
}

// readComment takes from a comment what the groups of the settings' pattern find in it.
func (c *Connector) readComment(comment string, a *identity.Account) {
	found := c.cfg.Comment.FindStringSubmatch(comment)
	if found == nil {
		return
	}
	into := map[string]*string{"employee": &a.Employee, "name": &a.Display, "email": &a.Email, "owner": &a.Owner}
	for i, name := range c.cfg.Comment.SubexpNames() {
		if field := into[name]; field != nil && found[i] != "" {
			*field = strings.TrimSpace(found[i])
		}
	}
}

// entitlements are the roles that the role is a member of, by oid, and what it may do on the whole server, by name.
func (r *role) entitlements() []identity.Entitlement {
	var held []identity.Entitlement
	for _, g := range r.grants {
		held = append(held, identity.Entitlement{Key: g.Group, Name: g.Name, Kind: identity.Role})
	}
	held = slices.CompactFunc(held, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
	for _, a := range r.attributes {
		held = append(held, identity.Entitlement{Key: a, Name: strings.ToUpper(a), Kind: identity.Role})
	}
	return held
}
