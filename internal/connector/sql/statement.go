package sql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// statement is one SQL statement of the settings, taken apart. Values come into it only as parameters, whose names are
// written :name; they are never put into its text.
type statement struct {
	where  string // the key of the settings, for errors
	pieces []string
	names  []string // of the parameter behind each piece but the last
	words  []string // the bare words, in lower case
}

// parse takes a statement apart. What stands in quotes, in comments and behind :: is no parameter.
func parse(where, text string, kind Dialect) (statement, error) {
	s := statement{where: where}
	l := lexer{rest: strings.TrimSpace(text), kind: kind}
	piece := ""
	for l.rest != "" {
		token, is := l.next()
		switch is {
		case parameter:
			s.pieces, s.names = append(s.pieces, piece), append(s.names, token[1:])
			piece = ""
			continue
		case word:
			s.words = append(s.words, strings.ToLower(token))
		case foreign:
			return s, fmt.Errorf("%s: %s stands for a value: write a name such as :key", where, token)
		case end:
			if strings.TrimSpace(l.rest) != "" {
				return s, fmt.Errorf("%s: one statement is expected, and another one stands behind the semicolon", where)
			}
			continue
		case unclosed:
			return s, fmt.Errorf("%s: the quote or comment that begins with %.10s does not end", where, token)
		case other:
		}
		piece += token
	}
	s.pieces = append(s.pieces, piece)
	if len(s.words) == 0 {
		return s, fmt.Errorf("%s: there is no statement", where)
	}
	return s, nil
}

// first is the word that says what the statement does.
func (s *statement) first() string { return s.words[0] }

// has reports a bare word.
func (s *statement) has(word string) bool { return slices.Contains(s.words, word) }

// text writes the statement for a server, and the values of its parameters in their order. A name that has no value is
// NULL. A name that stands twice is two parameters: the server may take each for another type.
func (s *statement) text(kind Dialect, values map[string]*string) (string, []any) {
	var b strings.Builder
	var args []any
	for i, piece := range s.pieces {
		b.WriteString(piece)
		if i == len(s.names) {
			break
		}
		args = append(args, argument(values[s.names[i]]))
		if kind == Postgres {
			b.WriteString("$" + strconv.Itoa(len(args)))
		} else {
			b.WriteByte('?')
		}
	}
	return b.String(), args
}

func argument(value *string) any {
	if value == nil {
		return nil
	}
	return *value
}

// within makes a query of which only the rows with a value in a column are left.
func (s *statement) within(column, name string) statement {
	inner := *s
	inner.pieces, inner.names = slices.Clone(s.pieces), append(slices.Clone(s.names), name)
	inner.pieces[0] = "SELECT * FROM (" + inner.pieces[0]
	inner.pieces[len(inner.pieces)-1] += "\n) AS exeunt_rows WHERE " + column + " = "
	inner.pieces = append(inner.pieces, "")
	return inner
}

// lexer cuts SQL into tokens, as far as it takes to know what is text and what is not.
type lexer struct {
	rest string
	kind Dialect
}

type token int

const (
	other     token = iota
	word            // a bare word
	parameter       // :name
	foreign         // another way to write a parameter: ? or $1
	end             // ;
	unclosed        // a quote or comment that does not end
)

func (l *lexer) next() (text string, is token) {
	s := l.rest
	switch {
	case strings.HasPrefix(s, "--"):
		return l.until(2, "\n", true)
	case strings.HasPrefix(s, "/*"):
		return l.until(2, "*/", false)
	case s[0] == '\'' || s[0] == '"' || s[0] == '`':
		return l.quoted(s[0])
	case strings.HasPrefix(s, "::") || strings.HasPrefix(s, ":="):
		return l.take(2), other
	case s[0] == ':' && len(s) > 1 && letter(rune(s[1])):
		return l.take(1 + length(s[1:])), parameter
	case s[0] == ';':
		return l.take(1), end
	case s[0] == '?' && l.kind != Postgres:
		return l.take(1), foreign
	case s[0] == '$' && l.kind == Postgres:
		return l.dollar()
	}
	if n := length(s); n > 0 {
		return l.take(n), word
	}
	return l.take(len(string([]rune(s)[:1]))), other
}

func (l *lexer) take(n int) string {
	text := l.rest[:n]
	l.rest = l.rest[n:]
	return text
}

// until takes what ends with a mark that begins behind the first n bytes; the end of the text ends it too where it may.
func (l *lexer) until(n int, mark string, mayEnd bool) (string, token) {
	at := strings.Index(l.rest[n:], mark)
	switch {
	case at >= 0:
		return l.take(n + at + len(mark)), other
	case mayEnd:
		return l.take(len(l.rest)), other
	}
	return l.take(len(l.rest)), unclosed
}

// quoted takes a literal or a name in quotes. A doubled quote is none; neither is one behind a backslash on MySQL, and on
// PostgreSQL in E'...'.
func (l *lexer) quoted(quote byte) (string, token) {
	escapes := l.kind == MySQL && quote != '`'
	for i := 1; i < len(l.rest); i++ {
		switch {
		case escapes && l.rest[i] == '\\':
			i++
		case l.rest[i] == quote && i+1 < len(l.rest) && l.rest[i+1] == quote:
			i++
		case l.rest[i] == quote:
			return l.take(i + 1), other
		}
	}
	return l.take(len(l.rest)), unclosed
}

// dollar takes $$...$$ and $tag$...$tag$, and refuses $1.
func (l *lexer) dollar() (string, token) {
	n := length(l.rest[1:])
	if n > 0 && unicode.IsDigit(rune(l.rest[1])) {
		return l.take(1 + n), foreign
	}
	if len(l.rest) > n+1 && l.rest[n+1] == '$' {
		return l.until(n+2, l.rest[:n+2], false)
	}
	return l.take(1), other
}

// length returns how many bytes a word at the front has.
func length(s string) int {
	for i, r := range s {
		if !letter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}

func letter(r rune) bool { return r == '_' || unicode.IsLetter(r) }
