package directory

import (
	"encoding/base64"
	"fmt"
	"io"
)

// lineWidth is where a line is folded (RFC 2849 leaves it open; 76 is what everybody writes).
const lineWidth = 76

// writeLDIF writes the records as RFC 2849 content records, in their order.
func writeLDIF(out io.Writer, records []*record) error {
	if _, err := fmt.Fprintln(out, "version: 1"); err != nil {
		return err
	}
	for _, r := range records {
		if _, err := fmt.Fprintln(out); err != nil {
			return err
		}
		if err := writeLine(out, "dn", r.dn.text); err != nil {
			return err
		}
		for _, a := range r.attrs {
			for _, v := range a.Values {
				if err := writeLine(out, a.Name, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func writeLine(out io.Writer, name, value string) error {
	line := name + ": " + value
	if !plain(value) {
		line = name + ":: " + base64.StdEncoding.EncodeToString([]byte(value))
	}
	for len(line) > lineWidth {
		if _, err := fmt.Fprintln(out, line[:lineWidth]); err != nil {
			return err
		}
		line = " " + line[lineWidth:]
	}
	_, err := fmt.Fprintln(out, line)
	return err
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
