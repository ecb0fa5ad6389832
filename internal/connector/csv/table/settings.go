package table

import (
	"fmt"
	"slices"
	"strings"
)

// Settings say how to read a file. The zero value means: find out everything, need nothing.
type Settings struct {
	Encoding  Encoding  // empty: detected, and refused where the bytes leave a doubt
	Delimiter Delimiter // empty: detected from the header, and refused where two are possible
	Need      []Need    // the columns that the reader of the rows asks for
}

// Need is one column that is asked for by the name in the header; case and outer blanks do not count.
type Need struct {
	Name     string
	Optional bool // a header without it is no problem
}

// Encoding is how a file writes its characters, in the words of the settings.
type Encoding string

// The encodings.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
)

// Encodings is the closed set.
var Encodings = []Encoding{UTF8, UTF16LE, UTF16BE, Windows1252}

// Delimiter is what stands between two fields, in the words of the settings.
type Delimiter string

// The delimiters.
const (
	Comma     Delimiter = ","
	Semicolon Delimiter = ";"
	Tab       Delimiter = "tab"
	Pipe      Delimiter = "|"
)

// Delimiters is the closed set.
var Delimiters = []Delimiter{Comma, Semicolon, Tab, Pipe}

// char returns the byte that the file holds.
func (d Delimiter) char() byte {
	if d == Tab {
		return '\t'
	}
	return d[0]
}

// check returns what is wrong with the settings themselves.
func (s *Settings) check() *Problem {
	if s.Encoding != "" && !slices.Contains(Encodings, s.Encoding) {
		return &Problem{Value: string(s.Encoding), What: "is not an encoding that can be read", Todo: choice("encoding", Encodings)}
	}
	if s.Delimiter != "" && !slices.Contains(Delimiters, s.Delimiter) {
		return &Problem{Value: string(s.Delimiter), What: "is not a delimiter that can be read", Todo: choice("delimiter", Delimiters)}
	}
	return nil
}

// choice is the line of advice that names the values of a setting.
func choice[T ~string](setting string, values []T) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = fmt.Sprintf("%s: %q", setting, string(value))
	}
	return "write " + strings.Join(words, " or ") + " in the settings"
}
