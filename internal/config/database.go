package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Database is where a database is, and who we are there.
type Database struct {
	URL      string // postgres://host[:port][/database]
	CA       string // the file of the certificate authority; empty: those of this machine
	Insecure bool   // an unencrypted connection to this machine was asked for, aloud
	User     string
	Password Secret

	Timeout     time.Duration
	Concurrency int
}

// databaseServer is the table of what every kind that talks to a database server has.
func databaseServer(url form[string], example string, needsUser bool) []field[Database] {
	return []field[Database]{
		bind(url, func(d *Database) *string { return &d.URL }, Key{
			Name: "url", Required: true, Example: example,
			Doc: "Where the server listens.",
		}),
		bind(path, func(d *Database) *string { return &d.CA }, Key{
			Name: "ca", Example: "ca.crt",
			Doc: "The file of the authority that signed the server's certificate, when this machine does not know it.",
		}),
		bind(yes, func(d *Database) *bool { return &d.Insecure }, Key{
			Name: "insecure", Default: "false",
			Doc: "Let the connection go unencrypted: to a server on this machine only.",
		}),
		bind(text, func(d *Database) *string { return &d.User }, Key{
			Name: "user", Required: needsUser, Example: "exeunt",
			Doc: "The account that we use there.",
		}),
		bind(secret, func(d *Database) *Secret { return &d.Password }, Key{
			Name: "password", Example: "env:DATABASE_PASSWORD",
			Doc: "The password of that account: a reference, never the password itself.",
		}),
		bind(whole(1, 64), func(d *Database) *int { return &d.Concurrency }, Key{
			Name: "concurrency", Default: "4",
			Doc: "How many accounts are worked on at once, each on a connection of its own.",
		}),
		bind(stretch, func(d *Database) *time.Duration { return &d.Timeout }, Key{
			Name: "timeout", Default: "30s",
			Doc: "How long the server can take to answer.",
		}),
	}
}

func checkDatabase(p *place, d *Database) {
	if !p.good("url", "insecure") || !d.Insecure {
		return
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		return
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		p.problem("insecure", "insecure is on for a server on another machine: passwords would cross the network in clear", "no insecure, and ca where this machine does not know the authority of the server's certificate")
	}
}

// databaseURL is SCHEME://HOST[:PORT] and, where one database is meant, /DATABASE: who we are there stands in keys of its
// own.
func databaseURL(database bool, port string, schemes ...string) form[string] {
	example, path := schemes[0]+"://db.example.com:"+port, "/?"
	if database {
		example, path = example+"/name", "(/[^/@?#]*)?"
	}
	s := schema{Type: "string", Pattern: `^(` + strings.Join(schemes, "|") + `)://[^/@?#]+` + path + `$`}
	return single("a URL such as "+example, s, func(text string) (string, bool) {
		u, err := url.Parse(text)
		if err != nil || !slices.Contains(schemes, u.Scheme) || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return "", false
		}
		name := strings.TrimPrefix(u.Path, "/")
		return strings.TrimSuffix(text, "/"), !strings.Contains(name, "/") && (database || name == "")
	})
}
