package config

// Protect names what is never touched.
type Protect struct {
	Accounts     []ProtectedAccount
	Entitlements []ProtectedEntitlement
}

// ProtectedAccount is an account that is never touched: either Login or Key says which.
type ProtectedAccount struct {
	System string // one of the systems
	Login  string
	Key    string
}

// ProtectedEntitlement is a right of which some holders always stay.
type ProtectedEntitlement struct {
	System string // one of the systems
	Name   string
	Keep   int // how many enabled accounts must hold it after any plan, at least 1
}

var protect = section[Protect]{fields: []field[Protect]{
	bind(list(protectedAccount.form(), "accounts", 0), func(p *Protect) *[]ProtectedAccount { return &p.Accounts }, Key{
		Name: "accounts",
		Doc:  "Accounts that no plan touches, such as the one for emergencies.",
	}),
	bind(list(protectedEntitlement.form(), "entitlements", 0), func(p *Protect) *[]ProtectedEntitlement { return &p.Entitlements }, Key{
		Name: "entitlements",
		Doc:  "Rights that somebody must always hold, such as the one of the administrators.",
	}),
}}

var protectedAccount = section[ProtectedAccount]{
	fields: []field[ProtectedAccount]{
		bind(systemName, func(a *ProtectedAccount) *string { return &a.System }, Key{
			Name: "system", Required: true, Example: "directory", Doc: "The system.",
		}),
		bind(text, func(a *ProtectedAccount) *string { return &a.Login }, Key{
			Name: "login", Example: "breakglass", Doc: "The login of the account.",
		}),
		bind(text, func(a *ProtectedAccount) *string { return &a.Key }, Key{
			Name: "key", Example: "5f0c1a9e-7a52-4b0c-9d3e-0a1b2c3d4e5f", Doc: "The system's own id of the account, in place of its login.",
		}),
	},
	check: func(p *place, _ *ProtectedAccount) {
		switch login, key := p.has("login"), p.has("key"); {
		case login && key:
			p.problem("key", "a protected account has a login and a key", "one of the two")
		case !login && !key:
			p.problem("", "a protected account has no login", "login or key")
		}
	},
}

var protectedEntitlement = section[ProtectedEntitlement]{fields: []field[ProtectedEntitlement]{
	bind(systemName, func(e *ProtectedEntitlement) *string { return &e.System }, Key{
		Name: "system", Required: true, Example: "directory", Doc: "The system.",
	}),
	bind(text, func(e *ProtectedEntitlement) *string { return &e.Name }, Key{
		Name: "name", Required: true, Example: "admins", Doc: "The name of the right.",
	}),
	bind(count(1), func(e *ProtectedEntitlement) *int { return &e.Keep }, Key{
		Name: "keep-at-least", Default: "1", Example: "2", Doc: "How many open accounts must go on holding it.",
	}),
}}
