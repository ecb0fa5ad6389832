package systemtest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestSeveralDomainsStandSideBySide(t *testing.T) {
	t.Parallel()
	first := systemtest.SharedDomain(t)
	second := systemtest.ActiveDirectory(t, systemtest.DomainOptions{Plain: true})
	if first.Address == second.Address {
		t.Fatalf("both domains listen on %s", first.Address)
	}
	for _, d := range []*systemtest.Domain{first, second} {
		if err := d.Bind(d.UPN("u0003"), d.UserPassword("u0003")); err != nil {
			t.Errorf("on %s, a user with the right password: %v", d.Address, err)
		}
		if err := d.Bind(d.UPN("u0003"), "wrong"); err == nil || !strings.Contains(err.Error(), "data 52e") {
			t.Errorf("on %s, a user with a wrong password: %v; want data 52e", d.Address, err)
		}
		if err := d.Bind(d.ServiceUPN, d.ServicePassword); err != nil {
			t.Errorf("on %s, the service account: %v", d.Address, err)
		}
	}
}

func TestADomainHasTheAttributeOfExchangeAndTheBinUnlessItIsPlain(t *testing.T) {
	t.Parallel()
	with, without := systemtest.SharedDomain(t), systemtest.ActiveDirectory(t, systemtest.DomainOptions{Plain: true})
	for d, want := range map[*systemtest.Domain]int{with: 1, without: 0} {
		conn, err := d.Dial(d.AdminUPN, d.AdminPassword)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if got := count(t, conn, "CN=Schema,CN=Configuration,"+d.BaseDN, "(lDAPDisplayName=msExchHideFromAddressLists)"); got != want {
			t.Errorf("on %s the schema has the attribute %d times, want %d", d.Address, got, want)
		}
		if got := count(t, conn, "CN=Configuration,"+d.BaseDN, "(&(cn=Partitions)(msDS-EnabledFeature=*))"); got != want {
			t.Errorf("on %s the bin is on in %d places, want %d", d.Address, got, want)
		}
	}
}

func TestADomainWritesEverySignInIntoItsLog(t *testing.T) {
	t.Parallel()
	d := systemtest.SharedDomain(t)
	if err := d.Bind(d.UPN("u0004"), "wrong"); err == nil {
		t.Fatal("a wrong password was taken")
	}
	log, err := os.ReadFile(d.AuditLog)
	if err != nil || !strings.Contains(string(log), `"clientAccount": "u0004@exeunt.test"`) {
		t.Errorf("the log does not name u0004 (%v)", err)
	}
}

func count(t *testing.T, conn *ldap.Conn, base, filter string) int {
	t.Helper()
	found, err := conn.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, filter, []string{"1.1"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Entries)
}
