package directory

// The names that the demo's settings file uses.
const (
	Base       = "dc=exeunt,dc=test"
	PeopleBase = "ou=people," + Base
	GroupsBase = "ou=groups," + Base
	ServiceDN  = "cn=exeunt,ou=services," + Base
	PolicyDN   = "cn=default,ou=policies," + Base // of everybody whose entry names no other
)

// rootDN is the administrator of the database: a name only, nobody can sign in as it.
const rootDN = "cn=admin," + Base

var (
	base    = mustParse(Base)
	service = mustParse(ServiceDN)
)

// Skeleton returns what stands in the directory before people and groups do: the four branches, the service account with
// its password, and the default password policy, under which a lock counts. People and groups go after it in a seed; give
// people a userPassword, because of an entry without one the directory does not say whether it could sign in.
func Skeleton(password string) []Entry {
	entries := []Entry{{Base, []Attribute{
		{"objectClass", []string{"dcObject", "organization"}},
		{"o", []string{"Exeunt demo"}},
	}}}
	for _, branch := range []string{"people", "groups", "services", "policies"} {
		entries = append(entries, Entry{"ou=" + branch + "," + Base, []Attribute{{"objectClass", []string{"organizationalUnit"}}}})
	}
	return append(entries,
		Entry{PolicyDN, []Attribute{
			{"objectClass", []string{"organizationalRole", "pwdPolicy"}},
			{"pwdAttribute", []string{"userPassword"}},
			{"pwdLockout", []string{"TRUE"}},
			{"pwdLockoutDuration", []string{"60"}},
			{"pwdMaxFailure", []string{"20"}},
		}},
		Entry{ServiceDN, []Attribute{
			{"objectClass", []string{"organizationalRole", "simpleSecurityObject"}},
			{"userPassword", []string{password}},
		}})
}
