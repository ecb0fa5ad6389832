package api

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnExpressionGivesWhatJSONHas(t *testing.T) {
	t.Parallel()
	body, err := Decode([]byte(`{"id":7,"big":12345678901234567890,"part":1.5,"on":true,"none":null,"list":[1,"a"],"name":"Zoë"}`))
	if err != nil {
		t.Fatal(err)
	}
	var e Expressions
	for text, want := range map[string]any{
		"body.id == 7": true, "body.id": int64(7), "body.big": "12345678901234567890", "body.part": 1.5, "body.none": nil,
		"body.list": []any{int64(1), "a"}, "body.?missing.orValue('x')": "x", "body.?missing": nil, "body.name + '!'": "Zoë!",
		"{'a': [body.id, 2u]}": map[string]any{"a": []any{int64(7), uint64(2)}}, "size(body.list)": int64(2),
		"timestamp('2026-01-02T03:04:05Z')": "2026-01-02T03:04:05Z",
	} {
		got, err := e.Eval(t.Context(), ScopeAnswer, text, map[string]any{"body": body})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", text, err, diff)
		}
	}
}

// An answer of any size and an expression of any form: it ends, by its cost or with its caller.
func TestAnExpressionAlwaysEnds(t *testing.T) {
	t.Parallel()
	many := make([]any, 10_000)
	for i := range many {
		many[i] = int64(i)
	}
	vars := map[string]any{"body": many}
	const text = "body.exists(a, body.exists(b, body.exists(c, a + b + c < 0)))"
	var e Expressions
	if _, err := e.Eval(t.Context(), ScopeAnswer, text, vars); err == nil || !strings.Contains(err.Error(), "cost limit exceeded") {
		t.Errorf("a billion comparisons: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Eval(ctx, ScopeAnswer, text, vars); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAnErrorNamesTheExpressionAndNotWhatItWasGiven(t *testing.T) {
	t.Parallel()
	var e Expressions
	_, err := e.Eval(t.Context(), ScopeAnswer, "int(body.token)", map[string]any{"body": map[string]any{"token": "s3cret"}})
	if err == nil || !strings.Contains(err.Error(), "int(body.token)") {
		t.Errorf("the error is %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the error shows what stands in the answer: %v", err)
	}
}

func TestATemplateIsFilledAndEscaped(t *testing.T) {
	t.Parallel()
	var e Expressions
	escape := func(text string) string { return "<" + text + ">" }
	for template, want := range map[string]string{
		"users/${key}":                 "users/<a}b>",
		"${{'a': {'b': key}}.a.b}/x":   "<a}b>/x",
		"${key + '}'}":                 "<a}b}>",
		"no expression $ { }":          "no expression $ { }",
		"${1 + 1}${\"\"}":              "<2><>",
		"${size(key) > 2 ? key : 'é'}": "<a}b>",
	} {
		got, err := e.Fill(t.Context(), ScopeOne, template, map[string]any{"key": "a}b"}, escape)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", template, got, err, want)
		}
	}
}
