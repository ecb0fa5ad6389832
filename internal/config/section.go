package config

import (
	"fmt"
	"slices"
	"strings"
)

// section is the table of a section: its keys in the order in which they read best, and what no key can say alone.
type section[T any] struct {
	fields []field[T]
	kinds  []kind[T] // when the entry has a kind: what each of them adds
	check  func(p *place, into *T)
}

// place is one section of the file while it is read.
type place struct {
	reader *reader
	value
	written map[string]value
	bad     map[string]bool // keys whose value could not be read
}

// has reports whether the key is written.
func (p *place) has(key string) bool { _, ok := p.written[key]; return ok }

// good reports whether the value of each key was read, or none was written.
func (p *place) good(keys ...string) bool {
	return !slices.ContainsFunc(keys, func(key string) bool { return p.bad[key] })
}

// problem adds a problem at the value of a key, or at the section when the key is not written.
func (p *place) problem(key, what, expected string) {
	at := p.position
	if v, ok := p.written[key]; ok {
		at = v.position
	}
	p.reader.add(at, what, expected)
}

// form returns the form of a value that is such a section.
func (s *section[T]) form() form[T] {
	return form[T]{expected: s.expected(), schema: s.schema(), keys: s.keys(), read: s.read, absent: s.absent}
}

func (s *section[T]) expected() string {
	return "a section with " + strings.Join(names(s.fields), ", ")
}

// read reads every key that is written, fills in the others, and checks what no key can say alone. It goes on after
// a problem, so that all of them are found at once.
func (s *section[T]) read(r *reader, v value, into *T) (ok bool) {
	before := len(r.problems)
	entries, ok := r.entries(v, s.expected())
	if !ok {
		return false
	}
	k, fields := s.forKind(entries)
	p := &place{r, v, map[string]value{}, map[string]bool{}}
	for _, e := range entries {
		s.place(p, e, k.name, fields)
	}
	for _, f := range fields {
		p.fill(f.Key, func(v value) bool { return f.read(r, v, into) }, func() { f.absent(r, into) })
	}
	for _, check := range []func(*place, *T){s.check, k.check} {
		if check != nil {
			check(p, into)
		}
	}
	return len(r.problems) == before
}

func (p *place) fill(k Key, read func(value) bool, absent func()) {
	switch v, written := p.written[k.Name]; {
	case written:
		p.bad[k.Name] = !read(v)
	case k.Required:
		p.reader.add(p.position, fmt.Sprintf("%s is missing from %s", k.Name, p.key), k.Expected)
	default:
		absent()
	}
}

// place puts an entry under its key. A misspelt key is a problem, and its value is read as what was most likely meant,
// so that its own problems are found in the same pass.
func (s *section[T]) place(p *place, e value, k Kind, fields []field[T]) {
	known := names(fields)
	if slices.Contains(known, e.key) {
		p.written[e.key] = e
		return
	}
	near, _ := nearest(e.key, known)
	what := fmt.Sprintf("unknown key %s in %s%s", quote(e.key), p.key, didYouMean(e.key, known))
	if others := s.havers(e.key); len(others) > 0 {
		what = fmt.Sprintf("%s is no key of kind %s (kind %s has it)", e.key, k, strings.Join(others, ", "))
		near = ""
	}
	p.reader.add(e.keyAt, what, "one of "+strings.Join(known, ", "))
	if _, taken := p.written[near]; near != "" && !taken {
		p.written[near] = value{near, e.keyAt, e.position, e.node}
	}
}

func (s *section[T]) absent(r *reader, into *T) {
	for _, f := range s.fields {
		if !f.Required {
			f.absent(r, into)
		}
	}
}

// keys documents the section; the keys that a kind adds come after those that all kinds have.
func (s *section[T]) keys() []Key {
	var keys []Key
	for _, f := range s.fields {
		keys = append(keys, f.Key)
	}
	for _, k := range s.kinds {
		for _, f := range k.fields {
			f.Kind = k.name
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func names[T any](fields []field[T]) []string {
	var all []string
	for _, f := range fields {
		if !slices.Contains(all, f.Name) {
			all = append(all, f.Name)
		}
	}
	return all
}
