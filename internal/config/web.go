package config

import (
	"net/url"
	"strings"
	"time"
)

// Web is an application that is spoken to over HTTP.
type Web struct {
	URL         string
	CA          string // the file of the certificate authority; empty: those of this machine
	Insecure    bool   // an unencrypted connection was asked for, aloud
	ClientCert  string // the file of the certificate that we show; empty: none
	ClientKey   Secret // the key of it; none: it stands in the same file
	SignIn      SignIn
	Timeout     time.Duration // of one request
	Concurrency int           // requests at once
}

// SignIn is how we say who we are. One of the ways is written, or none where a client certificate says it.
type SignIn struct {
	Token Secret // a bearer token

	User     string
	Password Secret

	Header string // the header that holds Key
	Key    Secret

	TokenURL     string // where a token is given for the client's id and secret (OAuth 2.0 client credentials)
	ClientID     string
	ClientSecret Secret
	Scope        []string
}

var (
	webURL = single("a URL such as https://wiki.example.com/scim/v2", schema{Type: "string", Pattern: `^https?://[^@?#]+$`}, parseWebURL)
	header = matching[string]("the name of a header such as X-Api-Key", `^[A-Za-z][A-Za-z0-9-]*$`)
)

func parseWebURL(s string) (string, bool) {
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
	return strings.TrimSuffix(s, "/"), ok
}

// webKeys are the keys of every kind that speaks over HTTP; what the URL is stands in its documentation and example.
func webKeys(doc, example string) []field[Web] {
	return []field[Web]{
		bind(webURL, func(w *Web) *string { return &w.URL }, Key{Name: "url", Required: true, Example: example, Doc: doc}),
		bind(signIn.form(), func(w *Web) *SignIn { return &w.SignIn }, Key{
			Name: "sign-in", Doc: "How we say who we are: a bearer token; a user and password; a header and its key; or a token-url, client-id and client-secret (OAuth 2.0 client credentials).",
		}),
		bind(path, func(w *Web) *string { return &w.CA }, Key{
			Name: "ca", Example: "ca.crt", Doc: "The file of the authority that signed the application's certificate, when this machine does not know it.",
		}),
		bind(path, func(w *Web) *string { return &w.ClientCert }, Key{
			Name: "client-cert", Example: "exeunt.crt", Doc: "The file of the certificate that we show, where the application asks for one.",
		}),
		bind(secret, func(w *Web) *Secret { return &w.ClientKey }, Key{
			Name: "client-key", Example: "file:exeunt.key", Doc: "The key of that certificate, when it does not stand in the same file: a reference, never the key itself.",
		}),
		bind(yes, func(w *Web) *bool { return &w.Insecure }, Key{
			Name: "insecure", Default: "false", Doc: "Let an http:// connection go unencrypted, credentials and all. Only for a test, on this machine.",
		}),
		bind(whole(1, 64), func(w *Web) *int { return &w.Concurrency }, Key{
			Name: "concurrency", Default: "4", Doc: "How many requests are under way at once.",
		}),
		bind(stretch, func(w *Web) *time.Duration { return &w.Timeout }, Key{
			Name: "timeout", Default: "30s", Doc: "How long one request can take.",
		}),
	}
}

var signIn = section[SignIn]{
	fields: []field[SignIn]{
		bind(secret, func(s *SignIn) *Secret { return &s.Token }, Key{Name: "token", Example: "env:WIKI_TOKEN", Doc: "A bearer token: a reference, never the token itself."}),
		bind(text, func(s *SignIn) *string { return &s.User }, Key{Name: "user", Example: "exeunt", Doc: "The login of the account that we use there."}),
		bind(secret, func(s *SignIn) *Secret { return &s.Password }, Key{Name: "password", Example: "env:WIKI_PASSWORD", Doc: "The password of that account: a reference, never the password itself."}),
		bind(header, func(s *SignIn) *string { return &s.Header }, Key{Name: "header", Example: "X-Api-Key", Doc: "The header that holds the key."}),
		bind(secret, func(s *SignIn) *Secret { return &s.Key }, Key{Name: "key", Example: "env:WIKI_KEY", Doc: "The key: a reference, never the key itself."}),
		bind(webURL, func(s *SignIn) *string { return &s.TokenURL }, Key{Name: "token-url", Example: "https://login.example.com/oauth/token", Doc: "Where a token is asked for."}),
		bind(text, func(s *SignIn) *string { return &s.ClientID }, Key{Name: "client-id", Example: "exeunt", Doc: "The id that the token is asked for with."}),
		bind(secret, func(s *SignIn) *Secret { return &s.ClientSecret }, Key{Name: "client-secret", Example: "env:WIKI_SECRET", Doc: "The secret of that id: a reference, never the secret itself."}),
		bind(set(text, "scopes", 1), func(s *SignIn) *[]string { return &s.Scope }, Key{Name: "scope", Example: "[scim]", Doc: "What the token is to be good for."}),
	},
	check: func(p *place, _ *SignIn) { checkSignIn(p) },
}

// ways are the ways to sign in: the keys of each stand together or not at all.
var ways = [][]string{{"token"}, {"user", "password"}, {"header", "key"}, {"token-url", "client-id", "client-secret"}}

func checkSignIn(p *place) {
	begun := ""
	for _, way := range ways {
		for _, key := range way {
			if !p.has(key) {
				continue
			}
			for _, other := range way {
				if !p.has(other) {
					p.problem(key, key+" is written in sign-in without "+other, strings.Join(way, ", ")+" together")
				}
			}
			if begun != "" && begun != way[0] {
				p.problem(key, "sign-in says two ways, "+begun+" and "+way[0], "one of them")
			}
			begun = way[0]
			break
		}
	}
	if p.has("scope") && !p.has("token-url") {
		p.problem("scope", "scope is written in sign-in without token-url", "scope beside token-url, client-id and client-secret")
	}
}

// checkWeb says what no key can say alone of a connection.
func checkWeb(p *place, w *Web) {
	if p.good("url", "insecure") && strings.HasPrefix(w.URL, "http://") && !w.Insecure {
		p.problem("url", "url is http://: credentials would cross the network in clear", "an https:// URL")
	}
	if p.has("client-key") && !p.has("client-cert") {
		p.problem("client-key", "client-key is written without client-cert", "client-cert (the file of the certificate that the key is of)")
	}
	if p.has("url") && !p.has("sign-in") && !p.has("client-cert") {
		p.problem("url", "nothing says who we are there", "sign-in or client-cert")
	}
}
