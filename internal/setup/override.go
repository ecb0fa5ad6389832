package setup

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// overrides are what was said on the command line about single keys of sources, by SOURCE.KEY.
type overrides struct {
	values map[string]string
	used   map[string]bool
}

func parseOverrides(list []string) (overrides, error) {
	o := overrides{map[string]string{}, map[string]bool{}}
	for _, text := range list {
		path, value, ok := strings.Cut(text, "=")
		if !ok || strings.Count(path, ".") == 0 {
			return o, misused(fmt.Sprintf("--set %s: write SOURCE.KEY=VALUE, such as hr.columns.end=last_day", text))
		}
		o.values[strings.TrimSpace(path)] = strings.TrimSpace(value)
	}
	return o, nil
}

// of returns what was said about a key of a source.
func (o *overrides) of(source, key string) (value string, said bool) {
	path := source + "." + key
	value, said = o.values[path]
	o.used[path] = o.used[path] || said
	return value, said
}

// under returns what was said about the keys of a section of a source, by key.
func (o *overrides) under(source, section string) map[string]string {
	found := map[string]string{}
	for path, value := range o.values {
		if key, ok := strings.CutPrefix(path, source+"."+section+"."); ok {
			found[key] = value
			o.used[path] = true
		}
	}
	return found
}

// unused says what was said of what does not exist.
func (o *overrides) unused() []string {
	var problems []string
	for _, path := range slices.Sorted(maps.Keys(o.values)) {
		if !o.used[path] {
			problems = append(problems, fmt.Sprintf("--set %s: there is no such source, or init does not propose that key", path))
		}
	}
	return problems
}

// oneOf is the check of an answer that is a word of a closed set.
func oneOf[W ~string](words ...W) func(string) error {
	return func(answer string) error {
		if slices.Contains(words, W(answer)) {
			return nil
		}
		texts := make([]string, len(words))
		for i, w := range words {
			texts[i] = string(w)
		}
		return fmt.Errorf("%q is none of %s", answer, strings.Join(texts, ", "))
	}
}

// choice returns the word of a closed set that was said for a key of a source; fallback when nothing was said.
func choice[W ~string](s *session, source, key string, fallback W, words ...W) (W, error) {
	value, said := s.said.of(source, key)
	if !said {
		return fallback, nil
	}
	if err := oneOf(words...)(value); err != nil {
		return fallback, misused(fmt.Sprintf("--set %s.%s: %v", source, key, err))
	}
	return W(value), nil
}

// keysOf returns the names of the keys of a section.
func keysOf(section string, kind config.Kind) []string {
	var names []string
	for _, k := range config.Doc(section, kind) {
		names = append(names, k.Name)
	}
	return names
}
