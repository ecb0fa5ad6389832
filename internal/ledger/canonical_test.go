package ledger

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCanonicalFormIsTheOneOfRFC8785(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		` { "b" : [ 1 , -2, 0 ] , "a" : { } , "" : [ ] } `: `{"":[],"a":{},"b":[1,-2,0]}`,
		`[true,false,null,"x"]`:                            `[true,false,null,"x"]`,
		`"a\u0062\/<>&\u2028\u007f\""`:                     "\"ab/<>&\u2028\u007f\\\"\"",
		`"\u0000\u0008\u0009\u000A\u000b\u000c\r\u001F\\"`: `"\u0000\b\t\n\u000b\f\r\u001f\\"`,
		`9007199254740991`:                                 `9007199254740991`,
		`-9007199254740991`:                                `-9007199254740991`,
		`{"a":{"c":1,"b":2},"A":3,"é":4}`:                  `{"A":3,"a":{"b":2,"c":1},"é":4}`,
		// The sample of section 3.2.3: by UTF-16 units a smiling face comes before a Hebrew letter.
		`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`: "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\U0001f600\":5,\"\ufb33\":3}",
		`"\ud800"`:       "\"\ufffd\"",
		"\"a\xff\xfeb\"": "\"a\ufffd\ufffdb\"",
	} {
		got, err := Canonical(json.RawMessage(in))
		if err != nil || string(got) != want {
			t.Errorf("%s\ngot  %s, %v\nwant %s", in, got, err, want)
		}
	}
}

func TestCanonicalRefusalsNameThePlace(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a":{"b":[1,1.5]}}`:       "the value.a.b.1 is 1.5: the ledger takes whole numbers only",
		`1e3`:                       "the value is 1e3",
		`-0`:                        "the value is -0",
		`9007199254740992`:          "whole numbers up to 9007199254740991 only",
		`-90071992547409910`:        "whole numbers up to 9007199254740991 only",
		`{"x":{"a":1,"\u0061":2}}`:  `the value.x has the name "a" twice`,
		"{\"\xff\":1,\"\ufffd\":2}": "twice",
		`{"a":1`:                    "the value is not JSON",
		``:                          "the value is not JSON",
		`{} {}`:                     "the value is not JSON",
	} {
		got, err := Canonical(json.RawMessage(in))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %s, %v; want %q", in, got, err, want)
		}
	}
}

func TestCanonicalTakesGoValues(t *testing.T) {
	t.Parallel()
	got, err := Canonical(struct {
		Z string            `json:"z"`
		A map[string]int    `json:"a"`
		E []string          `json:"e"`
		F float64           `json:"f"`
		O *int              `json:"o,omitempty"`
		M map[string]string `json:"m"`
	}{Z: "<b>\xff", A: map[string]int{"y": 1, "x": 2}, F: 3})
	if want := "{\"a\":{\"x\":2,\"y\":1},\"e\":null,\"f\":3,\"m\":null,\"z\":\"<b>\ufffd\"}"; err != nil || string(got) != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
	if _, err := Canonical(func() {}); err == nil {
		t.Error("a function was encoded")
	}
	if _, err := Canonical(1.25); err == nil {
		t.Error("a fraction was encoded")
	}
}

// shuffled writes v with its members in any order and with space anywhere.
func shuffled(r *rand.Rand, v any) string {
	space := strings.Repeat(" ", r.IntN(3))
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for k, e := range v {
			parts = append(parts, space+shuffled(r, k)+space+":"+shuffled(r, e))
		}
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		return "{" + strings.Join(parts, ",") + "\n}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, space+shuffled(r, e)+"\t")
		}
		return "[" + strings.Join(parts, ",") + space + "]"
	default:
		text, _ := json.Marshal(v)
		return string(text) + space
	}
}

func TestCanonicalFormDoesNotDependOnHowItWasWritten(t *testing.T) {
	t.Parallel()
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		kinds := []*rapid.Generator[any]{
			rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Int64Range(-1<<53+1, 1<<53-1).AsAny(), rapid.Just(any(nil)),
		}
		if depth > 0 {
			kinds = append(kinds,
				rapid.MapOfN(rapid.String(), value(depth-1), 0, 5).AsAny(),
				rapid.SliceOfN(value(depth-1), 0, 5).AsAny())
		}
		return rapid.OneOf(kinds...)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := value(3).Draw(t, "value")
		want, err := Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		for range 3 {
			if got, err := Canonical(json.RawMessage(shuffled(r, v))); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("got %s, %v\nwant %s", got, err, want)
			}
		}
		if again, err := Canonical(json.RawMessage(want)); err != nil || !bytes.Equal(again, want) {
			t.Fatalf("canonical twice is %s, %v; want %s", again, err, want)
		}
		var back any
		if err := json.Unmarshal(want, &back); err != nil {
			t.Fatalf("encoding/json does not read %s: %v", want, err)
		}
	})
}
