package name

import (
	"strings"
	"unicode"
)

// readLogin reads a login as made of a name: "a.martin", "martin_alice", "AliceMartin", "adm-amartin", "amartin2". Of a
// login in one word it reads the first or last letter as an initial; the index alone can tell where longer ones part.
func readLogin(login string) []reading {
	word, number := bareLogin(login)
	ts := tokens(word)
	if len(ts) == 0 {
		return nil
	}
	var rs []reading
	if len(ts) == 1 {
		rs = joinedReadings(ts[0], 1)
	} else {
		rs = splits(ts)
	}
	for i := range rs {
		rs[i].from, rs[i].number = FromLogin, number
	}
	return rs
}

// bareLogin takes off the domain, before a backslash or after an @, and the number at the end.
func bareLogin(login string) (word string, number bool) {
	login = strings.TrimSpace(login)
	login = login[strings.LastIndexByte(login, '\\')+1:]
	login, _, _ = strings.Cut(login, "@")
	word = strings.TrimRightFunc(login, unicode.IsDigit)
	return word, len(word) < len(login)
}

// tokens cuts a login at its dots and underscores, else at its hyphens, else at an inner capital, and drops the marks
// of a second account.
func tokens(word string) []string {
	cut := func(r rune) bool { return r == '.' || r == '_' || r == ' ' }
	if !strings.ContainsFunc(word, cut) {
		cut = func(r rune) bool { return r == '-' }
	}
	var ts []string
	for _, t := range strings.FieldsFunc(word, cut) {
		t = unmarked(t)
		if f := Fold(t); f != "" && !marks[f] {
			ts = append(ts, t)
		}
	}
	if len(ts) != 1 {
		return ts
	}
	if i := camel(ts[0]); i > 0 {
		return []string{ts[0][:i], ts[0][i:]}
	}
	return ts
}

// marks stand before or after the login of a person who has a second account.
var marks = map[string]bool{
	"adm": true, "admin": true, "administrator": true, "ext": true, "extern": true, "external": true, "guest": true,
	"priv": true, "old": true, "disabled": true,
}

// unmarked takes off a mark that a hyphen ties to a login that has dots as well.
func unmarked(t string) string {
	head, tail, _ := strings.Cut(t, "-")
	switch {
	case marks[Fold(head)]:
		return tail
	case marks[Fold(tail)]:
		return head
	}
	return t
}

// camel returns where a capital follows a small letter, once, or 0.
func camel(word string) int {
	at, small := 0, false
	for i, r := range word {
		if unicode.IsUpper(r) && small {
			if at > 0 {
				return 0
			}
			at = i
		}
		small = unicode.IsLower(r)
	}
	return at
}

// shortestFamily is the least number of letters of a family name cut out of one word: "ali" is not A. Li.
const shortestFamily = 3

// joinedReadings cuts one word in two after its first letters, up to most of them given, and before its last ones.
func joinedReadings(word string, most int) []reading {
	w := compact(Fold(word))
	if !ascii(w) {
		return nil
	}
	rs := make([]reading, 0, 2*min(most, len(w)))
	for k := 1; k <= most && k <= len(w)-shortestFamily; k++ {
		rs = append(rs, reading{Name: Name{Given: w[:k], Family: w[k:]}, joined: true})
	}
	for k := 1; k <= most && k <= len(w)-shortestFamily; k++ {
		n := len(w) - k
		rs = append(rs, reading{Name: Name{Given: w[n:], Family: w[:n]}, joined: true, order: true})
	}
	return rs
}

func as(from Source, rs []reading) []reading {
	for i := range rs {
		rs[i].from = from
	}
	return rs
}
