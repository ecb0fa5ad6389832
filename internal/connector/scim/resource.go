package scim

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// resource is a User or a Group as the server gave it. Numbers stand in it as they were written.
type resource struct {
	all     map[string]any
	version string // for If-Match; empty: the server gave none
}

// decode reads one resource from an answer.
func decode(answer *web.Answer) (resource, error) {
	var all map[string]any
	if err := answer.Decode(&all); err != nil {
		return resource{}, err
	}
	r := resource{all: all}
	if r.version = answer.Header.Get("ETag"); r.version == "" {
		r.version = r.text("meta.version")
	}
	return r, nil
}

// at returns the value at a path of RFC 7644, 3.10, nil when there is none. Names of attributes tell no upper from lower
// case (RFC 7643, 2.1).
func (r resource) at(path string) any {
	return follow(r.all, path)
}

func follow(in any, path string) any {
	if path == "" {
		return in
	}
	object, ok := in.(map[string]any)
	if !ok {
		return nil
	}
	if value, found := member(object, path); found {
		return value // a name with dots or colons, such as the URN of an extension
	}
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '.' && path[i] != ':' {
			continue
		}
		if value, found := member(object, path[:i]); found {
			return follow(value, path[i+1:])
		}
	}
	return nil
}

func member(object map[string]any, name string) (any, bool) {
	if value, ok := object[name]; ok {
		return value, true
	}
	for known, value := range object {
		if strings.EqualFold(known, name) {
			return value, true
		}
	}
	return nil, false
}

// text returns the value at a path as a text: of several values the primary one, else the first; of a complex value its
// sub-attribute value.
func (r resource) text(path string) string {
	return textOf(r.at(path))
}

func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return fmt.Sprint(v)
	case map[string]any:
		inner, _ := member(v, "value")
		return scalar(inner)
	case []any:
		return textOf(chosen(v))
	}
	return ""
}

func scalar(value any) string {
	if _, complexValue := value.(map[string]any); complexValue {
		return ""
	}
	return textOf(value)
}

// chosen returns the primary value, else the first.
func chosen(values []any) any {
	for _, v := range values {
		if object, ok := v.(map[string]any); ok {
			if primary, _ := member(object, "primary"); truth(primary) == "true" {
				return v
			}
		}
	}
	if len(values) == 0 {
		return nil
	}
	return values[0]
}

// truth returns true or false for a boolean, also for one that a server writes as text in any case, as Entra ID does; and
// the empty text for anything else.
func truth(value any) string {
	switch v := value.(type) {
	case bool:
		return fmt.Sprint(v)
	case string:
		if low := strings.ToLower(v); low == "true" || low == "false" {
			return low
		}
	}
	return ""
}

// list returns the complex values of a multi-valued attribute. A simple value stands for one that has only a value.
func (r resource) list(path string) []map[string]any {
	values, ok := r.at(path).([]any)
	if !ok {
		return nil
	}
	all := make([]map[string]any, 0, len(values))
	for _, v := range values {
		switch v := v.(type) {
		case map[string]any:
			all = append(all, v)
		case string, json.Number:
			all = append(all, map[string]any{"value": v})
		}
	}
	return all
}
