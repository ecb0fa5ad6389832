package directory

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	goldap "github.com/go-ldap/ldap/v3"
)

// Group is a group that looks as if somebody must always be in it.
type Group struct {
	Name    string
	Members int // accounts under people-base
	Keep    int // how many should stay, whatever happens
}

// Emergency returns the logins under a base that look like accounts for the day when all else fails.
func (d *Directory) Emergency(base, login string) ([]string, error) {
	var parts []string
	for _, word := range emergencies {
		parts = append(parts, fmt.Sprintf("(%s=*%s*)", login, word))
	}
	for _, word := range almighty {
		parts = append(parts, fmt.Sprintf("(%s=%s)", login, word))
	}
	found, err := d.under(base, "(|"+strings.Join(parts, "")+")", sampled, login)
	if err != nil {
		return nil, err
	}
	var logins []string
	for _, e := range found {
		logins = append(logins, e.GetEqualFoldAttributeValue(login))
	}
	slices.Sort(logins)
	return slices.DeleteFunc(logins, func(l string) bool { return !IsEmergency(l) }), nil
}

var (
	emergencies = strings.Fields("breakglass break-glass break_glass emergency firecall notfall urgence secours emergencia emergenza noodgeval")
	almighty    = strings.Fields("root admin administrator superuser")
)

// IsEmergency reports whether a login looks like that of an account for the day when all else fails, or of the one
// that may do everything.
func IsEmergency(login string) bool {
	login = strings.ToLower(login)
	return slices.Contains(almighty, login) ||
		slices.ContainsFunc(emergencies, func(word string) bool { return strings.Contains(login, word) })
}

// Admins returns the groups under a base that look like those of administrators, with how many accounts under
// people-base are in each.
func (d *Directory) Admins(base, people string) ([]Group, error) {
	found, err := d.under(base, "(&"+groupFilter+"(|(cn=*admin*)(cn=*amministr*)(cn=*beheer*)(cn=*sudo*)(cn=*superuser*)(cn=wheel)(cn=root)))", sampled,
		"cn", "member", "uniqueMember", "memberUid")
	if err != nil {
		return nil, err
	}
	var groups []Group
	for _, e := range found {
		name := e.GetEqualFoldAttributeValue("cn")
		if n := members(e, people); IsAdmin(name) && n > 0 {
			groups = append(groups, Group{name, n, keep(n)})
		}
	}
	slices.SortFunc(groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	return groups, nil
}

// keep says how many of the members should always stay: two, unless that would leave no room for one to go.
func keep(members int) int {
	if members > 2 {
		return 2
	}
	return 1
}

func members(group *goldap.Entry, people string) int {
	counted := map[string]bool{}
	for _, dn := range slices.Concat(group.GetEqualFoldAttributeValues("member"), group.GetEqualFoldAttributeValues("uniqueMember")) {
		if below(dn, people) {
			counted[strings.ToLower(dn)] = true
		}
	}
	return len(counted) + len(group.GetEqualFoldAttributeValues("memberUid"))
}

var adminWords = strings.Fields(`admin admins administrator administrators administrateur administrateurs administratoren administrador administradores
amministratore amministratori beheerder beheerders sudo sudoers wheel root superuser superusers superadmin superadmins sysadmin sysadmins domainadmins`)

// IsAdmin reports whether the name of a group says that its members may do everything.
func IsAdmin(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(adminWords, w) })
}
