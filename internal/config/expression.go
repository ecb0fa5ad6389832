package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
)

// expressions compiles what descriptions hold. It keeps what it has compiled.
var expressions api.Expressions

// cel is the form of an expression that stands in a scope and gives what is wanted.
func cel(scope api.Scope, want api.Want) form[string] {
	return checked(fmt.Sprintf("an expression (CEL) that gives %s", want), func(text string) *api.Problem { return expressions.Check(scope, want, text) })
}

// template is the form of a text with ${expressions} in it.
func template(scope api.Scope) form[string] {
	return checked("a text with ${expressions} in it", func(text string) *api.Problem { return expressions.CheckTemplate(scope, text) })
}

func checked(expected string, check func(text string) *api.Problem) form[string] {
	read := func(r *reader, v value, into *string) bool {
		text, ok := r.text(v, expected)
		if !ok {
			return false
		}
		if strings.TrimSpace(text) == "" {
			r.add(v.position, "nothing is written after "+v.key, expected)
			return false
		}
		if problem := check(text); problem != nil {
			r.add(inside(v, problem), fmt.Sprintf("%s cannot be used: %s", v.key, problem.What), expected)
			return false
		}
		*into = text
		return true
	}
	return form[string]{expected: expected, schema: schema{AnyOf: []*schema{{Type: "string", MinLength: 1}, {Type: "number"}, {Type: "boolean"}}}, read: read}
}

// inside returns where in the file a problem inside of a text stands: exactly for a text on one line, else its line.
func inside(v value, p *api.Problem) position {
	at := v.position
	switch n := v.node.(type) {
	case *ast.LiteralNode:
		at = tokenPosition(n.Start)
		at.line, at.column = at.line+p.Line, 0
	case *ast.StringNode:
		if value := n.GetToken().Origin; strings.HasPrefix(strings.TrimLeft(value, " \n"), `"`) || strings.HasPrefix(strings.TrimLeft(value, " \n"), "'") {
			at.column++
		}
		at.column += p.Column - 1
	default:
	}
	return at
}

// free is the form of a section whose keys are free names.
func free[V any](item form[V], what string) form[map[string]V] {
	expected := "a section of " + what
	read := func(r *reader, v value, into *map[string]V) bool {
		entries, ok := r.entries(v, expected)
		if !ok {
			return false
		}
		*into = map[string]V{}
		for _, e := range entries {
			var one V
			if item.read(r, e, &one) {
				(*into)[e.key] = one
			} else {
				ok = false
			}
		}
		return ok
	}
	return form[map[string]V]{expected: expected, schema: schema{Type: "object"}, read: read}
}
