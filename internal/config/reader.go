package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// reader walks one settings file and collects its problems.
type reader struct {
	file, dir string
	problems  []Problem
	named     map[string]name // sources of people and systems, by their name in lower case
	mentions  []value         // systems that other sections name
	read      [][]byte        // other files that the settings rest on, in the order in which they are named
}

// name is a name that an entry of people or systems has given itself.
type name struct {
	text   string
	system bool
	line   int
}

func (r *reader) add(at position, what, expected string) {
	r.problems = append(r.problems, Problem{r.file, at.line, at.column, what, expected})
}

// refuse says that a value cannot be read, and shows it.
func (r *reader) refuse(v value, text, expected string, known ...string) {
	r.add(v.position, fmt.Sprintf("%s is %s%s", v.key, quote(text), didYouMean(text, known)), expected)
}

// account is what stands before the host of a URL: a password, perhaps.
var account = regexp.MustCompile(`(?s)^.*:.*@`)

// quote returns a text as it is shown in a problem: on one line, never long, and without the account of a URL.
func quote(text string) string {
	const limit = 60
	text = account.ReplaceAllString(text, "...@")
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "..."
	}
	return fmt.Sprintf("%q", text)
}

// text returns the scalar that is written; ok is false when something else is, and that was said.
func (r *reader) text(v value, expected string) (text string, ok bool) {
	if text, ok = scalar(v.node); !ok {
		r.wrong(v, expected)
	}
	return text, ok
}

// wrong says that another kind of thing is written than the one that is expected.
func (r *reader) wrong(v value, expected string) {
	switch v.node.(type) {
	case nil, *ast.NullNode:
		r.add(v.position, fmt.Sprintf("nothing is written after %s", v.key), expected+" (or no such key)")
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.add(v.position, fmt.Sprintf("%s stands after %s", describe(v.node), v.key), "the value itself (in quotes when it begins with & or * or !)")
	default:
		if v.key == root {
			r.add(v.position, fmt.Sprintf("the file holds %s", describe(v.node)), expected)
			return
		}
		r.add(v.position, fmt.Sprintf("%s stands after %s", describe(v.node), v.key), expected)
	}
}

// entries returns the keys of a section in the order of the file; ok is false when it is none. A key that is written
// twice is refused, and its first value counts.
func (r *reader) entries(v value, expected string) (entries []value, ok bool) {
	written, ok := pairs(v.node)
	if !ok {
		r.wrong(v, expected)
		return nil, false
	}
	lines := map[string]int{}
	for _, kv := range written {
		at := positionOf(kv.Key)
		key, ok := scalar(kv.Key)
		if !ok {
			r.add(at, fmt.Sprintf("%s stands as a key in %s", describe(kv.Key), v.key), "a word")
			continue
		}
		if first, twice := lines[key]; twice {
			r.add(at, fmt.Sprintf("%s is written twice in %s, first on line %d", quote(key), v.key, first), "each key once")
			continue
		}
		lines[key] = at.line
		entries = append(entries, value{key, at, after(kv.Value, at), kv.Value})
	}
	return entries, true
}

// after returns where a value stands; one that is not there stands at its key.
func after(n ast.Node, key position) position {
	if _, null := n.(*ast.NullNode); null || n == nil {
		return key
	}
	if at := positionOf(n); at != (position{}) {
		return at
	}
	return key
}

// checkMentions refuses a system that is named in another section and is none.
func (r *reader) checkMentions() {
	var known []string
	for _, n := range r.named {
		if n.system {
			known = append(known, n.text)
		}
	}
	slices.Sort(known)
	if len(known) == 0 {
		return // that is a problem of its own
	}
	for _, v := range r.mentions {
		text, _ := scalar(v.node)
		if n, ok := r.named[strings.ToLower(text)]; ok && n.system && n.text == text {
			continue
		}
		r.refuse(v, text, "the name of one of the systems ("+strings.Join(known, ", ")+")", known...)
	}
}
