package cli

import (
	"encoding/json"
	"iter"
)

// show writes one value for programs.
func (p *program) show(value any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// stream writes a list for programs, one line a value, without holding more than one of them.
func stream[T, V any](p *program, list iter.Seq2[T, error], view func(*T) V) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	before := "[\n"
	for one, err := range list {
		if err != nil {
			return err
		}
		_, _ = p.out.WriteString(before)
		if err := enc.Encode(view(&one)); err != nil {
			return err
		}
		before = ","
	}
	if before == "[\n" {
		_, _ = p.out.WriteString("[")
	}
	_, _ = p.out.WriteString("]\n")
	return nil
}

// orNone makes a missing list an empty one.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
