package config

import "github.com/goccy/go-yaml/ast"

// field is one key of a section that is read into a T.
type field[T any] struct {
	Key
	schema schema
	read   func(r *reader, v value, into *T) (ok bool)
	absent func(r *reader, into *T) // fills in the default
}

// bind says where the value of a key goes. The default is read as if it were written in the file, so what is
// documented is what is done.
func bind[T, V any](f form[V], at func(*T) *V, k Key) field[T] {
	k.Expected, k.Keys = f.expected, f.keys
	k.try = func(text string) []Problem { return try(f, k.Name, text) }
	return field[T]{
		Key:    k,
		schema: f.schema.documented(k),
		read:   func(r *reader, v value, into *T) bool { return f.read(r, v, at(into)) },
		absent: func(r *reader, into *T) {
			switch {
			case k.Default != "":
				f.read(r, literal(k.Name, k.Default), at(into))
			case f.absent != nil:
				f.absent(r, at(into))
			}
		},
	}
}

// within makes the keys of a part into keys of the whole.
func within[T, U any](part func(*T) *U, fields []field[U]) []field[T] {
	var all []field[T]
	for _, f := range fields {
		all = append(all, field[T]{
			Key:    f.Key,
			schema: f.schema,
			read:   func(r *reader, v value, into *T) bool { return f.read(r, v, part(into)) },
			absent: func(r *reader, into *T) { f.absent(r, part(into)) },
		})
	}
	return all
}

// entry is the key of a map whose keys are a closed set.
func entry[K comparable, V any](f form[V], key K, k Key) field[map[K]V] {
	one := bind(f, func(v *V) *V { return v }, k)
	put := func(m *map[K]V, v V) {
		if *m == nil {
			*m = map[K]V{}
		}
		(*m)[key] = v
	}
	return field[map[K]V]{
		Key:    one.Key,
		schema: one.schema,
		read: func(r *reader, v value, into *map[K]V) bool {
			got := (*into)[key]
			ok := one.read(r, v, &got)
			put(into, got)
			return ok
		},
		absent: func(r *reader, into *map[K]V) {
			if k.Default == "" && f.absent == nil {
				return
			}
			got := (*into)[key]
			one.absent(r, &got)
			put(into, got)
		},
	}
}

// literal returns YAML of our own as a value.
func literal(key, text string) value {
	file, err := parseYAML([]byte(text))
	if err != nil || len(file.Docs) == 0 {
		return value{key: key}
	}
	var node ast.Node = file.Docs[0].Body
	return value{key: key, node: node, position: positionOf(node)}
}

// try reads YAML of our own and returns what is wrong with it.
func try[V any](f form[V], key, text string) []Problem {
	r := &reader{named: map[string]name{}}
	var v V
	f.read(r, literal(key, text), &v)
	return r.problems
}
