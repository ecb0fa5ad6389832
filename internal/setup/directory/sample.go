package directory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// Sample is some of the accounts: what their attributes hold, as if each attribute were a column.
type Sample struct {
	Entries    int
	attributes map[string]*column.Column // by the name in small letters
	classes    map[string]int            // entries of each object class, by the name in small letters
}

// sampled is how many entries are looked at.
const sampled = 200

// Sample looks at the first accounts under a base: first which attributes they have, then at the values of those that
// can be shown.
func (d *Directory) Sample(base string) (*Sample, error) {
	types, err := d.find(goldap.NewSearchRequest(base, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, true, accountFilter, []string{"*", "+"}, nil), sampled)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, e := range types {
		for _, a := range e.Attributes {
			if !private(a.Name) {
				names[strings.ToLower(a.Name)] = a.Name
			}
		}
	}
	if len(names) == 0 {
		return &Sample{Entries: len(types)}, nil
	}
	found, err := d.under(base, accountFilter, sampled, slices.Sorted(maps.Values(names))...)
	if err != nil {
		return nil, err
	}
	return newSample(found, names), nil
}

func newSample(found []*goldap.Entry, names map[string]string) *Sample {
	s := &Sample{Entries: len(found), attributes: map[string]*column.Column{}, classes: map[string]int{}}
	for key, name := range names {
		cells := make([]string, len(found))
		for i, e := range found {
			cells[i] = shown(e.GetEqualFoldAttributeValue(name))
		}
		s.attributes[key] = column.New(name, cells)
	}
	for _, e := range found {
		for _, class := range e.GetEqualFoldAttributeValues("objectClass") {
			s.classes[strings.ToLower(class)]++
		}
	}
	return s
}

// shown returns a value as it can be shown; one that is no text in hexadecimal.
func shown(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	return fmt.Sprintf("%x", value)
}

// private reports whether an attribute holds what nobody has to see to map it.
func private(attribute string) bool {
	name := strings.ToLower(attribute)
	return slices.ContainsFunc([]string{"password", "secret", "photo", "certificate", "pkcs", "pwdhistory", "principalkey", "sshpublickey", "credential", "audio", "token"},
		func(part string) bool { return strings.Contains(name, part) })
}

// Attribute returns what an attribute holds, or nil when no entry has it.
func (s *Sample) Attribute(name string) *column.Column {
	c := s.attributes[strings.ToLower(name)]
	if c == nil || c.Filled == 0 {
		return nil
	}
	return c
}
