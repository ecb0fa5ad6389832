package directory

import (
	"cmp"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"
)

// Base is the entry under which accounts, or groups, are.
type Base struct {
	DN      string // empty: none was found
	Entries int    // accounts or groups under it, counted up to Many
	Why     string
}

// Many is how far entries are counted.
const Many = 5000

const (
	accountFilter = "(|(objectClass=person)(objectClass=account)(objectClass=posixAccount)(uid=*)(sAMAccountName=*))"
	groupFilter   = "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))"
)

// The names by which directories call where their people and their groups are, in the languages of the settings.
var (
	peopleNames = strings.Fields(`people users accounts persons person staff employees members personnel user account
utilisateurs personnes comptes salariés benutzer mitarbeiter personen usuarios personas empleados utenti persone utilizadores pessoas gebruikers medewerkers`)
	groupNames = strings.Fields("groups group roles groupes groupe gruppen grupos gruppi groepen")
)

// PeopleBase finds where the accounts are.
func (d *Directory) PeopleBase() (Base, error) { return d.base(peopleNames, accountFilter) }

// GroupsBase finds where the groups are.
func (d *Directory) GroupsBase() (Base, error) { return d.base(groupNames, groupFilter) }

// base finds the unit with a telling name that has most of the entries; where there is none, the parent of most of the
// first entries.
func (d *Directory) base(names []string, filter string) (Base, error) {
	units, err := d.under(d.Context, "(|(objectClass=organizationalUnit)(objectClass=container)(objectClass=nsContainer)(objectClass=organizationalRole))", Many, "1.1")
	if err != nil {
		return Base{}, err
	}
	var best Base
	for _, unit := range units {
		if !slices.Contains(names, leaf(unit.DN)) || best.Entries > 0 && below(unit.DN, best.DN) {
			continue
		}
		n, err := d.Count(unit.DN, filter)
		if err != nil {
			return Base{}, err
		}
		if n > best.Entries {
			best = Base{unit.DN, n, "by its name"}
		}
	}
	if best.DN != "" {
		return best, nil
	}
	return d.parent(filter)
}

// parent returns the parent of most of the first entries that the filter takes.
func (d *Directory) parent(filter string) (Base, error) {
	found, err := d.under(d.Context, filter, sampled, "1.1")
	if err != nil || len(found) == 0 {
		return Base{}, err
	}
	children := map[string]int{}
	for _, e := range found {
		_, parent, _ := strings.Cut(e.DN, ",")
		children[parent]++
	}
	var best string
	for parent, n := range children {
		if n > children[best] || n == children[best] && cmp.Compare(parent, best) < 0 {
			best = parent
		}
	}
	n, err := d.Count(best, filter)
	return Base{best, n, "most of them are there"}, err
}

// Accounts counts the accounts under a base, up to Many.
func (d *Directory) Accounts(base string) (int, error) { return d.Count(base, accountFilter) }

// Count counts the entries under a base that a filter takes, up to Many.
func (d *Directory) Count(base, filter string) (int, error) {
	found, err := d.under(base, filter, Many, "1.1")
	return len(found), err
}

// leaf returns the value of an entry's own part of its name, in small letters.
func leaf(dn string) string {
	parsed, err := goldap.ParseDN(dn)
	if err != nil || len(parsed.RDNs) == 0 {
		return ""
	}
	return strings.ToLower(parsed.RDNs[0].Attributes[0].Value)
}
