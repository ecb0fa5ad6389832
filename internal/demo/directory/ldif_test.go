package directory

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWhatIsWrittenIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.StringMatching(`[ :<a-z#,]{0,200}`), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		var records []*record
		var want []Entry
		for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
			e := Entry{DN: "uid=" + strings.Repeat("x", i*40) + "é ,dc=test "}
			for _, n := range []string{"cn", "sn", "jpegPhoto"}[:rapid.IntRange(0, 3).Draw(t, "attributes")] {
				e.Attributes = append(e.Attributes, Attribute{n, rapid.SliceOfN(value, 1, 3).Draw(t, n)})
			}
			want = append(want, e)
			records = append(records, recordOf(name{text: e.DN}, e.Attributes...))
		}
		var file bytes.Buffer
		out := bufio.NewWriter(&file)
		writeLDIF(out, records)
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(file.String(), "\n") {
			if len(line) > lineWidth+1 {
				t.Errorf("a line of %d: %s", len(line), line)
			}
		}
		got, err := readLDIF(&file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLDIFOfOthersIsRead(t *testing.T) {
	t.Parallel()
	const file = "version: 1\r\n# a remark\r\n that goes on\r\ndn: cn=a,\r\n dc=test\r\ncn:a\r\nCN:    b\r\n\r\n\r\ndn:: ZGM9dGVzdA==\r\no: x"
	got, err := readLDIF(strings.NewReader(file))
	want := []Entry{{"cn=a,dc=test", []Attribute{{"cn", []string{"a", "b"}}}}, {"dc=test", []Attribute{{"o", []string{"x"}}}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}
