package api

import "cel.dev/cel-go/cel"

// Scope is a place where expressions stand: it says which names they may use.
type Scope string

// The scopes.
const (
	ScopeLogin   Scope = "login"   // the request that signs us in: user, password
	ScopePage    Scope = "page"    // the request for a page: page, offset, size, cursor
	ScopeAnswer  Scope = "answer"  // an answer: status, headers, body, text
	ScopeFound   Scope = "found"   // the same for a request about one account, and key
	ScopeItem    Scope = "item"    // an item of a list of accounts, with its details: item, detail, shared
	ScopeRow     Scope = "row"     // an item of another list: item
	ScopeOne     Scope = "one"     // a request about one account that is not known yet: key
	ScopePages   Scope = "pages"   // a page of a list about one account: key, login, page, offset, size, cursor
	ScopeHolders Scope = "holders" // a page of the list of those who hold the right of an item: item, page, offset, size, cursor
	ScopeAccount Scope = "account" // a request about an account: key, login, item, detail, shared, reason, open, held
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
		"shared":   cel.MapType(cel.StringType, cel.ListType(cel.DynType)),
		"key":      cel.StringType,
		"login":    cel.StringType,
		"reason":   cel.StringType,
		"each":     cel.DynType,
		"open":     cel.ListType(texts),                                       // kind, name, from
		"held":     cel.ListType(texts),                                       // key, name, kind, sort of each right
		"before":   cel.MapType(cel.StringType, cel.ListType(cel.StringType)), // the captured attributes; one that was not there is left out
		"right":    texts,                                                     // key, name, kind
		"kept":     cel.DynType,
	}
	one    = []string{"with", "key", "login", "item", "detail", "shared", "reason", "open", "held", "each"}
	scopes = map[Scope][]string{
		ScopeLogin:   {"with", "user", "password"},
		ScopePage:    {"with", "page", "offset", "size", "cursor"},
		ScopeAnswer:  {"with", "status", "headers", "body", "text"},
		ScopeFound:   {"with", "status", "headers", "body", "text", "key"},
		ScopeItem:    {"with", "item", "detail", "shared"},
		ScopeRow:     {"with", "item"},
		ScopeOne:     {"with", "key"},
		ScopeHolders: {"with", "item", "page", "offset", "size", "cursor"},
		ScopePages:   {"with", "key", "login", "page", "offset", "size", "cursor"},
		ScopeAccount: one,
		ScopeRestore: append([]string{"before"}, one...),
		ScopeRight:   append([]string{"right", "kept"}, one...),
	}
)
