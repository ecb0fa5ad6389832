package api

import "cel.dev/cel-go/cel"

// Scope is a place where expressions stand: it says which names they may use.
type Scope string

// The scopes.
const (
	ScopeLogin   Scope = "login"   // the request that signs us in: user, password
	ScopePage    Scope = "page"    // the request for a page: page, offset, size, cursor
	ScopeAnswer  Scope = "answer"  // an answer: status, headers, body, text
	ScopeItem    Scope = "item"    // an item of a list of accounts, with its details: item, detail
	ScopeRow     Scope = "row"     // an item of another list: item
	ScopeOne     Scope = "one"     // a request about one account that is not known yet: key
	ScopePages   Scope = "pages"   // a page of a list about one account: key, login, page, offset, size, cursor
	ScopeAccount Scope = "account" // a request about an account: key, login, item, detail, reason, open
	ScopeRestore Scope = "restore" // the same, and before
	ScopeRight   Scope = "right"   // the same, and right, kept
)

var (
	texts = cel.MapType(cel.StringType, cel.StringType)
	words = map[string]*cel.Type{
		"with":     texts, // the values that the settings of the system give
		"user":     cel.StringType,
		"password": cel.StringType,
		"page":     cel.IntType,
		"offset":   cel.IntType,
		"size":     cel.IntType,
		"cursor":   cel.StringType,
		"status":   cel.IntType,
		"headers":  texts, // their names in lower case
		"body":     cel.DynType,
		"text":     cel.StringType, // the body as it was sent
		"item":     cel.DynType,
		"detail":   cel.MapType(cel.StringType, cel.DynType),
		"key":      cel.StringType,
		"login":    cel.StringType,
		"reason":   cel.StringType,
		"each":     cel.DynType,
		"open":     cel.ListType(texts),                                       // kind, name, from
		"before":   cel.MapType(cel.StringType, cel.ListType(cel.StringType)), // the captured attributes; one that was not there is left out
		"right":    texts,                                                     // key, name, kind
		"kept":     cel.DynType,
	}
	one    = []string{"with", "key", "login", "item", "detail", "reason", "open", "each"}
	scopes = map[Scope][]string{
		ScopeLogin:   {"with", "user", "password"},
		ScopePage:    {"with", "page", "offset", "size", "cursor"},
		ScopeAnswer:  {"with", "status", "headers", "body", "text"},
		ScopeItem:    {"with", "item", "detail"},
		ScopeRow:     {"with", "item"},
		ScopeOne:     {"with", "key"},
		ScopePages:   {"with", "key", "login", "page", "offset", "size", "cursor"},
		ScopeAccount: one,
		ScopeRestore: append([]string{"before"}, one...),
		ScopeRight:   append([]string{"right", "kept"}, one...),
	}
)
