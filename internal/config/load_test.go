package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestTheDocumentedFileIsReadAsItSays(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "exeunt.yaml")
	got, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(data)
	dir, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	want := &Settings{
		File:      file,
		Dir:       dir,
		Digest:    hex.EncodeToString(digest[:]),
		Store:     filepath.Join(dir, "exeunt.db"),
		LedgerKey: filepath.Join(dir, "exeunt.db.key"),
		People:    []People{documentedPeople(t, dir)},
		Systems:   []System{documentedDirectory(t, dir), documentedApplication(t, dir)},
		Correlate: []Rule{{RuleEmployee}, {RuleEmail}, {RuleLogin}, {RuleName}},
		Protect: Protect{
			Accounts:     []ProtectedAccount{{System: "directory", Login: "breakglass"}},
			Entitlements: []ProtectedEntitlement{{System: "directory", Name: "admins", Keep: 2}},
		},
		Policies: defaultPolicies(),
		Limits:   defaultLimits(),
		Plan:     Plan{Expires: 24 * time.Hour, Upcoming: 90 * day, Keep: 7 * day},
		Gate:     Gate{Alone: []identity.Verb{identity.Suspend, identity.SignOut}, Two: []identity.Verb{identity.Delete}},
		Windows: Windows{Hours: Hours{
			Days: []Weekday{Monday, Tuesday, Wednesday, Thursday, Friday}, From: mustClock(t, 8, 0), To: mustClock(t, 18, 0), Zone: documentedPeople(t, dir).Zone, Verbs: []identity.Verb{identity.Delete},
		}},
		Serve: Serve{Listen: "127.0.0.1:8460", Every: 15 * time.Minute, Operators: Operators{Password: true}},
	}
	if diff := cmp.Diff(want, got, comparers...); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

var comparers = []cmp.Option{
	cmp.AllowUnexported(Secret{}),
	cmp.Comparer(func(a, b identity.Clock) bool { return a == b }),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
}

func documentedPeople(t *testing.T, dir string) People {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return People{
		Name:     "hr",
		Kind:     CSV,
		Zone:     paris,
		EndsAt:   mustClock(t, 18, 0),
		Grace:    day,
		Complete: Complete{Min: 1, MaxDrop: 1000, Columns: ColumnsNamed},
		CSV: &PeopleCSV{
			CSVFile: CSVFile{filepath.Join(dir, "hr.csv"), EncodingAuto, DelimiterAuto, DateAuto},
			Columns: map[Column]string{
				ColumnID: "employee_id", ColumnGiven: "first_name", ColumnFamily: "last_name", ColumnEmail: "work_email",
				ColumnStart: "hire_date", ColumnEnd: "termination_date", ColumnLastDay: "last_working_day", ColumnStatus: "status",
				ColumnKind: "worker_type", ColumnPosition: "job_title", ColumnDepartment: "department",
				ColumnManager: "manager_id", ColumnZone: "tz",
			},
			StatusValues: defaultOf(t, &personStatus),
		},
	}
}

func documentedDirectory(t *testing.T, dir string) System {
	t.Helper()
	return System{
		Name:     "directory",
		Kind:     LDAP,
		Due:      2 * day,
		Complete: Complete{Min: 1, MaxDrop: 1000},
		LDAP: &Directory{
			URL:        "ldaps://127.0.0.1:6360",
			CA:         filepath.Join(dir, "ca.crt"),
			Bind:       "cn=exeunt,ou=services,dc=exeunt,dc=test",
			Password:   Secret{"env", "DIRECTORY_PASSWORD", dir},
			PeopleBase: "ou=people,dc=exeunt,dc=test",
			GroupsBase: "ou=groups,dc=exeunt,dc=test",
			SuspendBy:  []SuspendBy{ByPPolicy, ByShell},
			GroupsBy:   ByMember,
			Attributes: map[Attribute]string{
				AttributeKey: "entryUUID", AttributeLogin: "uid", AttributeEmail: "mail", AttributeEmployee: "employeeNumber",
				AttributeGiven: "givenName", AttributeFamily: "sn", AttributeDisplay: "cn",
				AttributeCreated: "createTimestamp", AttributeMember: "member", AttributeMemberOf: "memberOf", AttributeShell: "loginShell",
			},
			KindValues:  defaultOf(t, &accountKind),
			PageSize:    500,
			Concurrency: 4,
			Timeout:     30 * time.Second,
		},
	}
}

