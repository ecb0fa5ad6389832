package mysql

import (
	"context"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe asks the server what was granted to our account. It changes nothing.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	var p powers
	err := c.use(ctx, func(ctx context.Context, s *session) error { return p.ask(ctx, s) })
	if err != nil {
		return nil, err
	}
	return p.rights(), nil
}

// powers is what was granted to us on the whole server, and what the server says besides.
type powers struct {
	me       name
	global   []string // the privileges on *.*
	own      []right
	readOnly bool
}

func (p *powers) ask(ctx context.Context, s *session) error {
	p.me = s.self
	var err error
	if p.own, err = s.ownRights(ctx); err != nil {
		return err
	}
	for _, r := range p.own {
		if what, found := strings.CutSuffix(r.what, " ON *.*"); found {
			p.global = append(p.global, strings.Split(what, ", ")...)
		}
	}
	return explain(s.conn.QueryRowContext(ctx, `SELECT @@global.read_only`).Scan(&p.readOnly))
}

// ownRights are the rights of our account, and of the roles that the server has switched on for us.
func (s *session) ownRights(ctx context.Context) (all []right, err error) {
	err = s.each(ctx, "SHOW GRANTS", nil, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		found, err := parseLine(text)
		all = append(all, found...)
		return err
	})
	return all, explain(err)
}

func (p *powers) has(privileges ...string) bool {
	for _, held := range p.global {
		if held == "ALL PRIVILEGES" {
			return true
		}
		for _, wanted := range privileges {
			if held == wanted {
				return true
			}
		}
	}
	return false
}

// readsOwnTables reports that we may read the tables in which the server keeps its accounts.
func (p *powers) readsOwnTables() bool {
	for _, r := range p.own {
		what, on, _ := strings.Cut(r.what, " ON ")
		if on == "`mysql`.*" && (what == "ALL PRIVILEGES" || strings.Contains(what, "SELECT")) {
			return true
		}
	}
	return p.has("SELECT")
}

func (p *powers) rights() []connector.Right {
	to := " TO " + p.me.quoted() + ";"
	rights := []connector.Right{
		told("", "read accounts, rights and roles", p.readsOwnTables(), "the tables of the server (mysql.*) cannot be read", "GRANT SELECT ON mysql.*"+to),
		told("", "see whose connections are open", p.has("PROCESS"), "without PROCESS the server shows only our own", "GRANT PROCESS ON *.*"+to),
		told("", "see views that run as an account", p.has("SHOW VIEW", "SELECT"), "without SHOW VIEW the server does not show them", "GRANT SHOW VIEW ON *.*"+to),
		told("", "see triggers that run as an account", p.has("TRIGGER"), "without TRIGGER the server does not show them", "GRANT TRIGGER ON *.*"+to),
	}
	for _, verb := range []identity.Verb{identity.Suspend, identity.Restore, identity.Delete} {
		what := map[identity.Verb]string{identity.Suspend: "lock accounts", identity.Restore: "unlock accounts", identity.Delete: "drop accounts"}[verb]
		rights = append(rights, p.writes(told(verb, what, p.has("CREATE USER"), "the account lacks CREATE USER", "GRANT CREATE USER ON *.*"+to)))
	}
	rights = append(rights, told(identity.SignOut, "end connections", p.has("CONNECTION ADMIN", "CONNECTION_ADMIN", "SUPER"),
		"the account lacks CONNECTION ADMIN", "GRANT CONNECTION ADMIN ON *.*"+to))
	for _, verb := range []identity.Verb{identity.Remove, identity.Add} {
		rights = append(rights, p.writes(p.grants(verb)))
	}
	return rights
}

// grants says whether we may revoke and grant. The server lets an account pass on what it holds itself WITH GRANT OPTION,
// and roles WITH ADMIN OPTION: for each right that is another answer.
func (p *powers) grants(verb identity.Verb) connector.Right {
	r := connector.Right{Verb: verb, What: "revoke and grant rights and roles"}
	var may []string
	for _, own := range p.own {
		if own.option == "" {
			continue
		}
		if own.what == "ALL PRIVILEGES ON *.*" {
			r.Granted = connector.Yes
			return r
		}
		may = append(may, own.what)
	}
	r.Granted, r.Why = connector.Unknown, "the server lets us pass on only "+strings.Join(may, "; ")
	if len(may) == 0 {
		r.Granted, r.Why = connector.No, "the server lets an account pass on only what it holds itself WITH GRANT OPTION, and roles WITH ADMIN OPTION: we hold nothing so"
		r.Grant = "GRANT the role TO " + p.me.quoted() + " WITH ADMIN OPTION; -- for each role that is to be revoked\n" +
			"GRANT the privileges ON the database.* TO " + p.me.quoted() + " WITH GRANT OPTION; -- for each database whose rights are to be revoked"
	}
	return r
}

func (p *powers) writes(r connector.Right) connector.Right {
	if p.readOnly && !p.has("SUPER", "READ_ONLY ADMIN") {
		return connector.Right{Verb: r.Verb, What: r.What, Granted: connector.No, Why: "this server is read-only: name the primary in url"}
	}
	return r
}

// told is one right that is there, or not.
func told(verb identity.Verb, what string, granted bool, why, grant string) connector.Right {
	if granted {
		return connector.Right{Verb: verb, What: what, Granted: connector.Yes}
	}
	return connector.Right{Verb: verb, What: what, Granted: connector.No, Why: why, Grant: grant}
}
