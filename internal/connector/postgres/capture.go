package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// The attributes of an account that the verbs touch. Each grant has one of its own: attrGrant and the oid of the group.
const (
	attrLogin   = "rolcanlogin"
	attrComment = "comment"
	attrGrant   = "grant of "
)

// mark stands at the end of the comment of a role that Exeunt has suspended. Without it nobody could tell the role from a
// group, which may not log in either.
const mark = "[suspended by Exeunt]"

func marked(comment *string) bool { return comment != nil && strings.HasSuffix(*comment, mark) }

// withMark returns the comment with the mark behind it, once.
func withMark(comment *string) string {
	switch {
	case comment == nil || *comment == "":
		return mark
	case marked(comment):
		return *comment
	}
	return *comment + " " + mark
}

// unmarked returns what the comment said before it was marked.
func unmarked(comment string) string {
	text, _ := strings.CutSuffix(comment, mark)
	return strings.TrimSuffix(text, " ")
}

// captured returns, sorted by name, the exact values of what the verbs may touch. The attributes of the server (CREATEDB,
// ...) are entitlements, and are captured as those.
func (r *role) captured() []identity.Attribute {
	kept := []identity.Attribute{{Name: attrLogin, Values: []string{fmt.Sprint(r.login)}}, {Name: attrComment}}
	if r.comment != nil {
		kept[1].Values = []string{*r.comment}
	}
	for _, g := range r.grants {
		name := attrGrant + g.Group
		if last := &kept[len(kept)-1]; last.Name == name {
			last.Values = append(last.Values, g.options())
			continue
		}
		kept = append(kept, identity.Attribute{Name: name, Values: []string{g.options()}})
	}
	slices.SortFunc(kept, func(a, b identity.Attribute) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// options writes the options of a grant. Before PostgreSQL 16 the grantor decides nothing, and only a superuser could bring
// it back: it is left out.
func (g *grant) options() string {
	if g.Inherit == nil || g.Set == nil {
		return fmt.Sprintf("admin=%t", g.Admin)
	}
	return fmt.Sprintf("admin=%t inherit=%t set=%t grantor=%s", g.Admin, *g.Inherit, *g.Set, g.Grantor)
}

// parseGrant reads what options wrote.
func parseGrant(group, options string) (grant, error) {
	g := grant{Group: group}
	words, grantor, later := strings.Cut(options, " grantor=")
	if _, err := fmt.Sscanf(words, "admin=%t", &g.Admin); err != nil {
		return g, fmt.Errorf("the captured grant %q cannot be read", options)
	}
	if !later {
		return g, nil
	}
	g.Inherit, g.Set, g.Grantor = new(bool), new(bool), grantor
	if _, err := fmt.Sscanf(words, "admin=%t inherit=%t set=%t", &g.Admin, g.Inherit, g.Set); err != nil {
		return g, fmt.Errorf("the captured grant %q cannot be read", options)
	}
	return g, nil
}