func documentedApplication(t *testing.T, dir string) System {
	t.Helper()
	return System{
		Name:     "crm",
		Kind:     CSV,
		Owner:    "it-apps@example.test",
		Due:      2 * day,
		Complete: Complete{Min: 1, MaxDrop: 1000},
		CSV: &SystemCSV{
			CSVFile: CSVFile{filepath.Join(dir, "crm-users.csv"), EncodingAuto, DelimiterAuto, DateAuto},
			Zone:    time.UTC,
			Columns: map[Column]string{
				ColumnID: "user_id", ColumnLogin: "username", ColumnEmail: "email", ColumnStatus: "active",
				ColumnLastSeen: "last_login", ColumnEmployee: "emp_no", ColumnGroups: "roles",
			},
			StatusValues: defaultOf(t, &accountStatus),
			KindValues:   defaultOf(t, &accountKind),
		},
	}
}

func defaultPolicies() Policies {
	return Policies{
		Leaver: map[identity.Verb]Step{
			identity.Suspend: {From: AnchorEnd},
			identity.SignOut: {From: AnchorEnd},
			identity.Remove:  {From: AnchorEnd, After: day},
			identity.Release: {From: AnchorEnd, After: 30 * day},
			identity.Delete:  {From: AnchorEnd, After: 90 * day},
		},
		Orphan:   Response{14 * day, DoTask},
		Dormant:  Response{90 * day, DoTask},
		Expiring: Expiring{30 * day},
		Vanished: Vanished{DoTask},
	}
}

func defaultLimits() map[identity.Verb]Limit {
	suspend := Limit{Max: 50, Share: 1000, PerDay: 500, PerWeek: All, Small: 10}
	return map[identity.Verb]Limit{
		identity.Suspend: suspend, identity.SignOut: suspend, identity.Remove: suspend, identity.Release: suspend,
		identity.Delete: {Max: 10, Share: 200, PerDay: All, PerWeek: All},
	}
}

func defaultOf[K comparable](t *testing.T, s **section[map[K][]string]) map[K][]string {
	t.Helper()
	r := &reader{}
	var words map[K][]string
	(*s).absent(r, &words)
	if len(r.problems) > 0 || len(words) == 0 {
		t.Fatalf("the default words cannot be read: %v", r.problems)
	}
	return words
}

func mustClock(t *testing.T, hour, minute int) identity.Clock {
	t.Helper()
	c, err := identity.NewClock(hour, minute)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAFileThatCannotBeReadSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing := filepath.Join(dir, "exeunt.yaml")
	for path, want := range map[string]string{
		missing: missing + `: there is no such file, and a settings file (run "exeunt init" to write one, or name another with --config) is expected`,
		dir:     dir + `: it is a folder, and a settings file (run "exeunt init" to write one, or name another with --config) is expected`,
	} {
		_, err := Load(path)
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		if _, ok := errors.AsType[*InvalidError](err); !ok {
			t.Errorf("%T is no *InvalidError", err)
		}
	}
	if _, err := Load(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file cannot be told from a broken one: %v", err)
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "settings.yml")
	text := "store: data/../x.db\nledger: {key: /keys/k}\n" + least
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if s.Store != filepath.Join(dir, "x.db") || s.LedgerKey != "/keys/k" || s.People[0].CSV.Path != filepath.Join(dir, "hr.csv") {
		t.Errorf("store %s, key %s, people %s", s.Store, s.LedgerKey, s.People[0].CSV.Path)
	}
}
