package table

import (
	"fmt"
	"strings"
)

// state is how the reading of one field ended.
type state int

const (
	done  state = iota // behind it stands a delimiter, a line end, or the end of the text
	more               // the text ends too early to tell
	wrong              // a rule is broken
)

// piece is one field with the bytes that it takes, up to what separates it from the next.
type piece struct {
	value string
	size  int
	lines int // line ends inside
	state state
	what  string // when wrong
	todo  string
}

// row cuts the row at the front of the text by all the rules of RFC 4180, and returns how many bytes it takes with its
// line end: zero when the text ends before the row does. A blank line is skipped. A row that breaks a rule is
// reported, and is skipped to the end of the line where it breaks.
func (c *cutter) row(text string, last bool) (used int, damage *Problem) {
	if n := c.lineEnd(text, last); n > 0 {
		c.line++
		return n, nil
	}
	if text == "" {
		return 0, nil
	}
	had, line := len(c.fields), c.line
	for {
		field := c.field(text[used:], last)
		if field.state != done {
			c.fields = c.fields[:had]
			return c.broken(text, used, line, field, last)
		}
		c.fields = append(c.fields, field.value)
		used, line = used+field.size, line+field.lines
		if used == len(text) {
			return used, c.finish(had, line, true)
		}
		if text[used] != c.delimiter {
			used += c.lineEnd(text[used:], last)
			return used, c.finish(had, line+1, false)
		}
		used++
	}
}

// lineEnd returns the length of the line end at the front of the text, or zero. A CR that ends the file is one.
func (c *cutter) lineEnd(text string, last bool) int {
	switch {
	case text == "":
		return 0
	case text[0] == c.end:
		return 1
	case text[0] != '\r':
		return 0
	case len(text) > 1 && text[1] == '\n':
		return 2
	case len(text) == 1 && last:
		return 1
	}
	return 0
}

// finish makes a row of the fields from had on, if they are as many as the header has. Open says that the file ends
// without a line end: with too few fields, it was cut.
func (c *cutter) finish(had, next int, open bool) (damage *Problem) {
	line, n := c.line, len(c.fields)-had
	c.line, c.unended = next, open
	if n == c.width || c.width == 0 {
		c.rows = append(c.rows, Row{line, c.fields[had:len(c.fields):len(c.fields)]})
		return nil
	}
	c.fields = c.fields[:had]
	problem := &Problem{Line: line, What: fmt.Sprintf("%s where the header has %d", count(n, "field"), c.width)}
	if open && n < c.width {
		problem.What += ", and the file ends there: it was cut"
		problem.Todo = "have it exported again"
		return problem
	}
	problem.Todo = fmt.Sprintf("put a field that holds %q into quotes, or mend the row", string(c.delimiter))
	c.report(problem)
	return nil
}

// broken deals with a row whose field at the offset, on the line, could not be read.
func (c *cutter) broken(text string, at, line int, field piece, last bool) (used int, damage *Problem) {
	if field.state == more {
		if last {
			return 0, &Problem{Line: line, What: "a field is opened by a quote and never closed", Todo: "close it, or write a quote inside a field twice"}
		}
		return 0, nil
	}
	rest := strings.IndexByte(text[at+field.size:], c.end)
	if rest < 0 && !last {
		return 0, nil
	}
	if used = at + field.size + rest + 1; rest < 0 {
		used = len(text)
	}
	c.report(&Problem{Line: line, Value: field.value, What: field.what, Todo: field.todo})
	c.line = line + field.lines + 1
	return used, nil
}

// field reads the field at the front of the text.
func (c *cutter) field(text string, last bool) piece {
	if strings.HasPrefix(text, `"`) {
		return c.quoted(text, last)
	}
	return c.bare(text, last)
}

func (c *cutter) bare(text string, last bool) piece {
	n := 0
	for n < len(text) && text[n] != c.delimiter && text[n] != '\n' && text[n] != '\r' && text[n] != '"' {
		n++
	}
	p := piece{value: text[:n], size: n}
	if n == len(text) {
		if !last {
			p.state = more
		}
		return p
	}
	switch {
	case text[n] == '"':
		p.state, p.what, p.todo = wrong, "has a quote behind it in a field that does not start with one", `write the field in quotes and each quote inside it twice`
	case text[n] != c.delimiter && c.lineEnd(text[n:], last) == 0:
		p.state, p.what, p.todo = wrong, "is followed by a line end of another kind than the header's", "write all line ends alike, or the field in quotes"
	}
	return p
}

// quoted reads a field in quotes. Inside it two quotes are one, and CR LF is LF.
func (c *cutter) quoted(text string, last bool) piece {
	n := 1
	for {
		quote := strings.IndexByte(text[n:], '"')
		if quote < 0 || n+quote+1 == len(text) && !last {
			return piece{state: more}
		}
		if n += quote + 1; !strings.HasPrefix(text[n:], `"`) {
			break
		}
		n++
	}
	p := piece{value: text[1 : n-1], size: n}
	p.lines = strings.Count(p.value, string(c.end))
	if strings.Contains(p.value, `"`) {
		p.value = strings.ReplaceAll(p.value, `""`, `"`)
	}
	if p.lines > 0 {
		p.value = strings.ReplaceAll(p.value, "\r\n", "\n")
	}
	return c.closed(p, text[n:], last)
}

// closed looks at what follows a closing quote.
func (c *cutter) closed(p piece, rest string, last bool) piece {
	if rest == "" || rest[0] == c.delimiter || c.lineEnd(rest, last) > 0 {
		return p
	}
	p.state, p.what, p.todo = wrong, "is in quotes with text behind the closing one", "write a quote inside a field twice"
	return p
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
