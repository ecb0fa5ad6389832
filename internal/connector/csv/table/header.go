package table

import (
	"fmt"
	"slices"
	"strings"
)

// header is the first row of a file, cut at one delimiter.
type header struct {
	delimiter Delimiter
	names     []string
	line      int
	used      int // bytes, with the lines before it
	found     int // of the needed columns
}

// unfinished says that the header needs more text.
var unfinished = &Problem{What: "the header does not end"}

// findHeader reads the header of the text, or says that it is unfinished when more text follows. The delimiter is the
// one of the settings, else the one that a first line such as sep=; names, else the one at which the most needed columns
// appear. Two that are as good are refused.
func findHeader(text string, set *Settings, last bool) (header, *Problem) {
	if strings.HasSuffix(text, "\r") && !last {
		return header{}, unfinished
	}
	skip, named := sepLine(text)
	var readable []header
	var problem *Problem
	often := -1
	for _, delimiter := range candidates(set.Delimiter, named) {
		h, wrong := readHeader(text, skip, delimiter, last)
		if wrong == unfinished {
			return header{}, unfinished
		}
		if wrong == nil {
			h.found = h.count(set.Need)
			readable = append(readable, h)
			continue
		}
		if n := strings.Count(text, string(delimiter.char())); n > often {
			problem, often = wrong, n
		}
	}
	if len(readable) == 0 {
		return header{}, problem
	}
	return choose(readable, slices.ContainsFunc(set.Need, func(n Need) bool { return !n.Optional }))
}

// candidates returns the first delimiter that is given, else all of them.
func candidates(given ...Delimiter) []Delimiter {
	for _, d := range given {
		if d != "" {
			return []Delimiter{d}
		}
	}
	return Delimiters
}

// choose takes the header with the most needed columns. Where none is there it is one with several columns: any, when
// a required column is missing anyhow, else the only one.
func choose(headers []header, required bool) (header, *Problem) {
	best := most(headers, func(h header) int { return h.found })
	lost := best[0].found == 0
	if lost && !required {
		best = most(best, func(h header) int { return min(len(h.names), 2) })
	}
	widest := most(best, func(h header) int { return len(h.names) })[0]
	if len(best) == 1 || len(widest.names) == 1 || lost && required {
		return widest, nil
	}
	return header{}, twoPossible(best)
}

// most returns the headers of the highest score.
func most(headers []header, score func(header) int) []header {
	var best []header
	for _, h := range headers {
		if len(best) > 0 && score(h) > score(best[0]) {
			best = nil
		}
		if len(best) == 0 || score(h) == score(best[0]) {
			best = append(best, h)
		}
	}
	return best
}

func twoPossible(headers []header) *Problem {
	var reads, writes []string
	for _, h := range headers {
		reads = append(reads, fmt.Sprintf("at %q (%d columns)", string(h.delimiter), len(h.names)))
		writes = append(writes, fmt.Sprintf("delimiter: %q", string(h.delimiter)))
	}
	return &Problem{
		Line: headers[0].line,
		What: "the header can be cut " + strings.Join(reads, " or "),
		Todo: "write " + strings.Join(writes, " or ") + " in the settings",
	}
}

// sepLine returns the length of a first line that only names the delimiter, as Excel writes it, and what it names.
func sepLine(text string) (int, Delimiter) {
	if len(text) < 6 || !strings.EqualFold(text[:4], "sep=") {
		return 0, ""
	}
	for _, d := range Delimiters {
		for _, end := range []string{"\r\n", "\n", "\r"} {
			if text[4] == d.char() && strings.HasPrefix(text[5:], end) {
				return 5 + len(end), d
			}
		}
	}
	return 0, ""
}

// readHeader cuts the first row that is not blank.
func readHeader(text string, skip int, delimiter Delimiter, last bool) (header, *Problem) {
	var wrong *Problem
	c := cutter{delimiter: delimiter.char(), end: lineEndOf(text), line: 1, report: func(p *Problem) { wrong = p }}
	if skip > 0 {
		c.line++
	}
	h := header{delimiter: delimiter, used: skip}
	for len(c.rows) == 0 && h.used < len(text) {
		n, damage := c.row(text[h.used:], last)
		if damage != nil {
			return h, damage
		}
		if wrong != nil {
			return h, wrong
		}
		if n == 0 {
			return h, unfinished
		}
		h.used += n
	}
	if len(c.rows) == 0 && !last {
		return h, unfinished
	}
	if len(c.rows) == 0 {
		return h, &Problem{What: "has only blank lines, not even a header", Todo: "have it exported again"}
	}
	h.names, h.line = cleanNames(c.rows[0].Fields), c.rows[0].Line
	return h, nil
}

// lineEndOf returns what ends the lines of the text: by the first line end outside quotes, LF (also for CR LF) or CR.
func lineEndOf(text string) byte {
	quotes := false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quotes = !quotes
		case quotes:
		case text[i] == '\n' || text[i] == '\r' && strings.HasPrefix(text[i+1:], "\n"):
			return '\n'
		case text[i] == '\r':
			return '\r'
		}
	}
	return '\n'
}

func cleanNames(fields []string) []string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = strings.Clone(strings.TrimSpace(field))
	}
	return names
}

// count returns how many of the needed columns the header has.
func (h *header) count(need []Need) int {
	n := 0
	for i := range need {
		if len(h.at(need[i].Name)) > 0 {
			n++
		}
	}
	return n
}

// at returns the places of a column.
func (h *header) at(name string) []int {
	var at []int
	name = strings.TrimSpace(name)
	for i := range h.names {
		if name != "" && strings.EqualFold(h.names[i], name) {
			at = append(at, i)
		}
	}
	return at
}

// positions returns the place of each needed column, -1 for an optional one that is not there. Every column that is
// missing or there twice is reported.
func (h *header) positions(need []Need, report func(*Problem)) []int {
	positions := make([]int, len(need))
	for i := range need {
		at := h.at(need[i].Name)
		switch {
		case len(at) == 1:
			positions[i] = at[0]
			continue
		case len(at) > 1:
			report(&Problem{
				Line: h.line, Column: need[i].Name,
				What: fmt.Sprintf("is in the header twice, as column %d and as column %d", at[0]+1, at[1]+1), Todo: "rename one of them",
			})
		case !need[i].Optional:
			report(&Problem{Line: h.line, Column: need[i].Name, What: "is not in the header", Todo: suggest(need[i].Name, h.names)})
		}
		positions[i] = -1
	}
	return positions
}
