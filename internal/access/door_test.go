package access_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// door is the access to an installation of its own, with a clock that the test sets.
type door struct {
	*access.Access
	t     *testing.T
	store *store.Store
	now   time.Time
}

const password = "correct horse battery"

// home is where requests of a test come from.
var home = access.Origin{Address: "192.0.2.1", Agent: "browser"}

func newDoor(t *testing.T) *door {
	t.Helper()
	return newDoorBy(t, nil)
}

// newDoorBy is one by which an identity provider lets people in too.
func newDoorBy(t *testing.T, p *config.Provider) *door {
	t.Helper()
	d := &door{t: t, now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "exeunt.db"), store.Options{Now: clock})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	d.store, d.Access = s, access.New(access.Options{Store: s, Now: clock, Local: true, Provider: p})
	return d
}

// first makes the first operator, ada@x.test.
func (d *door) first() *access.Operator {
	d.t.Helper()
	token, err := d.NewSetup(d.t.Context())
	must(d.t, err)
	_, op, err := d.Setup(d.t.Context(), token, access.NewOperator{Login: "ada@x.test", Name: "Ada", Password: password}, home)
	must(d.t, err)
	return &op
}

func (d *door) add(login string, roles ...access.Role) *access.Operator {
	d.t.Helper()
	op, err := d.Add(d.t.Context(), access.NewOperator{Login: login, Name: login, Roles: roles, Password: password}, admin())
	must(d.t, err)
	return &op
}

func admin() *access.Operator {
	return &access.Operator{Login: "root", Roles: []access.Role{access.Admin}, From: "192.0.2.9"}
}

func (d *door) signIn(login, password string, from access.Origin) (access.Key, error) {
	d.t.Helper()
	key, _, err := d.SignIn(d.t.Context(), login, password, from)
	return key, err
}

func (d *door) alive(key access.Key) bool {
	d.t.Helper()
	_, err := d.Session(d.t.Context(), key.Session)
	if err != nil && !errors.Is(err, access.ErrNoSession) {
		d.t.Fatal(err)
	}
	return err == nil
}

// said returns what the ledger was told last: its kind, its actor and its body.
func (d *door) said(n int) []string {
	d.t.Helper()
	var all []string
	must(d.t, d.store.Ledger(d.t.Context(), func(l ledger.Storage) error {
		size, err := l.Size(d.t.Context())
		if err != nil {
			return err
		}
		records, err := l.ReadEntries(d.t.Context(), max(0, size-int64(n)), size)
		for _, r := range records {
			e, err := ledger.ParseEntry(r.Body)
			if err != nil {
				return err
			}
			body := map[string]any{}
			if err := json.Unmarshal(e.Body, &body); err != nil {
				return err
			}
			all = append(all, fmt.Sprint(e.Kind, " by ", e.Actor, " ", body))
		}
		return err
	}))
	return all
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// invalid demands an *InvalidError that says something.
func invalid(t *testing.T, err error, what string) {
	t.Helper()
	var e *access.InvalidError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), what) {
		t.Errorf("%v, want what is invalid: %s", err, what)
	}
}

// waits returns how long the error says to wait.
func (d *door) waits(err error) time.Duration {
	d.t.Helper()
	var wait *access.WaitError
	if !errors.As(err, &wait) {
		return 0
	}
	return wait.Until.Sub(d.now)
}

func (d *door) later(by time.Duration) { d.now = d.now.Add(by) }

// from is a request from another address.
func from(address string) access.Origin { return access.Origin{Address: address, Agent: "curl"} }
