package connectortest

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// cut makes an operation on an account of a memory.
func cut(verb identity.Verb, i int) identity.Operation {
	return identity.Operation{Verb: verb, Account: identity.AccountRef{System: "memory", Key: Key(i)}}
}

func TestTheLogTellsWhatEachWriteChanged(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(2)...)
	before, _ := m.Lookup(t.Context(), Key(0))
	restore, remove := cut(identity.Restore, 0), cut(identity.Remove, 0)
	restore.Before = &before
	remove.Entitlements = before.Entitlements[:1]
	m.Script(Trouble{Fault: Reopen, Verb: identity.Suspend, Times: 1})
	for _, op := range []identity.Operation{
		cut(identity.Suspend, 0), cut(identity.Suspend, 0), cut(identity.Suspend, 0), remove, restore, cut(identity.Delete, 1),
	} {
		if err := m.Do(t.Context(), op); err != nil {
			t.Fatal(err)
		}
	}
	locks := []Change{
		{"State", []string{"enabled"}, []string{"suspended"}},
		{"Attribute locked", nil, []string{"yes"}},
	}
	shell := Change{"Attribute shell", []string{"/bin/bash"}, []string{"/sbin/nologin"}}
	held := []string{"everyone", "g00", "g07", "seat"}
	want := []Write{
		{1, false, identity.Suspend, Key(0), []Change{locks[0], shell, locks[1]}},
		{2, true, "", Key(0), []Change{turned(locks[0]), turned(locks[1])}},
		{3, false, identity.Suspend, Key(0), locks},
		{4, false, identity.Suspend, Key(0), nil},
		{5, false, identity.Remove, Key(0), []Change{{"Entitlements", held, held[1:]}}},
		{6, false, identity.Restore, Key(0), []Change{
			turned(locks[0]),
			{"Entitlements", held[1:], held},
			turned(locks[1]), turned(shell),
		}},
	}
	got := m.Writes()
	if diff := cmp.Diff(want, got[:6]); diff != "" {
		t.Errorf("the log differs (-want +got):\n%s", diff)
	}
	deleted := got[6]
	if deleted.Verb != identity.Delete || deleted.Changes[0].Before[0] != "u00002" || deleted.Changes[0].After != nil {
		t.Errorf("the log of a delete: %+v", deleted)
	}
}

func turned(c Change) Change { return Change{c.Field, c.After, c.Before} }

func TestNothingIsLoggedOfACallThatDidNothing(t *testing.T) {
	t.Parallel()
	for _, f := range []Fault{Fail, Refuse, Pretend, Throttle, Busy} {
		m := NewMemory("memory", Crowd(1)...)
		m.Inject(f)
		err := m.Do(t.Context(), cut(identity.Suspend, 0))
		if sight, _ := m.Look(Key(0)); len(m.Writes()) > 0 || sight.State != identity.Enabled || (err == nil) != (f == Pretend) {
			t.Errorf("%s: %v, %s, %v", f, err, sight.State, m.Writes())
		}
	}
}

func TestASessionOutlivesASuspensionAndNotASignOut(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(2)...)
	for range 2 {
		if err := m.SignIn("u00001"); err != nil {
			t.Fatal(err)
		}
	}
	_ = m.Do(t.Context(), cut(identity.Suspend, 0))
	if m.SignIn("u00001") == nil || m.Sessions(Key(0)) != 2 {
		t.Errorf("suspended: %d sessions, expected the 2 that were open", m.Sessions(Key(0)))
	}
	_ = m.Do(t.Context(), cut(identity.SignOut, 0))
	last := m.Writes()[1]
	if m.Sessions(Key(0)) != 0 || !cmp.Equal(last.Changes, []Change{{"Sessions", []string{"2"}, nil}}) {
		t.Errorf("signed out: %d sessions, %+v", m.Sessions(Key(0)), last)
	}
	if m.SignIn("nobody") == nil || m.TryIn(t.Context(), "u00002") != nil {
		t.Error("an unknown login is let in, or a known one is not")
	}
}

func TestSomebodyElseChangesASystem(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(2)...)
	m.Put(Crowd(3)[2])
	if !m.Outside(Key(2), func(a *identity.Account) { a.Email, a.Ref.Key = "x@example.test", "moved" }) || !m.Drop(Key(0)) {
		t.Error("an account that is there was not found")
	}
	if m.Outside(Key(0), func(*identity.Account) {}) || m.Drop(Key(0)) {
		t.Error("an account that is gone was found")
	}
	c := &collector{}
	if _, err := m.Read(t.Context(), c); err != nil || len(c.accounts) != 2 || c.accounts[1].Email != "x@example.test" {
		t.Errorf("%v: %v", err, c.accounts)
	}
	if a, err := m.Lookup(t.Context(), Key(2)); err != nil || a.Ref != (identity.AccountRef{System: "memory", Key: Key(2)}) {
		t.Errorf("%v, %v", a.Ref, err)
	}
	for _, w := range m.Writes() {
		if !w.Outside || w.Verb != "" {
			t.Errorf("%+v is not said to be from outside", w)
		}
	}
}

