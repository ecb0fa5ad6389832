package config

import (
	"fmt"
	"net/url"
	"strings"
)

// Webhook is where the server tells what was decided and done.
type Webhook struct {
	Name   string
	URL    string
	Secret Secret   // what messages are signed with
	Kinds  []string // of the entries of the ledger that are told; empty: all
}

// webhooks is the table of one of them.
var webhooks = section[Webhook]{fields: []field[Webhook]{
	bind(matching[string](nameExpected, `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`), func(w *Webhook) *string { return &w.Name }, Key{
		Name: "name", Required: true, Example: "siem", Doc: "What the webhook is called: under its name it is remembered what was told.",
	}),
	bind(hookURL, func(w *Webhook) *string { return &w.URL }, Key{
		Name: "url", Required: true, Example: "https://siem.example.com/exeunt",
		Doc: "Where messages are sent. What they hold is for whoever may read the ledger: https, but for this machine.",
	}),
	bind(secret, func(w *Webhook) *Secret { return &w.Secret }, Key{
		Name: "secret", Required: true, Example: "env:SIEM_SECRET", Doc: "What messages are signed with.",
	}),
	bind(set(matching[string]("a kind of entry such as receipt", `^[a-z]+(-[a-z]+)*$`), "kinds of entries", 1), func(w *Webhook) *[]string { return &w.Kinds }, Key{
		Name: "kinds", Example: "[approval, receipt, offboard]", Doc: "Which entries of the ledger are told; all, when nothing is said.",
	}),
}}

var hookURL = single("a URL such as https://siem.example.com/exeunt", schema{Type: "string", Pattern: `^https?://[^@#]+$`}, func(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return s, false
	}
	local := u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.") || u.Hostname() == "::1"
	return s, u.Scheme == "https" || u.Scheme == "http" && local
})

// checkWebhooks demands that each has a name of its own.
func checkWebhooks(p *place, all []Webhook) {
	seen := map[string]bool{}
	for _, w := range all {
		if seen[w.Name] {
			p.problem("webhooks", fmt.Sprintf("two webhooks are called %s", quote(w.Name)), "another name for each")
		}
		seen[w.Name] = true
	}
}
