// Package api is a part of the connector http (the floor): the description of an application that has a JSON API, as
// plain values, and the expressions in it.
//
// What stands in single quotes below is an expression of CEL; what may hold ${...} around expressions is called a
// template. scope.go says which names each of them may use.
package api

import "github.com/exeunt-iam/exeunt/internal/identity"

// API describes an application.
type API struct {
	Needs []string // the values that the settings of a system must give (with)

	Login    *Login // nil: the sign-in of the settings is put on every request
	Accounts Accounts
	Rights   []Right
	Open     []Open // what lets somebody in whatever the state of the account
	Verbs    map[identity.Verb][]Step
	Notes    map[identity.Verb]string // what a verb does there, or why it means nothing, in one sentence
	Answers  Answers
	Probe    []Probe

	Suspended string // what "suspended" means there, in one sentence
	Verified  string // how it is verified, in one sentence; empty: the account is read back
	Residual  string // what outlives a suspension, in one sentence; empty: nothing is known to
}

// Request is one request. One of the methods has a path.
type Request struct {
	Get, Post, Put, Patch, Delete string // templates of the path below the URL of the settings; what is put in is escaped

	Query   map[string]string // templates
	Headers map[string]string // templates
	Body    string            // an expression of what is sent as JSON; empty: nothing is sent
	Form    map[string]string // templates of what is sent as a form, in place of a body
	OK      string            // an expression of whether it was done; empty: the status is 2xx
}

// Method returns the method of the request and the template of its path.
func (r *Request) Method() (method, path string) {
	for _, m := range []struct{ name, path string }{
		{"GET", r.Get},
		{"POST", r.Post},
		{"PUT", r.Put},
		{"PATCH", r.Patch},
		{"DELETE", r.Delete},
	} {
		if m.path != "" {
			return m.name, m.path
		}
	}
	return "", ""
}

// Step is one request of a verb.
type Step struct {
	Request
	If   string // an expression; the step is left out where it is false
	Each string // an expression of a list; the step is done once for each of it
}

// List is a request whose answers hold a list, perhaps on several pages.
type List struct {
	Request
	Items string // an expression of the list in an answer
	Page  By
	First int    // the number of the first page; 1
	Size  int    // of a page; 100
	Next  string // an expression of the next cursor; empty or null ends the list
	Total string // an expression of how many there are; empty: the application does not say
}

// By is how the pages of a list are asked for.
type By string

// The ways. The first page that holds nothing, or the one that reaches the total, ends the list.
const (
	ByNothing By = "none"   // there is one page
	ByNumber  By = "number" // page counts them
	ByOffset  By = "offset" // offset counts what was seen
	ByCursor  By = "cursor" // cursor is what Next gave
	ByLink    By = "link"   // the header Link names the next (RFC 8288, rel="next")
)

// Accounts says what an account is, and where its facts stand.
type Accounts struct {
	List    List
	One     *One     // nil: an account is looked for in the list
	Details []Detail // asked for at each account
	Shared  []Shared // asked for once a reading
	Where   string   // an expression of whether an item is an account; empty: all are

	Key, Login, Email, Employee, Given, Family, Display, Owner string // expressions
	Kind                                                       string // of service, shared, guest; empty: all are personal
	Created, LastSeen                                          string // of a time: RFC 3339, or seconds since 1970
	Suspended                                                  string // of whether the account is suspended

	Attributes map[string]string // expressions of everything that a verb may touch
}

// One is the request for one account.
type One struct {
	Request
	Item string // an expression of the item; body. It may use the key
	Gone string // an expression of whether the account is not there; status == 404
}

// Detail is a request for more of one account. Its answer is what detail.NAME is.
type Detail struct {
	Name string
	Request
}

// Shared is a list about all accounts, such as of those that are blocked. What it holds is what shared.NAME is.
type Shared struct {
	Name string
	List
}

// Right is one sort of entitlement. It stands in the account (Of), or in a list of its own with its members.
type Right struct {
	Kind identity.EntitlementKind
	Name string // of the sort; it stands before every key where there are several sorts

	Of      string // an expression of a list of {key, name}
	List    *List
	One     *List  // the same for one account; nil: it is looked for in the list
	Holders *List  // the accounts that hold the right of an item; nil: they stand in the item
	Key     string // expressions on an item of the list
	Title   string
	Members string // of the key of the account, or of a list of them; on an item of Holders where there are some
	Keep    string // of all that is needed to give it back; empty: its key is enough

	Remove []Step
	Add    []Step
}

// Open is one sort of way in.
type Open struct {
	Kind    identity.ResidualKind
	List    *List
	One     *List  // the same for one account
	Account string // expressions on an item of the list: the key of the account; empty: One gives those of the account only
	Name    string
	From    string
}

// Login is a request that signs us in. The application may keep us by a cookie, or want a token on every request.
type Login struct {
	Request
	Token  string // an expression of the token; empty: the cookie is enough
	Header string // the header that holds it; Authorization
	Prefix string // what stands before it, such as "Bearer "
	Ended  string // an expression of whether an answer says that the sign-in is over; status == 401
}

// Answers says what an answer means, where the status does not say it. The first that is true counts.
type Answers struct {
	Said      string // an expression of the application's own reason
	Throttled string // of whether it asks us to wait
	Refused   string // of whether it refused, so that nothing was changed
}

// Probe is a question after a right, that changes nothing.
type Probe struct {
	Verbs []identity.Verb
	What  string
	Request
	Granted string // an expression of whether the right is there
	Grant   string // what gives it: a command or rule to copy
}
