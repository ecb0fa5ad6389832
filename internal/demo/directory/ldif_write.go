package directory

import (
	"bufio"
	"encoding/base64"
)

// lineWidth is where a line is folded (RFC 2849 leaves it open; 76 is what everybody writes).
const lineWidth = 76

// writeLDIF writes the records as RFC 2849 content records, in their order. out keeps the first error until its Flush.
func writeLDIF(out *bufio.Writer, records []*record) {
	out.WriteString("version: 1\n")
	for _, r := range records {
		out.WriteString("\n")
		writeLine(out, "dn", r.dn.text)
		for _, a := range r.attrs {
			for _, v := range a.values {
				writeLine(out, a.kind.name(), v)
			}
		}
	}
}

func writeLine(out *bufio.Writer, name, value string) {
	line := name + ": " + value
	if !plain(value) {
		line = name + ":: " + base64.StdEncoding.EncodeToString([]byte(value))
	}
	for len(line) > lineWidth {
		out.WriteString(line[:lineWidth] + "\n")
		line = " " + line[lineWidth:]
	}
	out.WriteString(line + "\n")
}

// plain reports whether a value may stand in LDIF as it is (SAFE-STRING in RFC 2849, without a space at its end).
func plain(value string) bool {
	if value == "" {
		return true
	}
	if first := value[0]; first == ' ' || first == ':' || first == '<' || value[len(value)-1] == ' ' {
		return false
	}
	for i := range len(value) {
		if c := value[i]; c == 0 || c == '\n' || c == '\r' || c > 0x7f {
			return false
		}
	}
	return true
}
