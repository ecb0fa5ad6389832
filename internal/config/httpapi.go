package config

import (
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// apiDescription is the table of the description of an application.
var apiDescription = section[api.API]{
	fields: []field[api.API]{
		bind(set(matching[string]("a word", `^[a-z][a-z0-9-]*$`), "words", 1), func(a *api.API) *[]string { return &a.Needs }, Key{
			Name: "needs", Example: "[host]", Doc: "What the settings of a system must give (with): with.host in the expressions.",
		}),
		bind(pointer(apiLogin.form()), func(a *api.API) **api.Login { return &a.Login }, Key{
			Name: "login", Doc: "The request that signs us in, where the application has one; user and password are those of sign-in.",
		}),
		bind(apiAccounts.form(), func(a *api.API) *api.Accounts { return &a.Accounts }, Key{
			Name: "accounts", Required: true, Doc: "What an account is, and where its facts stand.",
		}),
		bind(list(apiRight.form(), "sorts of right", 0), func(a *api.API) *[]api.Right { return &a.Rights }, Key{
			Name: "rights", Doc: "The groups, roles and licences that accounts hold.",
		}),
		bind(list(apiOpen.form(), "ways in", 0), func(a *api.API) *[]api.Open { return &a.Open }, Key{
			Name: "open", Doc: "What lets somebody in whatever the state of the account: sessions, keys, tokens.",
		}),
		bind(apiVerbs.form(), func(a *api.API) *map[identity.Verb][]api.Step { return &a.Verbs }, Key{
			Name: "verbs", Doc: "The requests of each verb. A verb that is left out is done by nobody.",
		}),
		bind(apiNotes.form(), func(a *api.API) *map[identity.Verb]string { return &a.Notes }, Key{
			Name: "notes", Doc: "What a verb does there, or why there is none, in one sentence.",
		}),
		bind(apiAnswers.form(), func(a *api.API) *api.Answers { return &a.Answers }, Key{
			Name: "answers", Doc: "What an answer means, where its status does not say it.",
		}),
		bind(list(apiProbe.form(), "questions", 0), func(a *api.API) *[]api.Probe { return &a.Probe }, Key{
			Name: "probe", Doc: "Questions after rights, that change nothing: exeunt check asks them.",
		}),
		bind(text, func(a *api.API) *string { return &a.Suspended }, Key{Name: "suspended", Required: true, Example: "The user is blocked.", Doc: "What suspended means there, in one sentence."}),
		bind(text, func(a *api.API) *string { return &a.Verified }, Key{Name: "verified", Example: "The user is read back.", Doc: "How a suspension is verified, in one sentence."}),
		bind(text, func(a *api.API) *string { return &a.Residual }, Key{Name: "residual", Example: "Open sessions go on.", Doc: "What outlives a suspension, in one sentence."}),
	},
	check: checkApplication,
}

func checkApplication(p *place, a *api.API) {
	if len(a.Verbs[identity.Suspend]) > 0 && a.Accounts.Suspended == "" {
		p.problem("verbs", "there is a way to suspend, and accounts does not say when an account is suspended", "suspended in accounts")
	}
	names := map[string]bool{}
	for _, r := range a.Rights {
		if names[r.Name] {
			p.problem("rights", "two sorts of right are called "+quote(r.Name), "another name for each")
		}
		names[r.Name] = true
	}
}

// pointer is the form of a part that may be missing.
func pointer[V any](f form[V]) form[*V] {
	return form[*V]{expected: f.expected, schema: f.schema, keys: f.keys, read: func(r *reader, v value, into **V) bool {
		*into = new(V)
		return f.read(r, v, *into)
	}}
}

// methods are the keys that say what a request does and where; one of them stands in each request.
var methods = []string{"get", "post", "put", "patch", "delete"}

// requestKeys are the keys of every request.
func requestKeys(scope api.Scope) []field[api.Request] {
	path := func(name, example, doc string, at func(*api.Request) *string) field[api.Request] {
		return bind(template(scope), at, Key{Name: name, Example: example, Doc: doc})
	}
	texts := free(template(scope), "names and values")
	return []field[api.Request]{
		path("get", "users", "The path of a request that reads. What ${...} puts into it is escaped.", func(r *api.Request) *string { return &r.Get }),
		path("post", "users", "The path of a POST.", func(r *api.Request) *string { return &r.Post }),
		path("put", "users", "The path of a PUT.", func(r *api.Request) *string { return &r.Put }),
		path("patch", "users", "The path of a PATCH.", func(r *api.Request) *string { return &r.Patch }),
		path("delete", "users", "The path of a DELETE.", func(r *api.Request) *string { return &r.Delete }),
		bind(texts, func(r *api.Request) *map[string]string { return &r.Query }, Key{Name: "query", Example: `{sort: name}`, Doc: "What stands after ? in the address; a value that is empty is left out."}),
		bind(texts, func(r *api.Request) *map[string]string { return &r.Headers }, Key{Name: "headers", Example: `{X-Version: "2"}`, Doc: "More headers."}),
		bind(cel(scope, api.Anything), func(r *api.Request) *string { return &r.Body }, Key{Name: "body", Example: `"{'active': false}"`, Doc: "What is sent, as JSON."}),
		bind(texts, func(r *api.Request) *map[string]string { return &r.Form }, Key{Name: "form", Example: `{active: "0"}`, Doc: "What is sent as a form, in place of a body."}),
		bind(cel(api.ScopeAnswer, api.Truth), func(r *api.Request) *string { return &r.OK }, Key{Name: "ok", Example: "status == 200", Doc: "Whether it was done; when nothing is said, every status 2xx means so."}),
	}
}

// oneMethod says what no key can say alone of a request.
func oneMethod(p *place) {
	written := 0
	for _, m := range methods {
		if p.has(m) {
			written++
		}
	}
	if written != 1 {
		p.problem("", "a request in "+p.key+" has not one method", "one of get, post, put, patch, delete, with a path after it")
	}
	if p.has("body") && p.has("form") {
		p.problem("form", "a request in "+p.key+" has a body and a form", "one of them")
	}
}

// listKeys are the keys of a list of the given scope.
func listKeys(scope api.Scope) section[api.List] {
	return section[api.List]{
		fields: append(within(func(l *api.List) *api.Request { return &l.Request }, requestKeys(scope)),
			bind(cel(api.ScopeAnswer, api.Listing), func(l *api.List) *string { return &l.Items }, Key{Name: "items", Default: "body", Example: "body.users", Doc: "The list in an answer."}),
			bind(choice(api.ByNothing, api.ByNumber, api.ByOffset, api.ByCursor, api.ByLink), func(l *api.List) *api.By { return &l.Page }, Key{
				Name: "page", Default: "none", Example: "number",
				Doc: "How the next page is asked for: by its number (page in the expressions), by how much was seen (offset), by what the last page gave (cursor), or by its header Link (link).",
			}),
			bind(whole(0, 1), func(l *api.List) *int { return &l.First }, Key{Name: "first", Default: "1", Example: "0", Doc: "The number of the first page."}),
			bind(whole(1, 10000), func(l *api.List) *int { return &l.Size }, Key{Name: "size", Default: "100", Doc: "How many are asked for at once (size in the expressions)."}),
			bind(cel(api.ScopeAnswer, api.Text), func(l *api.List) *string { return &l.Next }, Key{Name: "next", Example: "body.next", Doc: "The next cursor in an answer; nothing ends the list."}),
			bind(cel(api.ScopeAnswer, api.Number), func(l *api.List) *string { return &l.Total }, Key{Name: "total", Example: "body.total", Doc: "How many there are, where an answer says it: a list that holds another number is no reading."}),
		),
		check: func(p *place, l *api.List) {
			oneMethod(p)
			if p.good("page") && (l.Page == api.ByCursor) != p.has("next") {
				p.problem("page", "page: cursor and next stand together", "both or neither")
			}
		},
	}
}

// stepsOf is the form of the requests of a verb.
func stepsOf(scope api.Scope) form[[]api.Step] {
	step := section[api.Step]{
		fields: append(within(func(s *api.Step) *api.Request { return &s.Request }, requestKeys(scope)),
			bind(cel(scope, api.Truth), func(s *api.Step) *string { return &s.If }, Key{Name: "if", Example: "item.tags != ''", Doc: "When it is sent; always when nothing is said."}),
			bind(cel(scope, api.Listing), func(s *api.Step) *string { return &s.Each }, Key{Name: "each", Example: "open.filter(o, o.kind == 'session')", Doc: "It is sent once for each of a list (each in the expressions)."}),
		),
		check: func(p *place, _ *api.Step) { oneMethod(p) },
	}
	return list(step.form(), "requests", 1)
}

var apiVerbs = section[map[identity.Verb][]api.Step]{fields: []field[map[identity.Verb][]api.Step]{
	entry(stepsOf(api.ScopeAccount), identity.Suspend, Key{Name: "suspend", Doc: "Closes the account. Not sent when it is suspended already."}),
	entry(stepsOf(api.ScopeRestore), identity.Restore, Key{Name: "restore", Doc: "Sets every attribute back to what before holds. Not sent when all of them are so already."}),
	entry(stepsOf(api.ScopeAccount), identity.SignOut, Key{Name: "sign-out", Doc: "Ends what is open."}),
	entry(stepsOf(api.ScopeAccount), identity.Delete, Key{Name: "delete", Doc: "Deletes the account."}),
}}

var sentences = text

var apiNotes = section[map[identity.Verb]string]{fields: []field[map[identity.Verb]string]{
	entry(sentences, identity.Restore, Key{Name: "restore", Example: "What suspend changed is set back.", Doc: "Of restore."}),
	entry(sentences, identity.Add, Key{Name: "add", Example: "The role is given.", Doc: "Of add."}),
	entry(sentences, identity.Suspend, Key{Name: "suspend", Example: "The user is blocked.", Doc: "Of suspend."}),
	entry(sentences, identity.SignOut, Key{Name: "sign-out", Example: "Every session is ended.", Doc: "Of sign-out."}),
	entry(sentences, identity.Remove, Key{Name: "remove", Example: "The role is taken.", Doc: "Of remove."}),
	entry(sentences, identity.Release, Key{Name: "release", Example: "There are no licences.", Doc: "Of release."}),
	entry(sentences, identity.Transfer, Key{Name: "transfer", Example: "A user owns nothing.", Doc: "Of transfer."}),
	entry(sentences, identity.Delete, Key{Name: "delete", Example: "The user is deleted.", Doc: "Of delete."}),
}}

var apiLogin = section[api.Login]{
	fields: append(within(func(l *api.Login) *api.Request { return &l.Request }, requestKeys(api.ScopeLogin)),
		bind(cel(api.ScopeAnswer, api.Text), func(l *api.Login) *string { return &l.Token }, Key{Name: "token", Example: "body.token", Doc: "The token in the answer; where nothing is said, a cookie is enough."}),
		bind(header, func(l *api.Login) *string { return &l.Header }, Key{Name: "header", Default: "Authorization", Example: "X-Auth", Doc: "The header that holds the token."}),
		bind(text, func(l *api.Login) *string { return &l.Prefix }, Key{Name: "prefix", Example: `"Bearer "`, Doc: "What stands before the token."}),
		bind(cel(api.ScopeAnswer, api.Truth), func(l *api.Login) *string { return &l.Ended }, Key{Name: "ended", Example: "status == 401", Doc: "Whether an answer says that the sign-in is over; then it is made anew. Status 401 when nothing is said."}),
	),
	check: func(p *place, _ *api.Login) { oneMethod(p) },
}

var apiAnswers = section[api.Answers]{fields: []field[api.Answers]{
	bind(cel(api.ScopeAnswer, api.Text), func(a *api.Answers) *string { return &a.Said }, Key{Name: "said", Example: "body.?reason.orValue('')", Doc: "The application's own reason."}),
	bind(cel(api.ScopeAnswer, api.Truth), func(a *api.Answers) *string { return &a.Throttled }, Key{Name: "throttled", Example: "status == 420", Doc: "Whether it asks us to wait; 429 and 503 always do."}),
	bind(cel(api.ScopeAnswer, api.Truth), func(a *api.Answers) *string { return &a.Refused }, Key{Name: "refused", Example: "status == 200 && body.?error.hasValue()", Doc: "Whether it refused, so that nothing was changed; most of 4xx always do."}),
}}

var apiProbe = section[api.Probe]{
	fields: append(within(func(q *api.Probe) *api.Request { return &q.Request }, requestKeys(api.ScopePage)),
		bind(set(choice(identity.Suspend, identity.Restore, identity.SignOut, identity.Remove, identity.Add, identity.Release, identity.Delete), "verbs", 1), func(q *api.Probe) *[]identity.Verb { return &q.Verbs }, Key{Name: "verbs", Required: true, Example: "[suspend, restore]", Doc: "What the right is for."}),
		bind(text, func(q *api.Probe) *string { return &q.What }, Key{Name: "what", Required: true, Example: "write users", Doc: "What the right is, in words."}),
		bind(cel(api.ScopeAnswer, api.Truth), func(q *api.Probe) *string { return &q.Granted }, Key{Name: "granted", Required: true, Example: "status == 200", Doc: "Whether the right is there, by the answer."}),
		bind(text, func(q *api.Probe) *string { return &q.Grant }, Key{Name: "grant", Example: "rabbitmqctl set_user_tags exeunt administrator", Doc: "What gives the right: a command or a rule to copy."}),
	),
	check: func(p *place, _ *api.Probe) { oneMethod(p) },
}
