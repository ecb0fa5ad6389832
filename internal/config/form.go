package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// form is one way to write a value: what is expected, how an editor is told, and how it is read.
type form[V any] struct {
	expected string
	schema   schema
	keys     []Key // of a section, or of each entry of a list

	// read puts what is written into a V; ok is false when problems were added instead.
	read func(r *reader, v value, into *V) (ok bool)

	// absent fills in the defaults when nothing is written; nil: nothing is to fill in.
	absent func(r *reader, into *V)
}

// single is the form of a value that is one scalar. Parse returns ok false for what it refuses.
func single[V any](expected string, s schema, parse func(text string) (v V, ok bool)) form[V] {
	read := func(r *reader, v value, into *V) bool {
		text, ok := r.text(v, expected)
		if !ok {
			return false
		}
		parsed, ok := parse(text)
		if !ok {
			r.refuse(v, text, expected)
			return false
		}
		*into = parsed
		return true
	}
	return form[V]{expected: expected, schema: s, read: read}
}

// choice is the form of a word out of a closed set.
func choice[V ~string](words ...V) form[V] {
	known := make([]string, len(words))
	for i, w := range words {
		known[i] = string(w)
	}
	expected := "one of " + strings.Join(known, ", ")
	if len(known) == 1 {
		expected = known[0]
	}
	read := func(r *reader, v value, into *V) bool {
		text, ok := r.text(v, expected)
		if ok && !slices.Contains(known, text) {
			r.refuse(v, text, expected, known...)
			return false
		}
		*into = V(text)
		return ok
	}
	return form[V]{expected: expected, schema: schema{Type: "string", Enum: known}, read: read}
}

// list is the form of a list of at least least items; plural is what they are together.
func list[V any](item form[V], plural string, least int) form[[]V] {
	expected := "a list of " + plural
	if least > 0 {
		expected = "a list of one or more " + plural
	}
	read := func(r *reader, v value, into *[]V) bool {
		sequence, ok := v.node.(*ast.SequenceNode)
		if !ok || len(sequence.Values) < least {
			r.notList(v, ok, expected)
			return false
		}
		*into = make([]V, 0, len(sequence.Values))
		for _, n := range sequence.Values {
			var one V
			if item.read(r, value{v.key, v.keyAt, after(n, v.position), n}, &one) {
				*into = append(*into, one)
			} else {
				ok = false
			}
		}
		return ok
	}
	return form[[]V]{expected: expected, schema: schema{Type: "array", Items: &item.schema, MinItems: least}, keys: item.keys, read: read}
}

func (r *reader) notList(v value, empty bool, expected string) {
	if empty {
		r.add(v.position, fmt.Sprintf("an empty list stands after %s", v.key), expected)
		return
	}
	r.wrong(v, expected)
}

// set is a list in which nothing stands twice.
func set[V comparable](item form[V], plural string, least int) form[[]V] {
	f := list(item, plural, least)
	f.schema.UniqueItems = true
	read := f.read
	f.read = func(r *reader, v value, into *[]V) bool {
		if !read(r, v, into) {
			return false
		}
		items := v.node.(*ast.SequenceNode).Values
		for i, one := range *into {
			if slices.Contains((*into)[:i], one) {
				r.add(after(items[i], v.position), fmt.Sprintf("%v stands twice in %s", one, v.key), "each of the "+plural+" once")
				return false
			}
		}
		return true
	}
	return f
}
