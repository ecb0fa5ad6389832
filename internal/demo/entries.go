package demo

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

// entries returns the directory: everybody, their groups, and an account for the day when all else fails.
func entries(people []person) []directory.Entry {
	all := directory.Skeleton(password)
	groups := map[string][]string{"admins": {userDN("breakglass")}}
	for i := range people {
		p := &people[i]
		all = append(all, user(p.login(), p.given, p.family, p.mail(), p.id(), 10000+i))
		for _, group := range groupsOf(p) {
			groups[group] = append(groups[group], userDN(p.login()))
		}
	}
	all = append(all, user("breakglass", "Break", "Glass", "", "", 9999))
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		all = append(all, directory.Entry{DN: "cn=" + name + "," + directory.GroupsBase, Attributes: []directory.Attribute{
			{Name: "objectClass", Values: []string{"groupOfNames"}},
			{Name: "cn", Values: []string{name}},
			{Name: "member", Values: append([]string{directory.ServiceDN}, groups[name]...)},
		}})
	}
	return all
}

func groupsOf(p *person) []string {
	groups := []string{"staff", lower(p.department)}
	if p.admin {
		groups = append(groups, "admins")
	}
	if p.crm {
		groups = append(groups, "crm-users")
	}
	return groups
}

func userDN(login string) string { return "uid=" + login + "," + directory.PeopleBase }

func user(login, given, family, mail, employee string, number int) directory.Entry {
	attributes := []directory.Attribute{
		{Name: "objectClass", Values: []string{"inetOrgPerson", "posixAccount"}},
		{Name: "uid", Values: []string{login}},
		{Name: "cn", Values: []string{given + " " + family}},
		{Name: "sn", Values: []string{family}},
		{Name: "givenName", Values: []string{given}},
		{Name: "uidNumber", Values: []string{strconv.Itoa(number)}},
		{Name: "gidNumber", Values: []string{"100"}},
		{Name: "homeDirectory", Values: []string{"/home/" + login}},
		{Name: "loginShell", Values: []string{"/bin/bash"}},
		{Name: "userPassword", Values: []string{fmt.Sprintf("pw-%s", login)}},
	}
	for _, optional := range []directory.Attribute{{Name: "mail", Values: []string{mail}}, {Name: "employeeNumber", Values: []string{employee}}} {
		if optional.Values[0] != "" {
			attributes = append(attributes, optional)
		}
	}
	return directory.Entry{DN: userDN(login), Attributes: attributes}
}