func TestPeopleComeAndGo(t *testing.T) {
	t.Parallel()
	m := NewPeople("hr", Staff(2)...)
	m.PutPerson(identity.Person{ID: "E00002", Given: "Zoé"})
	m.PutPerson(identity.Person{ID: "E00003"})
	if !m.DropPerson("E00001") || m.DropPerson("E00001") {
		t.Error("a person is dropped once")
	}
	c := &collector{}
	if _, err := m.Read(t.Context(), c); err != nil || len(c.people) != 2 || c.people[0].Given != "Zoé" || c.people[1].Source != "hr" {
		t.Errorf("%v: %+v", err, c.people)
	}
	if err := m.Do(t.Context(), cut(identity.Suspend, 0)); !connector.IsPermanent(err) {
		t.Errorf("a source of people was written: %v", err)
	}
}

func TestAnAccountIsPutInOrder(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", identity.Account{
		Ref: identity.AccountRef{Key: Key(0)}, Login: "u00001",
		Entitlements: []identity.Entitlement{{Key: "b"}, {Key: "a"}},
		Attributes:   []identity.Attribute{{Name: "shell"}, {Name: "home"}},
	})
	l := m.Lab()
	if failed, _ := judge(t, ruleNamed(t, "a reading gives every account once, and whole"), &l); len(failed) > 0 {
		t.Error(failed)
	}
}

func TestWhatIsMeantForSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(2)...)
	other, _ := m.Lookup(t.Context(), Key(1))
	elsewhere, restore, nothing := cut(identity.Suspend, 0), cut(identity.Restore, 0), cut(identity.Restore, 0)
	elsewhere.Account.System = "elsewhere"
	restore.Before = &other
	for _, op := range []identity.Operation{elsewhere, restore, nothing} {
		if err := m.Do(t.Context(), op); !connector.IsPermanent(err) {
			t.Errorf("%s %s: %v", op.Verb, op.Account, err)
		}
	}
}

func TestSessionsEndWithTheAccount(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(1)...)
	_ = m.SignIn("u00001")
	_ = m.Do(t.Context(), cut(identity.Delete, 0))
	m.Put(Crowd(1)[0])
	if n := m.Sessions(Key(0)); n != 0 {
		t.Errorf("an account that came back has %d sessions", n)
	}
}

func TestAReadingShowsOneMoment(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*Memory){
		"dropped": func(m *Memory) { m.Drop(Key(4)); m.DropPerson("E00005") },
		"changed": func(m *Memory) {
			m.Outside(Key(8), func(a *identity.Account) { a.Login = "changed" })
			m.PutPerson(identity.Person{ID: "E00009", Login: "changed"})
		},
	}
	for name, change := range changes {
		c := &collector{}
		for _, m := range []*Memory{NewMemory("memory", Crowd(9)...), NewPeople("hr", Staff(9)...)} {
			m.Batch(3)
			c.next = func() error { change(m); return nil }
			if _, err := m.Read(t.Context(), c); err != nil {
				t.Error(err)
			}
		}
		if c.got() != 18 || c.accounts[8].Login != "u00009" || c.people[8].Login != "u00009" {
			t.Errorf("%s meanwhile: %d records, %q, %q", name, c.got(), c.accounts[8].Login, c.people[8].Login)
		}
	}
}

func TestWritersAndReadersDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(200)...)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if err := m.Do(t.Context(), cut(identity.Suspend, i)); err != nil {
				t.Error(err)
			}
			if i%20 == 0 {
				if v, err := try(t, &Lab{Connector: m}); err != nil || len(v.accounts) != 200 {
					t.Errorf("%d accounts, %v", len(v.accounts), err)
				}
			}
		})
	}
	all.Wait()
	if n := len(m.Writes()); n != 200 {
		t.Errorf("%d writes", n)
	}
}

func TestACrowdIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	a, b := Crowd(500), Crowd(500)
	staff := Staff(500)
	for i := range a {
		if a[i].Fingerprint() != b[i].Fingerprint() || a[i].Employee != string(staff[i].ID) || a[i].Email != staff[i].Email {
			t.Fatalf("the %dth of a crowd is another one, or nobody's: %+v", i, a[i])
		}
		if staff[i].At(a[i].LastSeen, 0).State != identity.Working {
			t.Fatalf("%s does not work here", staff[i].ID)
		}
	}
}

func BenchmarkReadingOf5000(b *testing.B) {
	m := NewMemory("memory", Crowd(5000)...)
	for b.Loop() {
		if _, err := m.Read(b.Context(), nobody{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSuspend(b *testing.B) {
	m := NewMemory("memory", Crowd(5000)...)
	i := 0
	for b.Loop() {
		_ = m.Do(b.Context(), cut(identity.Suspend, i%5000))
		i++
	}
}

// nobody is a sink that keeps nothing.
type nobody struct{}

func (nobody) Accounts([]identity.Account) error { return nil }

func (nobody) People([]identity.Person) error { return nil }
