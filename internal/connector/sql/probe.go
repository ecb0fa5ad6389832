package sql

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// question is one statement of the settings that the database is asked about.
type question struct {
	verb identity.Verb
	what string
	s    *statement
}

// Probe has the database explain each query and statement, which checks their words, tables and our rights, and runs
// none of them.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	all := []question{{"", "read accounts", &c.read}, {"", "look one account up", &c.lookup}, {"", "count accounts", c.count}, {"", "read rights", c.entitlements}, {"", "read sessions", c.sessions}}
	for _, verb := range identity.Verbs() {
		for i := range c.write[verb] {
			all = append(all, question{verb, c.write[verb][i].where, &c.write[verb][i].statement})
		}
	}
	return c.tell(ctx, all)
}

// tell asks each question in a transaction of its own, which is rolled back whatever came of it.
func (c *client) tell(ctx context.Context, all []question) (rights []connector.Right, err error) {
	for _, q := range all {
		if q.s == nil {
			continue
		}
		err := c.limited(ctx, func(ctx context.Context) error {
			tx, err := c.db.BeginTx(ctx, nil)
			if err != nil {
				return c.explainConnect(err)
			}
			defer func() { _ = tx.Rollback() }() // nothing was written
			rights = append(rights, c.answer(ctx, tx, q))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rights, nil
}

// answer has one statement explained.
func (c *client) answer(ctx context.Context, tx *sql.Tx, q question) connector.Right {
	r := connector.Right{Verb: q.verb, What: q.what, Granted: connector.Yes}
	err := c.explained(ctx, tx, q.s)
	said, ours := saidBy(err)
	switch {
	case err == nil:
	case ours && denied(said.code):
		r.Granted, r.Why, r.Grant = connector.No, q.s.where+": "+said.Error(), c.grant(q.s)
	case ours && !explains(q.s.first()):
		r.Granted, r.Why = connector.Unknown, q.s.where+": the database tells only when it is run"
	default:
		r.Granted, r.Why = connector.No, q.s.where+": "+err.Error()
	}
	return r
}

func (c *client) explained(ctx context.Context, tx *sql.Tx, s *statement) error {
	text, args := s.text(c.kind, nil)
	rows, err := tx.QueryContext(ctx, "EXPLAIN "+text, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err says how they ended
	for rows.Next() {
		continue // what the database would do is of no interest, only that it could
	}
	return rows.Err()
}

// denied reports a code that says: you may not.
func denied(code string) bool {
	return code == "42501" || code == "1142" || code == "1143" || code == "1044" || code == "1370"
}

// explains reports a statement that databases explain.
func explains(first string) bool {
	return slices.Contains([]string{"select", "with", "update", "insert", "delete", "replace", "merge"}, first)
}

// grant is the command that lets us run a statement, as far as its words tell.
func (c *client) grant(s *statement) string {
	privilege, behind := strings.ToUpper(s.first()), map[string]string{"select": "from", "delete": "from", "insert": "into", "update": "update"}[s.first()]
	for i, w := range s.words {
		if w == behind && i+1 < len(s.words) {
			if privilege == "UPDATE" || privilege == "DELETE" {
				privilege = "SELECT, " + privilege
			}
			return "GRANT " + privilege + " ON " + s.words[i+1] + " TO " + c.User + ";"
		}
	}
	return ""
}
