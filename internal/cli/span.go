package cli

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// span is a few words in one style.
type span struct {
	words string
	style style
}

// style is how words look on a terminal that has colours: an SGR parameter, empty for plain.
type style string

const (
	normal style = ""
	strong style = "1"
	faint  style = "2"
	good   style = "32"
	wary   style = "33"
	bad    style = "31"
	named  style = "36"
)

func plain(words string) span  { return span{words, normal} }
func bold(words string) span   { return span{words, strong} }
func dim(words string) span    { return span{words, faint} }
func green(words string) span  { return span{words, good} }
func yellow(words string) span { return span{words, wary} }
func red(words string) span    { return span{words, bad} }
func cyan(words string) span   { return span{words, named} }

// paint returns the words as a terminal shows them in the style.
func (s span) paint(colours bool) string {
	if !colours || s.style == normal || s.words == "" {
		return clean(s.words)
	}
	return "\x1b[" + string(s.style) + "m" + clean(s.words) + "\x1b[0m"
}

// clean takes out what would give orders to a terminal or turn the direction of the text: names come from files and
// directories that others write.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == unicode.ReplacementChar, unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return '·'
		}
		return r
	}, s)
}

// columns returns how many columns of a terminal the words take.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

func spanColumns(spans []span) int {
	n := 0
	for _, s := range spans {
		n += columns(s.words)
	}
	return n
}
