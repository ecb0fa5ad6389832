package config

// Rule is one way to find the person of an account.
type Rule struct{ By RuleKey }

// RuleKey is what an account and a person have in common.
type RuleKey string

// The keys of rules.
const (
	RuleEmployee RuleKey = "employee" // the number of the person at HR
	RuleEmail    RuleKey = "email"
	RuleLogin    RuleKey = "login"
	RuleName     RuleKey = "name" // scored; never acted on without a human's confirmation
)

// String returns the key of the rule.
func (r Rule) String() string { return string(r.By) }

var correlate = set(rule.form(), "rules", 1)

var rule = section[Rule]{fields: []field[Rule]{
	bind(choice(RuleEmployee, RuleEmail, RuleLogin, RuleName), func(r *Rule) *RuleKey { return &r.By }, Key{
		Name: "by", Required: true, Example: "employee",
		Doc: "What the account and the person have in common. employee, email and login are exact; name is scored, and never acted on without a human's confirmation.",
	}),
}}
