package plan

// guard looks at one action and says why it must not be done, or "".
type guard struct {
	name  string
	check func(in *Input, p *Plan, a *Action) (why string)
}

// GuardException is the guard that speaks when somebody decided to leave something as it is.
const GuardException = "exception"

// guards refuse single actions; the first that objects speaks.
var guards = []guard{
	{"ourselves", ourselves},
	{"protected", protected},
	{GuardException, excepted},
	{"keep-at-least", keepAtLeast},
}

// guard moves every action that a guard objects to from the actions to the refusals.
func (p *Plan) guard(in *Input) {
	for _, g := range guards {
		kept := p.Actions[:0]
		actions := append([]Action(nil), p.Actions...)
		for i := range actions {
			if why := g.check(in, &Plan{Actions: actions, Waiting: p.Waiting}, &actions[i]); why != "" {
				p.refuse(actions[i], g.name, why)
				continue
			}
			kept = append(kept, actions[i])
		}
		p.Actions = kept
	}
}
