package config

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:generate go test -run ^TestTheSchemaFileIsUpToDate$ . -update

// Schema returns the JSON Schema (draft 2020-12) of the settings file, for editors. What it accepts is what Load
// accepts, as far as a schema can say it; docs/settings.schema.json is its copy.
func Schema() []byte {
	s := settings.schema()
	s.Dialect = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "Settings of Exeunt"
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic(fmt.Sprintf("the table of settings has a default that is not YAML: %v", err))
	}
	return out.Bytes()
}

// schema is the part of JSON Schema that settings need.
type schema struct {
	Dialect     string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type,omitempty"`
	Const       string             `json:"const,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	MinLength   int                `json:"minLength,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	Maximum     *int               `json:"maximum,omitempty"`
	Default     json.RawMessage    `json:"default,omitempty"`
	Examples    []json.RawMessage  `json:"examples,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	MinItems    int                `json:"minItems,omitempty"`
	UniqueItems bool               `json:"uniqueItems,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  *bool              `json:"additionalProperties,omitempty"`
	OneOf       []*schema          `json:"oneOf,omitempty"`
	AnyOf       []*schema          `json:"anyOf,omitempty"`
}

// documented returns the schema with what the table says of the key.
func (s schema) documented(k Key) schema {
	s.Description = k.Doc
	if k.Default != "" {
		s.Default = asJSON(k.Default)
	}
	if k.Example != "" {
		s.Examples = []json.RawMessage{asJSON(k.Example)}
	}
	return s
}

func asJSON(text string) json.RawMessage {
	out, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return json.RawMessage("not JSON: " + text)
	}
	return bytes.TrimSpace(out)
}

// schema returns the schema of the section: an object, or one of several where entries have a kind.
func (s *section[T]) schema() schema {
	if len(s.kinds) == 0 {
		return object(s.fields)
	}
	var all schema
	for _, k := range s.kinds {
		one := object(append(s.fields[:len(s.fields):len(s.fields)], k.fields...))
		one.Title = string(k.name)
		one.Properties["kind"] = &schema{Description: one.Properties["kind"].Description, Const: string(k.name)}
		all.OneOf = append(all.OneOf, &one)
	}
	return all
}

func object[T any](fields []field[T]) schema {
	o := schema{Type: "object", Properties: map[string]*schema{}, Additional: new(false)}
	for _, f := range fields {
		o.Properties[f.Name] = &f.schema
		if f.Required {
			o.Required = append(o.Required, f.Name)
		}
	}
	return o
}
