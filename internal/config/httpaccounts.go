package config

import (
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

var (
	apiList  = listKeys(api.ScopePage)
	apiPages = listKeys(api.ScopePages)
	apiHolds = listKeys(api.ScopeHolders)
)

var apiAccounts = section[api.Accounts]{
	fields: []field[api.Accounts]{
		bind(apiList.form(), func(a *api.Accounts) *api.List { return &a.List }, Key{Name: "list", Required: true, Doc: "The request for all accounts."}),
		bind(pointer(apiOne.form()), func(a *api.Accounts) **api.One { return &a.One }, Key{Name: "one", Doc: "The request for one account; without it, it is looked for in the list."}),
		bind(list(apiDetail.form(), "requests", 0), func(a *api.Accounts) *[]api.Detail { return &a.Details }, Key{Name: "details", Doc: "Requests for more of each account: detail.NAME is the answer."}),
		bind(list(apiShared.form(), "lists", 0), func(a *api.Accounts) *[]api.Shared { return &a.Shared }, Key{Name: "shared", Doc: "Lists about all accounts, such as of those that are blocked, asked for once a reading: shared.NAME is the list."}),
		of("where", api.Truth, `"item.type == 'person'"`, "Whether an item is an account; all of them when nothing is said.", func(a *api.Accounts) *string { return &a.Where }),
		required(of("key", api.Text, "item.id", "The id, which never changes and is never given to somebody else. It must not need details.", func(a *api.Accounts) *string { return &a.Key })),
		required(of("login", api.Text, "item.username", "The login name.", func(a *api.Accounts) *string { return &a.Login })),
		of("email", api.Text, "item.email", "The mail address.", func(a *api.Accounts) *string { return &a.Email }),
		of("employee", api.Text, "item.employee", "The number of the person at HR.", func(a *api.Accounts) *string { return &a.Employee }),
		of("given", api.Text, "item.first_name", "The given name.", func(a *api.Accounts) *string { return &a.Given }),
		of("family", api.Text, "item.last_name", "The family name.", func(a *api.Accounts) *string { return &a.Family }),
		of("display", api.Text, "item.name", "The name as one shows it.", func(a *api.Accounts) *string { return &a.Display }),
		of("owner", api.Text, "item.owner", "Who answers for a service or shared account.", func(a *api.Accounts) *string { return &a.Owner }),
		of("kind", api.Text, `"item.bot ? 'service' : ''"`, "personal, service, shared or guest; personal when nothing is said.", func(a *api.Accounts) *string { return &a.Kind }),
		of("created", api.Text, "item.created_at", "When the account was made: RFC 3339, or seconds since 1970.", func(a *api.Accounts) *string { return &a.Created }),
		of("last-seen", api.Text, "item.last_login", "When the account last signed in, where that can be trusted.", func(a *api.Accounts) *string { return &a.LastSeen }),
		of("suspended", api.Truth, "item.blocked", "Whether the account is suspended.", func(a *api.Accounts) *string { return &a.Suspended }),
		bind(free(cel(api.ScopeItem, api.Anything), "names and expressions"), func(a *api.Accounts) *map[string]string { return &a.Attributes }, Key{
			Name: "attributes", Example: "{blocked: item.blocked}",
			Doc: "Everything that a verb may change: it is kept before the first change, and before.NAME is what restore brings back.",
		}),
	},
}

// of is an expression on an account.
func of(name string, want api.Want, example, doc string, at func(*api.Accounts) *string) field[api.Accounts] {
	return bind(cel(api.ScopeItem, want), at, Key{Name: name, Example: example, Doc: doc})
}

func required[T any](f field[T]) field[T] {
	f.Required = true
	return f
}

var apiOne = section[api.One]{
	fields: append(within(func(o *api.One) *api.Request { return &o.Request }, requestKeys(api.ScopeOne)),
		bind(cel(api.ScopeFound, api.Anything), func(o *api.One) *string { return &o.Item }, Key{Name: "item", Default: "body", Example: "body.user", Doc: "The account in the answer, of the form that the items of the list have."}),
		bind(cel(api.ScopeFound, api.Truth), func(o *api.One) *string { return &o.Gone }, Key{Name: "gone", Example: "status == 404", Doc: "Whether the account is not there; status 404 or 410 when nothing is said."}),
	),
	check: func(p *place, _ *api.One) { oneMethod(p) },
}

var apiDetail = section[api.Detail]{
	fields: append(within(func(d *api.Detail) *api.Request { return &d.Request }, requestKeys(api.ScopeOne)),
		bind(matching[string]("a word", `^[a-z][a-z0-9_]*$`), func(d *api.Detail) *string { return &d.Name }, Key{Name: "name", Required: true, Example: "profile", Doc: "What the answer is called in the expressions."}),
	),
	check: func(p *place, _ *api.Detail) { oneMethod(p) },
}

var apiShared = section[api.Shared]{
	fields: append(within(func(s *api.Shared) *api.List { return &s.List }, apiList.fields),
		bind(matching[string]("a word", `^[a-z][a-z0-9_]*$`), func(s *api.Shared) *string { return &s.Name }, Key{Name: "name", Required: true, Example: "blocked", Doc: "What the list is called in the expressions."}),
	),
	check: func(p *place, s *api.Shared) { apiList.check(p, &s.List) },
}

var apiRight = section[api.Right]{
	fields: []field[api.Right]{
		bind(choice(identity.Group, identity.Role, identity.Licence, identity.Key), func(r *api.Right) *identity.EntitlementKind { return &r.Kind }, Key{Name: "kind", Required: true, Example: "group", Doc: "What the right is."}),
		bind(matching[string]("a word", `^[a-z][a-z0-9-]*$`), func(r *api.Right) *string { return &r.Name }, Key{Name: "name", Required: true, Example: "teams", Doc: "What this sort of right is called."}),
		bind(cel(api.ScopeItem, api.Listing), func(r *api.Right) *string { return &r.Of }, Key{Name: "of", Example: `"item.roles.map(r, {'key': r.id, 'name': r.name})"`, Doc: "The rights that stand in the account: a list of texts, or of key and name."}),
		bind(pointer(apiList.form()), func(r *api.Right) **api.List { return &r.List }, Key{Name: "list", Doc: "The request for all rights of this sort with their members, where they do not stand in the account."}),
		bind(pointer(apiPages.form()), func(r *api.Right) **api.List { return &r.One }, Key{Name: "one", Doc: "The same for one account; without it, the whole list is read for each account that is looked up."}),
		bind(pointer(apiHolds.form()), func(r *api.Right) **api.List { return &r.Holders }, Key{Name: "holders", Doc: "The request for the accounts that hold the right of an item, where they do not stand in the item: members is then asked of each of these. What one gives is all held by the account."}),
		row("key", api.Text, "item.id", "The id of the right.", func(r *api.Right) *string { return &r.Key }),
		row("title", api.Text, "item.name", "Its name.", func(r *api.Right) *string { return &r.Title }),
		row("members", api.Anything, `"item.members.map(m, m.id)"`, "The keys of the accounts that hold it, or of the one that does.", func(r *api.Right) *string { return &r.Members }),
		row("keep", api.Anything, `"{'read': item.read}"`, "What more than the key is needed to give it back: kept in the expressions. Such a right can be given by a restore only.", func(r *api.Right) *string { return &r.Keep }),
		bind(stepsOf(api.ScopeRight), func(r *api.Right) *[]api.Step { return &r.Remove }, Key{Name: "remove", Doc: "Takes the right away; not sent when the account does not hold it."}),
		bind(stepsOf(api.ScopeRight), func(r *api.Right) *[]api.Step { return &r.Add }, Key{Name: "add", Doc: "Gives it back; not sent when the account holds it."}),
	},
	check: checkRight,
}

func row(name string, want api.Want, example, doc string, at func(*api.Right) *string) field[api.Right] {
	return bind(cel(api.ScopeRow, want), at, Key{Name: name, Example: example, Doc: doc})
}

func checkRight(p *place, _ *api.Right) {
	switch {
	case p.has("of") && p.has("list"):
		p.problem("list", "the rights stand in the account (of), and in a list", "one of them")
	case !p.has("of") && !p.has("list"):
		p.problem("", "nothing says where the rights stand", "of (in the account) or list")
	case p.has("of") && (p.has("key") || p.has("members") || p.has("keep") || p.has("one") || p.has("holders")):
		p.problem("of", "key, members, keep, holders and one are of a list, and the rights stand in the account", "of alone")
	case p.has("list") && (!p.has("key") || !p.has("members")):
		p.problem("list", "key or members is missing beside list", "key (of the right) and members (the accounts that hold it)")
	}
}

var apiOpen = section[api.Open]{
	fields: []field[api.Open]{
		bind(choice(identity.OpenSession, identity.SignInKey, identity.AccessToken, identity.Ticket, identity.AppPassword, identity.TimedJob), func(o *api.Open) *identity.ResidualKind { return &o.Kind }, Key{Name: "kind", Required: true, Example: "session", Doc: "What it is."}),
		bind(pointer(apiList.form()), func(o *api.Open) **api.List { return &o.List }, Key{Name: "list", Doc: "The request for all of them."}),
		bind(pointer(apiPages.form()), func(o *api.Open) **api.List { return &o.One }, Key{Name: "one", Doc: "The same for one account, in place of list."}),
		bind(cel(api.ScopeRow, api.Text), func(o *api.Open) *string { return &o.Account }, Key{Name: "account", Example: "item.user_id", Doc: "The key of the account that it is of. It may be left out with one: then all that one gives is of the account."}),
		bind(cel(api.ScopeRow, api.Text), func(o *api.Open) *string { return &o.Name }, Key{Name: "name", Required: true, Example: "item.id", Doc: "What it is called there: never a secret."}),
		bind(cel(api.ScopeRow, api.Text), func(o *api.Open) *string { return &o.From }, Key{Name: "from", Example: "item.ip", Doc: "Where it comes from."}),
	},
	check: func(p *place, _ *api.Open) {
		if p.has("list") == p.has("one") {
			p.problem("", "nothing, or too much, says where they stand", "list or one")
		} else if p.has("list") && !p.has("account") {
			p.problem("list", "nothing says of which account an item of the list is", "account beside list")
		}
	},
}
