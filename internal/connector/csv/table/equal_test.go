package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzEqualsEncodingCSV cuts the same bytes with encoding/csv (no lazy quotes, the fields of the header) and with this
// package, in blocks of every size: both accept the same, with the same rows and the same lines.
func FuzzEqualsEncodingCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a,b\r\n1,2\r\n\r\n3,4", "a;b\n\"1\n2\";3\n", "a\tb\n\"x\"\"y\"\t\"\"\n", "a,b\n1\n2,3,4\n5,6\n",
		"a,b\n1,\"2\n", "a,b\n1,x\"2\n", "a,b\n1,\"2\"x\n", "a\n\n\"\"\nb\n", "a,b\n\"1\r\n2\",3\r\n", "a|b\né|ü\n", "\n\na,b\n1,2", ",\n,\n", "a,b\n1,2\r",
		strings.Repeat("abcdefg,hijklmnop\n", 20) + "\"q\",r\n" + strings.Repeat("s,t\n", 40),
	} {
		f.Add([]byte(seed), byte(0), byte(40))
		f.Add([]byte(seed), byte(1), byte(1))
	}
	f.Fuzz(func(t *testing.T, content []byte, at, block byte) {
		delimiter := Delimiters[int(at)%len(Delimiters)]
		if outside(content) {
			t.Skip("beyond what both read")
		}
		want, wantErr := encodingCSV(content, rune(delimiter.char()))
		set := Settings{Encoding: UTF8, Delimiter: delimiter}
		got := read(t, file(t, string(content)), set, 4+int(block))
		if (wantErr == nil) != (got.err == nil) {
			t.Fatalf("%q at %q: encoding/csv says %v, table says %v", content, delimiter, wantErr, got.err)
		}
		if wantErr != nil {
			return
		}
		if diff := cmp.Diff(want.show(), got.show()); diff != "" || len(want.rows) != got.summary.Rows {
			t.Fatalf("%q at %q: %s", content, delimiter, diff)
		}
		if diff := cmp.Diff(want.rows, got.rows); diff != "" {
			t.Fatalf("%q at %q: %s", content, delimiter, diff)
		}
	})
}

// outside reports whether the bytes are something that only one of the two reads: a CR inside a line, a NUL, bytes that
// are not UTF-8, a mark of another encoding or kind of file, a line that names the delimiter.
func outside(content []byte) bool {
	lone := bytes.Count(content, []byte("\r")) - bytes.Count(content, []byte("\r\n"))
	if bytes.HasSuffix(content, []byte("\r")) {
		lone--
	}
	_, named := sepLine(string(content))
	return lone > 0 || bytes.IndexByte(content, 0) >= 0 || !utf8.Valid(content) || foreign(content) != "" ||
		bytes.HasPrefix(content, []byte("\xef\xbb\xbf")) || named != ""
}

// encodingCSV reads with the standard library; a file without a header is an error here too.
func encodingCSV(content []byte, delimiter rune) (reading, error) {
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma = delimiter
	var want reading
	if _, err := r.Read(); err != nil {
		return want, err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return want, nil
		}
		if err != nil {
			return want, err
		}
		line, _ := r.FieldPos(0)
		want.rows, want.lines = append(want.rows, row), append(want.lines, line)
	}
}
