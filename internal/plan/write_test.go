package plan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// texts are what a field may hold: also what JSON escapes, and what is no text.
var texts = rapid.OneOf(
	rapid.SampledFrom([]string{"", "suspend", "Zoé Lefèvre", `a "quoted" word`, `back\slash`, "<b>&amp;</b>", "line\nend", "\x00", "\u2028", "\u2029", "\xff\xfe", "日本語", "\x7f"}),
	rapid.String(),
)

// fill draws every field of a value, so that a field that is added and not written is found.
func fill(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts.Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(-1, 1<<50).Draw(t, "number"))
	case reflect.Slice:
		n := rapid.IntRange(-1, 3).Draw(t, "length")
		if n < 0 {
			return // nil
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			seconds, nanos := rapid.Int64Range(-1e9, 4e9).Draw(t, "seconds"), rapid.SampledFrom([]int64{0, 1, 120_000_000}).Draw(t, "nanos")
			v.Set(reflect.ValueOf(time.Unix(seconds, nanos).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("no way to fill a %s", v.Kind())
	}
}

func TestAPlanIsWrittenAsEncodingJSONWritesIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var p plan.Plan
		fill(t, reflect.ValueOf(&p).Elem())
		want, err := json.Marshal(&p)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := p.Write(&got); err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Fatalf("written:\n%s\nwant:\n%s", got.String(), want)
		}
		var one plan.Plan
		if err := json.Unmarshal(want, &one); err != nil {
			t.Fatal(err)
		}
		back, err := plan.Read(&got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&one, back); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
	})
}

func TestALongPlanIsWrittenAsEncodingJSONWritesIt(t *testing.T) {
	t.Parallel()
	for _, n := range []int{511, 512, 513, 1024, 2048, 2049, 2560, 5000} {
		p := plan.Plan{Findings: make([]plan.Finding, n), Upcoming: make([]plan.Action, n)}
		for i := range n {
			p.Findings[i].Account, p.Upcoming[i].ID = strconv.Itoa(i), strconv.Itoa(i)
		}
		want, err := json.Marshal(&p)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := p.Write(&got); err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Errorf("%d elements are written otherwise", n)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("full")

func TestAPlanThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	if err := new(plan.Plan).Write(fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

func TestAPlanThatWasCutIsNotRead(t *testing.T) {
	t.Parallel()
	var whole bytes.Buffer
	p := plan.Plan{Findings: []plan.Finding{{Kind: "orphan"}, {Kind: "leaver"}}, Actions: []plan.Action{{ID: "a1"}}}
	if err := p.Write(&whole); err != nil {
		t.Fatal(err)
	}
	for n := range whole.Len() {
		if _, err := plan.Read(io.LimitReader(bytes.NewReader(whole.Bytes()), int64(n))); err == nil {
			t.Fatalf("the first %d of %d bytes were read as a plan", n, whole.Len())
		}
	}
}
