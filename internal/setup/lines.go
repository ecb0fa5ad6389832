package setup

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// lines is a settings file in the making: YAML on the left, what it means on the right.
type lines struct {
	text   strings.Builder
	checks int // remarks that somebody must look at
}

const (
	margin = 36  // where remarks begin
	far    = 130 // where they end
)

// checkThis begins a remark on what was guessed, or what nobody said.
const checkThis = "check this: "

// put writes one line with its remark beside it, which goes on below where it is long; or above it, where the line is.
func (l *lines) put(indent int, code, remark string) {
	at := margin - indent
	if remark == "" || len([]rune(code))+2 > at {
		l.say(indent, remark)
		l.text.WriteString(strings.Repeat(" ", indent) + code + "\n")
		return
	}
	l.count(remark)
	left := strings.Repeat(" ", indent) + code + strings.Repeat(" ", at-len([]rune(code)))
	for _, part := range wrap(remark, far-margin) {
		l.text.WriteString(left + "# " + part + "\n")
		left = strings.Repeat(" ", margin)
	}
}

func (l *lines) count(remark string) {
	if strings.HasPrefix(remark, checkThis) {
		l.checks++
	}
}

// say writes a remark of its own.
func (l *lines) say(indent int, remark string) {
	l.count(remark)
	for _, part := range wrap(remark, far-indent) {
		l.text.WriteString(strings.Repeat(" ", indent) + "# " + part + "\n")
	}
}

// blank writes an empty line.
func (l *lines) blank() { l.text.WriteString("\n") }

// hint writes a key that is not set, so that it can be.
func (l *lines) hint(indent int, key config.Key) {
	value := key.Example
	if value == "" {
		value = key.Default
	}
	l.put(indent, "# "+key.Name+": "+value, key.Doc)
}

// wrap breaks a text into lines of at most so many letters, where words allow it.
func wrap(text string, width int) (parts []string) {
	line, length := "", 0
	for word := range strings.FieldsSeq(text) {
		n := len([]rune(word))
		if line != "" && length+1+n > max(width, 40) {
			parts = append(parts, line)
			line, length = "", 0
		}
		if line != "" {
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	if line != "" {
		parts = append(parts, line)
	}
	return parts
}

var (
	plainScalar = regexp.MustCompile(`^[\p{L}/.][\p{L}\p{M}0-9_ ./@=,+'()%:-]*$`)
	reserved    = strings.Fields("true false yes no on off y n null ~ .inf .nan")
)

// scalar writes a text as YAML: bare where nobody could read it otherwise, else in quotes.
func scalar(text string) string {
	bare := plainScalar.MatchString(text) && !slices.Contains(reserved, strings.ToLower(text)) &&
		!strings.Contains(text, ": ") && !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, " ") && !strings.HasPrefix(text, ". ")
	if bare {
		return text
	}
	return quoted(text)
}

// quoted writes a text in double quotes: what JSON escapes is escaped alike in YAML.
func quoted(text string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text can always be written
	return strings.TrimSpace(out.String())
}

// flow writes a list on one line.
func flow(texts []string) string {
	items := make([]string, len(texts))
	for i, text := range texts {
		items[i] = item(text)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// item writes a text inside a list or a section on one line, where a comma would end it.
func item(text string) string {
	if s := scalar(text); !strings.ContainsAny(s, ",:") {
		return s
	}
	return quoted(text)
}

// key returns what is documented of one key of a section.
func key(section string, kind config.Kind, name string) config.Key {
	for _, k := range config.Doc(section, kind) {
		if k.Name == name {
			return k
		}
	}
	return config.Key{Name: name}
}

// doc returns what one key of a section means.
func doc(section string, kind config.Kind, name string) string { return key(section, kind, name).Doc }
