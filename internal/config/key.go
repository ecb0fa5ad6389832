package config

import (
	"slices"
	"strings"
)

// Key documents one key of the settings file.
type Key struct {
	Name     string
	Doc      string // a sentence or two
	Expected string // what may be written, as the problems say it
	Default  string // YAML; empty: nothing is assumed
	Example  string // YAML; empty: the default shows how it is written
	Required bool
	Kind     Kind  // the kind of source that has the key; empty: all of them
	Keys     []Key // of the section, or of each entry of the list, that is written after the key

	try func(yaml string) []Problem // reads YAML as the value of the key
}

// Doc returns the keys of a section in the order in which they read best. The section is a path of keys such as
// "people.columns", empty for the whole file. A kind leaves out what only other kinds have; empty leaves out nothing.
// Nil means that there is no such section.
func Doc(path string, kind Kind) []Key {
	keys := ofKind(settings.keys(), kind)
	if path == "" {
		return keys
	}
	for name := range strings.SplitSeq(path, ".") {
		i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == name })
		if i < 0 {
			return nil
		}
		keys = ofKind(keys[i].Keys, kind)
	}
	return keys
}

func ofKind(keys []Key, kind Kind) []Key {
	var kept []Key
	for _, k := range keys {
		if kind == "" || k.Kind == "" || k.Kind == kind {
			kept = append(kept, k)
		}
	}
	return kept
}
