package scim

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// Config is one application, as the settings describe it. The zero value of a field means its default.
type Config struct {
	Name string     // of the system in the settings; required
	Web  web.Config // where it is, and how we sign in

	Filter     string // which users are accounts, in the server's own filter language; all of them
	GroupsBy   GroupsBy
	Attributes Attributes

	Patch        Form         // the words in which active is written; empty: what works is found out
	RemoveMember RemoveMember // the words in which a member is taken out of a group; by its path
	Paging       Paging       // empty: by cursor where the server offers it, else by index
	PageSize     int          // 100

	SignOut SignOut // how sessions are ended, which no standard says; zero: not at all

	Self  []string // logins or ids of the accounts that are ours
	Owner string   // whom to ask about this application: a mail address
}

// GroupsBy says where it is read who is in a group.
type GroupsBy string

// The places.
const (
	ByMembers GroupsBy = "members" // the groups, and who is in them
	ByUser    GroupsBy = "user"    // the users: their attribute groups
	NoGroups  GroupsBy = "none"    // groups are neither read nor changed
)

// RemoveMember is a way to take a member out of a group.
type RemoveMember string

// The ways.
const (
	// ByPath is the way of RFC 7644, 3.5.2.2: the path names the member.
	ByPath RemoveMember = "path"
	// ByValue names the members path and the member beside it. A server that only looks at the path empties the group, so
	// that nothing but the settings can choose it.
	ByValue RemoveMember = "value"
)

// Paging is a way to read a long list.
type Paging string

// The ways.
const (
	ByIndex  Paging = "index"  // RFC 7644, 3.4.2.4
	ByCursor Paging = "cursor" // RFC 9865
)

// SignOut is a request that ends the sessions of a user.
type SignOut struct {
	Method string // such as POST
	Path   string // below the URL, or a whole address on the same host; {id} is the user's id
}

// Attributes name where the facts of an account stand, as paths of RFC 7644, 3.10: name.givenName, emails,
// urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber. Of several values the primary one counts,
// else the first. An empty name means its default.
type Attributes struct {
	Login    string // userName
	Email    string // emails
	Employee string // employeeNumber of the enterprise extension
	Given    string // name.givenName
	Family   string // name.familyName
	Display  string // displayName
	Created  string // meta.created
	Owner    string // no default

	// LastSeen is trusted when it is named; no attribute of the standard holds it.
	LastSeen string
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

func (c *Config) fill() {
	c.GroupsBy = cmp.Or(c.GroupsBy, ByMembers)
	c.RemoveMember = cmp.Or(c.RemoveMember, ByPath)
	c.PageSize = cmp.Or(c.PageSize, 100)
	c.Web.Concurrency = cmp.Or(c.Web.Concurrency, 4)
	a := &c.Attributes
	a.Login = cmp.Or(a.Login, "userName")
	a.Email = cmp.Or(a.Email, "emails")
	a.Employee = cmp.Or(a.Employee, enterprise+":employeeNumber")
	a.Given = cmp.Or(a.Given, "name.givenName")
	a.Family = cmp.Or(a.Family, "name.familyName")
	a.Display = cmp.Or(a.Display, "displayName")
	a.Created = cmp.Or(a.Created, "meta.created")
}

// check returns every problem of the settings but those of the connection, joined.
func (c *Config) check() error {
	var err error
	if c.Name == "" {
		err = errors.New("name is missing: name the system in the settings")
	}
	if c.PageSize < 1 || c.PageSize > 10_000 {
		err = errors.Join(err, fmt.Errorf("page-size %d: 1 to 10000 is expected", c.PageSize))
	}
	return errors.Join(err,
		oneOf("groups-by", c.GroupsBy, ByMembers, ByUser, NoGroups),
		oneOf("remove-member", c.RemoveMember, ByPath, ByValue),
		oneOf("paging", c.Paging, "", ByIndex, ByCursor),
		oneOf("patch", c.Patch, append(patches(), "", FormPut)...),
		c.SignOut.check(),
	)
}

func oneOf[W ~string](key string, word W, known ...W) error {
	if !slices.Contains(known, word) {
		return fmt.Errorf("%s %q: one of %q is expected", key, word, known)
	}
	return nil
}

func (s SignOut) check() error {
	methods := []string{http.MethodPost, http.MethodDelete, http.MethodPut}
	switch {
	case s == SignOut{}:
		return nil
	case !slices.Contains(methods, s.Method):
		return fmt.Errorf("sign-out: the method %q is none of %q", s.Method, methods)
	case !strings.Contains(s.Path, "{id}"):
		return fmt.Errorf("sign-out: the path %q does not say where the user's id stands: write {id} there", s.Path)
	}
	return nil
}
