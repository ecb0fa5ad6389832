package api

import (
	"context"
	"errors"
	"strings"
)

// part is a piece of a template: a text, or an expression.
type part struct {
	text       string
	expression bool
	at         int // where the expression begins in the template, in characters from 0
}

// split takes a template apart. An expression ends at the brace that closes it; braces in quotes do not count.
func split(template string) ([]part, error) {
	var parts []part
	rest, at := template, 0
	for {
		before, inner, found := strings.Cut(rest, "${")
		if before != "" {
			parts = append(parts, part{text: before})
		}
		if !found {
			return parts, nil
		}
		end := closing(inner)
		if end < 0 {
			return nil, errors.New("${ has no } that closes it")
		}
		at += len([]rune(before)) + 2
		parts = append(parts, part{inner[:end], true, at})
		at += len([]rune(inner[:end])) + 1
		rest = inner[end+1:]
	}
}

// closing returns where the brace stands that closes the expression, -1 when there is none.
func closing(text string) int {
	depth, quote := 0, rune(0)
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}' && depth == 0:
			return i
		case c == '}':
			depth--
		}
	}
	return -1
}

// CheckTemplate returns what is wrong with a template; nil: nothing.
func (e *Expressions) CheckTemplate(scope Scope, template string) *Problem {
	parts, err := split(template)
	if err != nil {
		return &Problem{1, 1, err.Error()}
	}
	for _, p := range parts {
		if !p.expression {
			continue
		}
		if problem := e.Check(scope, Text, p.text); problem != nil {
			problem.Column += p.at
			return problem
		}
	}
	return nil
}

// Fill returns a template with its expressions replaced by what they give, each escaped.
func (e *Expressions) Fill(ctx context.Context, scope Scope, template string, vars map[string]any, escape func(string) string) (string, error) {
	parts, err := split(template)
	if err != nil {
		return "", err
	}
	var filled strings.Builder
	for _, p := range parts {
		text := p.text
		if p.expression {
			v, err := e.Eval(ctx, scope, p.text, vars)
			if err != nil {
				return "", err
			}
			text = escape(TextOf(v))
		}
		filled.WriteString(text)
	}
	return filled.String(), nil
}
