package store

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// PersonFilter says which people are wanted; the zero value wants all.
type PersonFilter struct {
	Text  string // somewhere in the name, or in another field of the person or of an engagement, whatever the case
	Limit int    // 0: no limit
}

// People returns people by source and id.
func (s *Store) People(ctx context.Context, f PersonFilter) iter.Seq2[identity.Person, error] {
	where, args := f.where(s.dialect)
	all := stream(ctx, s, `SELECT doc, vanished_since, vanished_feeds FROM person`+where+` ORDER BY source, id`, args,
		func(rows *rows, p *identity.Person) error { return scanPerson(rows.Scan, p) })
	return func(yield func(identity.Person, error) bool) {
		found := 0
		for p, err := range all {
			if err == nil && !f.wants(&p) {
				continue
			}
			if found++; !yield(p, err) || found == f.Limit {
				return
			}
		}
	}
}

// where leaves out most people who are not wanted: whose document lacks a word of the text.
func (f *PersonFilter) where(d dialect) (string, []any) {
	var terms []string
	var args []any
	for _, word := range strings.Fields(f.Text) {
		terms, args = append(terms, lower(d, "doc", word)+` LIKE ? ESCAPE '\'`), append(args, "%"+like(inJSON(word))+"%")
	}
	if len(terms) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(terms, " AND "), args
}

// wants reports whether the text is in a field: a document holds names of fields, too.
func (f *PersonFilter) wants(p *identity.Person) bool {
	fields := []string{string(p.ID), p.Name(), p.Family + " " + p.Given, p.Email, p.Login, string(p.Manager), p.Source}
	for i := range p.Engagements {
		e := &p.Engagements[i]
		fields = append(fields, e.ID, e.Kind, e.Position, e.Department)
	}
	text := strings.ToLower(strings.Join(strings.Fields(f.Text), " "))
	for _, field := range fields {
		if strings.Contains(strings.ToLower(field), text) {
			return true
		}
	}
	return false
}

// inJSON returns text as it stands in a document.
func inJSON(text string) string {
	return strings.Trim(string(plainJSON(text)), `"`)
}

// plainJSON is JSON in which the signs of HTML stand for themselves, so that they can be searched for. The values are plain
// data, which always encodes.
func plainJSON(value any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
