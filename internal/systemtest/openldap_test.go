package systemtest_test

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestAUserBindsAndAWrongPasswordDoesNot(t *testing.T) {
	t.Parallel()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	user := server.UserDN(server.UID(7))
	if err := server.Bind(user, server.UserPassword(server.UID(7))); err != nil {
		t.Errorf("bind with the right password: %v", err)
	}
	if err := server.Bind(user, "wrong"); !ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) {
		t.Errorf("bind with a wrong password: %v, want code 49", err)
	}
}

func TestTheCertificateIsGoodForLDAPSAndForStartTLS(t *testing.T) {
	t.Parallel()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	verified := &tls.Config{ServerName: "127.0.0.1", RootCAs: authority(t, server.CA)}
	ldaps, err := ldap.DialURL(server.URLTLS, ldap.DialWithTLSConfig(verified))
	if err != nil {
		t.Fatalf("ldaps: %v", err)
	}
	defer ldaps.Close()
	if _, err := ldap.DialURL(server.URLTLS); err == nil {
		t.Error("ldaps without the authority was accepted")
	}
	plain, err := ldap.DialURL(server.URL)
	if err != nil {
		t.Fatalf("ldap: %v", err)
	}
	defer plain.Close()
	if err := plain.StartTLS(verified); err != nil {
		t.Errorf("StartTLS: %v", err)
	}
}

func TestACopyIsIndependentOfTheOthersAndOfItsTemplate(t *testing.T) {
	t.Parallel()
	first := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	second := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	victim := first.UserDN(first.UID(3))
	if err := service(t, first).Del(ldap.NewDelRequest(victim, nil)); err != nil {
		t.Fatal(err)
	}
	third := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	for name, want := range map[*systemtest.LDAPServer]bool{first: false, second: true, third: true} {
		err := name.Bind(victim, name.UserPassword("u0003"))
		if got := err == nil; got != want {
			t.Errorf("on %s the deleted user of the first server signs in: %v, want %v (%v)", name.URL, got, want, err)
		}
	}
}

func TestAStoppedServerComesBackWithItsData(t *testing.T) {
	t.Parallel()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	user := server.UserDN(server.UID(1))
	set(t, service(t, server), user, "description", "changed")
	server.Stop()
	if err := server.Bind(user, server.UserPassword("u0001")); !ldap.IsErrorWithCode(err, ldap.ErrorNetwork) {
		t.Errorf("bind to the stopped server: %v, want no connection", err)
	}
	server.Start()
	if got := read(t, service(t, server), user).GetAttributeValue("description"); got != "changed" {
		t.Errorf("description after the restart is %q, want %q", got, "changed")
	}
}

// The three ways in which an account can be suspended on OpenLDAP need accounts on which they work and on which not.
func TestTheSeedHoldsUsersOfEverySort(t *testing.T) {
	t.Parallel()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: 30})
	conn := service(t, server)
	for number := 1; number <= server.Users; number++ {
		uid := server.UID(number)
		user := server.UserDN(uid)
		if shell := read(t, conn, user).GetAttributeValue("loginShell"); (shell == "/bin/bash") != server.HasShell(number) {
			t.Errorf("%s has the shell %q, HasShell says %v", uid, shell, server.HasShell(number))
		}
		set(t, conn, user, "pwdAccountLockedTime", "000001010000Z")
		if locked := server.Bind(user, server.UserPassword(uid)) != nil; locked != server.Lockable(number) {
			t.Errorf("%s is locked out by pwdAccountLockedTime: %v, Lockable says %v", uid, locked, server.Lockable(number))
		}
	}
	admins := read(t, conn, "cn=admins,"+server.GroupsDN).GetAttributeValues("member")
	if len(admins) != 3 || admins[0] != server.UserDN("breakglass") {
		t.Errorf("the members of admins are %q, want breakglass and two users", admins)
	}
	if err := server.Bind(server.UserDN("breakglass"), server.UserPassword("breakglass")); err != nil {
		t.Errorf("breakglass: %v", err)
	}
}

func authority(t *testing.T, path string) *x509.CertPool {
	t.Helper()
	pem, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("no certificate in %s", path)
	}
	return pool
}

func service(t *testing.T, server *systemtest.LDAPServer) *ldap.Conn {
	t.Helper()
	conn, err := ldap.DialURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.Bind(server.ServiceDN, server.ServicePassword); err != nil {
		t.Fatal(err)
	}
	return conn
}

func set(t *testing.T, conn *ldap.Conn, dn, attribute, value string) {
	t.Helper()
	change := ldap.NewModifyRequest(dn, nil)
	change.Replace(attribute, []string{value})
	if err := conn.Modify(change); err != nil {
		t.Fatalf("set %s of %s: %v", attribute, dn, err)
	}
}

func read(t *testing.T, conn *ldap.Conn, dn string) *ldap.Entry {
	t.Helper()
	found, err := conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", nil, nil))
	if err != nil {
		t.Fatalf("read %s: %v", dn, err)
	}
	return found.Entries[0]
}
