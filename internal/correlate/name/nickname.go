package name

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// nicknameText is the table of short forms: "full names: short names", a name may stand on several lines.
//
//go:embed nickname.txt
var nicknameText string

// nicknameTable is the table, parsed.
type nicknameTable struct {
	names [][]relative     // by line
	lines map[string][]int // a name to the lines on which it stands
}

type relative struct {
	word string
	role role
}

// role says whether a line holds a name as full or short.
type role uint8

const (
	full role = iota
	short
)

// nicknames parses the table once.
var nicknames = sync.OnceValue(func() *nicknameTable { return parseNicknames(nicknameText) })

// isNickname reports whether the table has the word, as full or short.
func isNickname(word string) bool { return nicknames().lines[word] != nil }

func parseNicknames(text string) *nicknameTable {
	t := &nicknameTable{lines: map[string][]int{}}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		fulls, shorts, _ := strings.Cut(line, ":")
		var rs []relative
		for _, w := range strings.Fields(fulls) {
			rs = append(rs, relative{w, full})
		}
		for _, w := range strings.Fields(shorts) {
			rs = append(rs, relative{w, short})
		}
		if len(rs) > 0 {
			t.add(rs)
		}
	}
	return t
}

func (t *nicknameTable) add(rs []relative) {
	for _, r := range rs {
		t.lines[r.word] = append(t.lines[r.word], len(t.names))
	}
	t.names = append(t.names, rs)
}

func (t *nicknameTable) role(line int, word string) role {
	i := slices.IndexFunc(t.names[line], func(r relative) bool { return r.word == word })
	return t.names[line][i].role
}

// related says in what way two names of one line are alike.
func related(a string, roleA role, b string, roleB role) likeness {
	switch {
	case roleA == full && roleB == full:
		return likeness{sisterForm, a, b}
	case roleA == short && roleB == short:
		return likeness{twoShort, a, b}
	case roleA == short:
		return likeness{nickname, a, b}
	default:
		return likeness{nickname, b, a}
	}
}

// members are the names of one line that people here bear, alone or before further given names.
type members []member

type member struct {
	span
	relative
}

func membersOf(g *givens) []members {
	names := nicknames().names
	out := make([]members, len(names))
	for i, rs := range names {
		for _, r := range rs {
			if s := g.begun[r.word]; !s.empty() {
				out[i] = append(out[i], member{s, r})
			}
		}
	}
	return out
}
