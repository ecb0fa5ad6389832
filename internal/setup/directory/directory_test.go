package directory

import (
	"context"
	"fmt"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

const users = 300

// open signs in to a directory of its own.
func open(t *testing.T) (*Directory, *systemtest.LDAPServer) {
	t.Helper()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: users})
	d, err := Open(t.Context(), access(server), server.ServicePassword)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, server
}

func access(server *systemtest.LDAPServer) *config.Directory {
	return &config.Directory{URL: server.URLTLS, CA: server.CA, Bind: server.ServiceDN}
}

// hr knows everybody in the directory.
func hr() column.Known {
	var ids, mails []string
	for n := 1; n <= users; n++ {
		ids = append(ids, fmt.Sprintf("E%04d", n))
		mails = append(mails, fmt.Sprintf("u%04d@exeunt.test", n))
	}
	return column.NewKnown([]column.Guess{
		{What: config.ColumnID, Column: column.New("id", ids)}, {What: config.ColumnEmail, Column: column.New("mail", mails)},
	})
}

func TestARealDirectoryShowsWhereEverythingIs(t *testing.T) {
	t.Parallel()
	d, server := open(t)
	if d.Product != "OpenLDAP" || d.Context != server.BaseDN {
		t.Errorf("it is %q with the context %q", d.Product, d.Context)
	}
	people, err := d.PeopleBase()
	if want := (Base{server.PeopleDN, users + 1, "by its name"}); err != nil || people != want {
		t.Errorf("people-base %+v (%v), want %+v", people, err, want)
	}
	groups, err := d.GroupsBase()
	if want := (Base{server.GroupsDN, 21, "by its name"}); err != nil || groups != want {
		t.Errorf("groups-base %+v (%v), want %+v", groups, err, want)
	}
	emergency, err := d.Emergency(people.DN, "uid")
	if diff := cmp.Diff([]string{"breakglass"}, emergency); err != nil || diff != "" {
		t.Error(err, diff)
	}
	admins, err := d.Admins(groups.DN, people.DN)
	if diff := cmp.Diff([]Group{{"admins", 3, 2}}, admins); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestAttributesAreThoseOfWhichHRKnowsTheValues(t *testing.T) {
	t.Parallel()
	d, server := open(t)
	sample, err := d.Sample(server.PeopleDN)
	if err != nil {
		t.Fatal(err)
	}
	got := map[config.Attribute]string{}
	for _, a := range sample.Attributes(hr()) {
		if a.Column != nil {
			got[a.What] = a.Column.Name + ": " + a.Why
		}
	}
	want := map[config.Attribute]string{
		"key": "entryUUID: 200 of 200 entries", "login": "uid: 200 of 200 entries, 200 are logins of people",
		"email":    "mail: 200 of 200 entries, 200 are mail addresses of people",
		"employee": "employeeNumber: 200 of 200 entries, 200 are numbers of people",
		"family":   "sn: 200 of 200 entries", "display": "cn: 200 of 200 entries", "created": "createTimestamp: 200 of 200 entries",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPasswordsArePrivate(t *testing.T) {
	t.Parallel()
	d, server := open(t)
	sample, err := d.Sample(server.PeopleDN)
	if err != nil {
		t.Fatal(err)
	}
	for name := range sample.attributes {
		if strings.Contains(name, "password") {
			t.Errorf("%s was read", name)
		}
	}
	if sample.Attribute("uid") == nil {
		t.Error("nothing was read at all")
	}
}

func TestNumbersOfPeopleAreFoundWhereverTheyStand(t *testing.T) {
	t.Parallel()
	var found []*goldap.Entry
	for n := range 10 {
		found = append(found, goldap.NewEntry(fmt.Sprintf("uid=u%d", n), map[string][]string{
			"employeeNumber": {"x"}, "exampleStaffId": {fmt.Sprintf("E%04d", n+1)},
		}))
	}
	sample := newSample(found, map[string]string{"employeenumber": "employeeNumber", "examplestaffid": "exampleStaffId"})
	for _, a := range sample.Attributes(hr()) {
		if a.What == config.AttributeEmployee && a.Column.Name != "exampleStaffId" {
			t.Errorf("employee is %s (%s)", a.Column.Name, a.Why)
		}
	}
}

func TestASuspensionIsWhatTheEntriesAndThePoliciesAllow(t *testing.T) {
	t.Parallel()
	d, server := open(t)
	sample, err := d.Sample(server.PeopleDN)
	if err != nil {
		t.Fatal(err)
	}
	methods, doubt, err := d.SuspendBy(sample)
	if err != nil || doubt != "" {
		t.Fatal(err, doubt)
	}
	want := []Method{
		{config.ByPPolicy, "1 of 2 password policies have pwdLockout; where one has not, the password's end time is set"},
		{config.ByShell, "100 of 200 entries have a loginShell, which hosts obey"},
		{config.ByShadow, "100 of 200 entries are a shadowAccount, whose expiry PAM obeys: keys open nothing either"},
	}
	if diff := cmp.Diff(want, methods); diff != "" {
		t.Error(diff)
	}
}

func TestA389DirectoryServerIsSuspendedByItsOwnLock(t *testing.T) {
	t.Parallel()
	server := systemtest.DS389(t, systemtest.Options{Users: users})
	d, err := Open(t.Context(), access(server), server.ServicePassword)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	sample, err := d.Sample(server.PeopleDN)
	if err != nil {
		t.Fatal(err)
	}
	methods, doubt, err := d.SuspendBy(sample)
	if err != nil || doubt != "" || len(methods) == 0 || methods[0].By != config.ByAccountLock {
		t.Errorf("it is suspended by %+v (%q, %v)", methods, doubt, err)
	}
}

func TestAWrongPasswordIsAnError(t *testing.T) {
	t.Parallel()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: users})
	if _, err := Open(t.Context(), access(server), "wrong"); !goldap.IsErrorWithCode(err, goldap.LDAPResultInvalidCredentials) {
		t.Errorf("the error is %v", err)
	}
	unknown := access(server)
	unknown.CA = ""
	if _, err := Open(t.Context(), unknown, server.ServicePassword); err == nil {
		t.Error("a certificate that nobody knows was taken")
	}
}

func TestACancelledLookEnds(t *testing.T) {
	t.Parallel()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: users})
	ctx, cancel := context.WithCancel(t.Context())
	d, err := Open(ctx, access(server), server.ServicePassword)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cancel()
	for range 100 { // the connection is closed from another goroutine
		if _, err = d.Accounts(server.PeopleDN); err != nil {
			return
		}
	}
	t.Error("it went on looking")
}

func TestNamesOfThoseWhoMayDoEverything(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"admins": true, "Domain Admins": true, "it-admins": true, "sudo": true, "Administratoren": true, "web_administrators": true,
		"badminton": false, "administration": false, "g01": false, "wheelchairs": false,
	} {
		if IsAdmin(name) != want {
			t.Errorf("IsAdmin(%q) is %v", name, !want)
		}
	}
	for login, want := range map[string]bool{
		"breakglass": true, "break-glass-2": true, "root": true, "Administrator": true, "notfall01": true, "u0001": false, "badmin": false, "trooter": false,
	} {
		if IsEmergency(login) != want {
			t.Errorf("IsEmergency(%q) is %v", login, !want)
		}
	}
}
