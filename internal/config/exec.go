package config

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Script is a program that speaks for an application.
type Script struct {
	Command []string
	Dir     string // absolute
	Env     []Variable

	Verbs     []identity.Verb
	Suspended string
	Residual  string
	Shows     []identity.ResidualKind
	LastSeen  bool
	Self      []string

	Concurrency int           // runs at once
	Timeout     time.Duration // of one run
}

// Variable is one variable of a program's environment: Value, or Secret.
type Variable struct {
	Name   string
	Value  string
	Secret Secret
}

func (s *System) exec() *Script {
	if s.Exec == nil {
		s.Exec = &Script{}
	}
	return s.Exec
}

var systemExec = kind[System]{name: Exec, fields: append(within((*System).exec, script), owner(false))}

var (
	anyText      = single("a text of one line", schema{Type: "string"}, func(s string) (string, bool) { _, ok := oneLine("x" + s); return s, ok })
	variableName = matching[string]("the name of a variable such as CRM_URL", `^[A-Za-z_][A-Za-z0-9_]*$`)
	scriptVerb   = choice(identity.Restore, identity.Add, identity.Suspend, identity.SignOut, identity.Remove, identity.Release, identity.Transfer, identity.Delete)
	residualKind = choice(identity.OpenSession, identity.SignInKey, identity.AccessToken, identity.Ticket, identity.AppPassword, identity.TimedJob)
)

var script = []field[Script]{
	bind(list(anyText, "words", 1), func(s *Script) *[]string { return &s.Command }, Key{
		Name: "command", Required: true, Example: "[./crm.py]",
		Doc: "The program and its arguments, as a list: no shell sees them.",
	}),
	bind(path, func(s *Script) *string { return &s.Dir }, Key{
		Name: "dir", Default: ".",
		Doc: "The folder in which the program runs, and in which a relative path of it begins.",
	}),
	bind(list(environmentVariable.form(), "variables", 0), func(s *Script) *[]Variable { return &s.Env }, Key{
		Name: "env",
		Doc:  "What the program finds in its environment besides PATH, LANG and TZ: nothing of ours is passed on.",
	}),
	bind(set(scriptVerb, "verbs", 0), func(s *Script) *[]identity.Verb { return &s.Verbs }, Key{
		Name: "verbs", Default: "[]", Example: "[suspend, restore, remove, add]",
		Doc: "What the program can do; none: it only reads, and the owner does the rest.",
	}),
	bind(text, func(s *Script) *string { return &s.Suspended }, Key{
		Name: "suspended", Default: "The program says that the account is suspended.",
		Doc: "What \"suspended\" means in the application, in one sentence.",
	}),
	bind(text, func(s *Script) *string { return &s.Residual }, Key{
		Name: "outlives", Example: "Open sessions go on for eight hours.",
		Doc: "What goes on after a suspension, in one sentence.",
	}),
	bind(set(residualKind, "kinds of residual access", 0), func(s *Script) *[]identity.ResidualKind { return &s.Shows }, Key{
		Name: "shows", Default: "[]", Example: "[session, token]",
		Doc: "The kinds of residual access that the program lists whole: where it lists none, there is none.",
	}),
	bind(yes, func(s *Script) *bool { return &s.LastSeen }, Key{
		Name: "last-seen", Default: "false",
		Doc: "Whether last_seen can be trusted: an account that is never seen is dormant then.",
	}),
	bind(set(text, "logins or keys", 0), func(s *Script) *[]string { return &s.Self }, Key{
		Name: "self", Default: "[]", Example: "[exeunt-api]",
		Doc: "The accounts that the program itself uses there; they are never cut.",
	}),
	bind(whole(1, 100), func(s *Script) *int { return &s.Concurrency }, Key{
		Name: "concurrency", Default: "4",
		Doc: "How many runs of the program there may be at once.",
	}),
	bind(stretch, func(s *Script) *time.Duration { return &s.Timeout }, Key{
		Name: "timeout", Default: "60s",
		Doc: "How long one run may take; then it is killed, with all that it started.",
	}),
}

var environmentVariable = section[Variable]{
	fields: []field[Variable]{
		bind(variableName, func(v *Variable) *string { return &v.Name }, Key{
			Name: "name", Required: true, Example: "CRM_TOKEN", Doc: "The name of the variable.",
		}),
		bind(anyText, func(v *Variable) *string { return &v.Value }, Key{
			Name: "value", Example: `"https://crm.example.com"`, Doc: "Its value.",
		}),
		bind(secret, func(v *Variable) *Secret { return &v.Secret }, Key{
			Name: "secret", Example: "env:CRM_TOKEN", Doc: "Where its value is kept, in place of the value.",
		}),
	},
	check: func(p *place, _ *Variable) {
		if p.has("value") == p.has("secret") {
			p.problem("secret", "a variable has a value and a secret, or none of them", "one of the two")
		}
	},
}
