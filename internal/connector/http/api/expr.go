package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
)

// Want is what an expression must give.
type Want string

// The kinds of result. Text is also what a number or true is written as; nothing (null) is the empty text.
const (
	Text     Want = "a text"
	Truth    Want = "true or false"
	Listing  Want = "a list"
	Number   Want = "a whole number"
	Anything Want = "a value"
)

var kinds = map[Want][]*cel.Type{
	Text:    {cel.StringType, cel.IntType, cel.UintType, cel.DoubleType, cel.BoolType, cel.NullType, cel.TimestampType},
	Truth:   {cel.BoolType},
	Number:  {cel.IntType, cel.UintType},
	Listing: {cel.ListType(cel.DynType), cel.ListType(cel.StringType)},
}

// Problem is what is wrong with an expression, and where: both count from 1.
type Problem struct {
	Line, Column int
	What         string
}

// limit is how much one evaluation may cost: some 300,000 comparisons, well under a second.
const limit = 2_000_000

// Expressions compiles each expression once.
type Expressions struct {
	mu   sync.Mutex
	envs map[Scope]*cel.Env
	done map[compiled]cel.Program
}

type compiled struct {
	scope Scope
	text  string
}

// Check returns what is wrong with an expression; nil: nothing.
func (e *Expressions) Check(scope Scope, want Want, text string) *Problem {
	_, problem := e.compile(scope, want, text)
	return problem
}

func (e *Expressions) compile(scope Scope, want Want, text string) (*cel.Ast, *Problem) {
	env, err := e.env(scope)
	if err != nil {
		return nil, &Problem{1, 1, err.Error()}
	}
	tree, issues := env.Compile(text)
	if issues != nil && len(issues.Errors()) > 0 {
		first := issues.Errors()[0]
		return nil, &Problem{max(first.Location.Line(), 1), first.Location.Column() + 1, plainly(first.Message)}
	}
	if is := tree.OutputType(); want != Anything && !fits(is, want) {
		return nil, &Problem{1, 1, fmt.Sprintf("the expression gives a value of type %s, not %s", is, want)}
	}
	return tree, nil
}

// plainly takes from a message what says nothing to somebody who writes a description.
func plainly(message string) string {
	if strings.Contains(message, "'<EOF>'") {
		return "the expression ends where something must follow"
	}
	text, _, _ := strings.Cut(oneLine(message), " expecting {")
	return strings.TrimSuffix(text, " (in container '')")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func fits(is *cel.Type, want Want) bool {
	if is.Kind() == cel.DynKind || want == Listing && is.Kind() == cel.ListKind {
		return true
	}
	return slices.ContainsFunc(kinds[want], func(t *cel.Type) bool { return t.IsExactType(is) })
}

// env returns the environment of a scope.
func (e *Expressions) env(scope Scope) (*cel.Env, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if env := e.envs[scope]; env != nil {
		return env, nil
	}
	options := []cel.EnvOption{cel.OptionalTypes(), ext.Strings(), ext.Lists(), ext.Encoders()}
	for _, name := range scopes[scope] {
		options = append(options, cel.Variable(name, words[name]))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	if e.envs == nil {
		e.envs, e.done = map[Scope]*cel.Env{}, map[compiled]cel.Program{}
	}
	e.envs[scope] = env
	return env, nil
}

// program returns an expression that can be evaluated.
func (e *Expressions) program(scope Scope, text string) (cel.Program, error) {
	key := compiled{scope, text}
	e.mu.Lock()
	ready := e.done[key]
	e.mu.Unlock()
	if ready != nil {
		return ready, nil
	}
	tree, problem := e.compile(scope, Anything, text)
	if problem != nil {
		return nil, fmt.Errorf("the expression %q: %s", text, problem.What)
	}
	env, err := e.env(scope)
	if err != nil {
		return nil, err
	}
	if ready, err = env.Program(tree, cel.CostLimit(limit), cel.InterruptCheckFrequency(1000), cel.EvalOptions(cel.OptOptimize)); err != nil {
		return nil, err
	}
	e.mu.Lock()
	e.done[key] = ready
	e.mu.Unlock()
	return ready, nil
}

// Eval returns what an expression gives, as JSON has it: nil, bool, int64, uint64, float64, string, []any, map[string]any.
// The error names the expression, and never what it was given.
func (e *Expressions) Eval(ctx context.Context, scope Scope, text string, vars map[string]any) (any, error) {
	program, err := e.program(scope, text)
	if err != nil {
		return nil, err
	}
	given, _, err := program.ContextEval(ctx, vars)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("the expression %q gives no value: %s", text, oneLine(err.Error()))
	}
	return native(given)
}
