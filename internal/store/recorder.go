package store

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// recorder remembers one reading of one system in one transaction. It becomes the writer at its first Put, or at its
// Close: readings of several systems go on side by side until they have something to write.
type recorder struct {
	s      *Store
	ctx    context.Context //nolint:containedctx // of one reading: a recorder lives no longer
	system string
	at     time.Time
	peek   bool // nothing is kept

	t        *tx
	number   int64
	accounts *writer
}

// Record starts to remember a reading of a system.
func (s *Store) Record(ctx context.Context, system string, at time.Time) (reconcile.Recorder, error) {
	return &recorder{s: s, ctx: ctx, system: system, at: at}, nil
}

// Peek compares a reading of a system with what is remembered, and keeps nothing.
func (s *Store) Peek(ctx context.Context, system string) (reconcile.Recorder, error) {
	return &recorder{s: s, ctx: ctx, system: system, peek: true}, nil
}

func (r *recorder) begin() (err error) {
	if r.t != nil {
		return nil
	}
	if r.t, err = r.s.begin(r.ctx); err != nil {
		return err
	}
	const columns = 13
	r.accounts = r.t.writer(accountHead, accountTail, columns)
	r.number, err = r.t.numberSystem(r.ctx, r.system)
	return err
}

// Earlier returns the links of accounts in the last complete reading.
func (r *recorder) Earlier(rows []uint32) (map[uint32]reconcile.Remembered, error) {
	var q querier = r.s
	if r.t != nil {
		q = r.t
	}
	number, err := systemNumber(r.ctx, q, r.system)
	if err != nil {
		return nil, err
	}
	found := make(map[uint32]reconcile.Remembered, len(rows))
	for len(rows) > 0 {
		n := min(500, len(rows))
		ids := make([]any, n)
		for i := range ids {
			ids[i] = rowID(number, rows[i])
		}
		err := earlier(r.ctx, q, ids, found)
		if err != nil {
			return nil, err
		}
		rows = rows[n:]
	}
	return found, nil
}

func earlier(ctx context.Context, q querier, ids []any, found map[uint32]reconcile.Remembered) error {
	rows := q.query(ctx, `SELECT id, link, person, by_rule FROM account WHERE id IN (`+marks(len(ids))+`)`, ids...)
	return each(rows, func() error {
		var id int64
		var was reconcile.Remembered
		err := rows.Scan(&id, &was.Status, &was.Person, &was.By)
		found[uint32(id)] = was
		return err
	})
}

// rowID is the primary key of an account's row: the system's number and the account's number in it, so that the rows
// of a system lie together and new ones come last.
func rowID(system int64, row uint32) int64 { return system<<32 | int64(row) }

const accountHead = `INSERT INTO account (id, key, login, email, employee, name, kind, state, last_seen, entitlements, link, person, by_rule) VALUES`

const accountTail = ` ON CONFLICT (id) DO UPDATE SET key = excluded.key, login = excluded.login, email = excluded.email,
	employee = excluded.employee, name = excluded.name, kind = excluded.kind, state = excluded.state, last_seen = excluded.last_seen,
	entitlements = excluded.entitlements, link = excluded.link, person = excluded.person, by_rule = excluded.by_rule`

// Put keeps accounts.
func (r *recorder) Put(batch []reconcile.Record) error {
	if r.peek {
		return nil
	}
	if err := r.begin(); err != nil {
		return err
	}
	for i := range batch {
		if err := r.put(&batch[i]); err != nil {
			return err
		}
	}
	return r.accounts.flush(r.ctx)
}

func (r *recorder) put(rec *reconcile.Record) error {
	a := rec.Account
	name := a.Display
	if name == "" && (a.Given != "" || a.Family != "") {
		name = a.Given + " " + a.Family
	}
	return r.accounts.add(r.ctx, rowID(r.number, rec.Row), a.Ref.Key, a.Login, a.Email, a.Employee, name, string(a.Kind), string(a.State), micros(a.LastSeen),
		entitlementText(a.Entitlements), string(rec.Status), string(rec.Link.Person), string(rec.Link.By))
}

// entitlementText keeps the names of the rights, for people to read.
func entitlementText(list []identity.Entitlement) string {
	text := append(make([]byte, 0, 64), '[')
	for i := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = appendJSON(text, list[i].Name)
	}
	return string(append(text, ']'))
}

// appendJSON appends a text in quotes.
func appendJSON(to []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			made, err := json.Marshal(text)
			if err != nil {
				made = []byte(`""`) // a text always encodes
			}
			return append(to, made...)
		}
	}
	return append(append(append(to, '"'), text...), '"')
}

// Close ends the reading.
func (r *recorder) Close(whole *reconcile.Whole) error {
	if whole == nil || r.peek {
		if r.t == nil {
			return nil
		}
		return r.s.rollback(r.t)
	}
	if err := r.whole(whole); err != nil {
		if r.t != nil {
			_ = r.s.rollback(r.t) // the first error says what happened
		}
		return err
	}
	return r.s.commit(r.t)
}

func (r *recorder) whole(whole *reconcile.Whole) error {
	if err := r.begin(); err != nil {
		return err
	}
	for _, row := range whole.Gone {
		if _, err := r.t.exec(r.ctx, `DELETE FROM account WHERE id = ?`, rowID(r.number, row)); err != nil {
			return err
		}
	}
	if whole.Moved {
		if err := r.t.saveMarks(r.ctx, r.number, whole.Marks); err != nil {
			return err
		}
	}
	return r.t.saveSource(r.ctx, whole.Source, r.at)
}

var _ reconcile.Recorder = (*recorder)(nil)

// suspects returns the accounts whose link nobody has decided yet, with the link that they had.
func (s *Store) suspects(ctx context.Context) (map[identity.AccountRef]correlate.Earlier, error) {
	rows := s.query(ctx, `SELECT system.name, account.key, account.person, account.by_rule FROM account
		JOIN system ON system.number = account.id / 4294967296 WHERE account.link = 'suspect'`)
	found := map[identity.AccountRef]correlate.Earlier{}
	err := each(rows, func() error {
		var ref identity.AccountRef
		var was correlate.Earlier
		err := rows.Scan(&ref.System, &ref.Key, &was.Person, &was.By)
		found[ref] = was
		return err
	})
	return found, err
}
