package plan

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Write writes the plan as json.Marshal would, byte for byte, but one element of a list after the other: a plan of
// hundreds of thousands of findings is never held as one text. What comes often is written by hand, ten times as fast.
func (p *Plan) Write(w io.Writer) error {
	t := &text{w: w}
	t.head(p)
	writeList(t, "gaps", p.Gaps, plainly)
	writeList(t, "findings", p.Findings, appendFinding)
	writeList(t, "actions", p.Actions, appendAction)
	writeList(t, "upcoming", p.Upcoming, appendAction)
	writeList(t, "waiting", p.Waiting, plainly)
	writeList(t, "refusals", p.Refusals, appendRefusal)
	writeList(t, "held", p.Held, plainly)
	t.buf = append(t.buf, '}')
	t.flush(0)
	return t.err
}

// text is JSON on its way to a writer. After an error nothing more is written.
type text struct {
	w      io.Writer
	buf    []byte
	shares [atOnce][]byte
	err    error
}

const textSize = 64 << 10

// flush hands the text on when it is longer than some bytes.
func (t *text) flush(over int) {
	if len(t.buf) <= over {
		return
	}
	if t.err == nil {
		_, t.err = t.w.Write(t.buf)
	}
	t.buf = t.buf[:0]
}

// head writes what stands before the long lists.
func (t *text) head(p *Plan) {
	b := appendString(append(t.buf, `{"id":`...), p.ID)
	b = appendString(append(b, `,"digest":`...), p.Digest)
	b = appendString(append(b, `,"purpose":`...), p.Purpose)
	b = appendFull(b, `,"subject":`, p.Subject)
	b = appendTime(append(b, `,"at":`...), p.At)
	b = appendTime(append(b, `,"expires":`...), p.Expires)
	b = appendString(append(b, `,"settings":`...), p.Settings)
	t.buf = b
	writeList(t, "sources", p.Sources, plainly)
}

func writeList[T any](t *text, name string, list []T, write func([]byte, *T) []byte) {
	t.buf = append(append(append(t.buf, `,"`...), name...), `":`...)
	if list == nil {
		t.buf = append(t.buf, "null"...)
		return
	}
	t.buf = append(t.buf, '[')
	for len(list) > atOnce*share {
		t.together(func(i int, b []byte) []byte { return append(appendList(b, list[i*share:(i+1)*share], write), ',') })
		list = list[atOnce*share:]
	}
	for len(list) > share {
		t.buf = append(appendList(t.buf, list[:share], write), ',')
		t.flush(textSize)
		list = list[share:]
	}
	t.buf = append(appendList(t.buf, list, write), ']')
	t.flush(textSize)
}

const (
	atOnce = 4   // shares of a long list that are written at once, for as many processors
	share  = 512 // elements
)

// together writes shares of a long list side by side, and hands them on in their order.
func (t *text) together(write func(i int, b []byte) []byte) {
	t.flush(0)
	var all sync.WaitGroup
	for i := range atOnce {
		all.Go(func() { t.shares[i] = write(i, t.shares[i][:0]) })
	}
	all.Wait()
	for _, made := range t.shares {
		if t.err == nil {
			_, t.err = t.w.Write(made)
		}
	}
}

func appendList[T any](b []byte, list []T, write func([]byte, *T) []byte) []byte {
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, &list[i])
	}
	return b
}

// plainly writes what comes seldom.
func plainly[T any](b []byte, value *T) []byte {
	made, err := json.Marshal(value)
	if err != nil {
		panic("plan: a plan is plain data and must encode: " + err.Error()) // no value of the types can fail
	}
	return append(b, made...)
}

func appendFinding(b []byte, f *Finding) []byte {
	b = appendString(append(b, `{"kind":`...), f.Kind)
	b = appendAccount(b, f.System, f.Account, f.Login, f.Person)
	b = appendStrings(append(b, `,"reasons":`...), f.Reasons)
	if len(f.Candidates) > 0 {
		b = appendStrings(append(b, `,"candidates":`...), f.Candidates)
	}
	return append(b, '}')
}

func appendAccount(b []byte, system, account, login string, person identity.PersonID) []byte {
	b = appendString(append(b, `,"system":`...), system)
	b = appendString(append(b, `,"account":`...), account)
	b = appendString(append(b, `,"login":`...), login)
	return appendString(append(b, `,"person":`...), person)
}

func appendAction(b []byte, a *Action) []byte {
	b = appendString(append(b, `{"id":`...), a.ID)
	b = appendString(append(b, `,"verb":`...), a.Verb)
	b = appendAccount(b, a.System, a.Account, a.Login, a.Person)
	b = appendTime(append(b, `,"due":`...), a.Due)
	b = appendString(append(b, `,"by":`...), a.By)
	b = appendString(append(b, `,"rule":`...), a.Rule)
	b = appendStrings(append(b, `,"reasons":`...), a.Reasons)
	if len(a.Entitlements) > 0 {
		b = plainly(append(b, `,"entitlements":`...), &a.Entitlements)
	}
	b = appendString(append(b, `,"fingerprint":`...), a.Fingerprint)
	b = appendFull(b, `,"basis":`, a.Basis)
	b = strconv.AppendBool(append(b, `,"reversible":`...), a.Reversible)
	b = appendFull(b, `,"loses":`, a.Loses)
	b = strconv.AppendBool(append(b, `,"alone":`...), a.Alone)
	if len(a.Held) > 0 {
		b = appendStrings(append(b, `,"held":`...), a.Held)
	}
	if len(a.Holds) > 0 {
		b = appendStrings(append(b, `,"holds":`...), a.Holds)
	}
	b = appendFull(b, `,"owner":`, a.Owner)
	if a.TaskTime != 0 {
		b = strconv.AppendInt(append(b, `,"task_time":`...), int64(a.TaskTime), 10)
	}
	return append(appendFull(b, `,"restores":`, a.Restores), '}')
}

func appendRefusal(b []byte, r *Refusal) []byte {
	b = appendString(append(b, `{"verb":`...), r.Verb)
	b = appendAccount(b, r.System, r.Account, r.Login, r.Person)
	b = appendString(append(b, `,"guard":`...), r.Guard)
	return append(appendString(append(b, `,"why":`...), r.Why), '}')
}

// appendFull appends a name with its value, unless the value is empty.
func appendFull(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, name...), value)
}

func appendStrings[S ~string](b []byte, list []S) []byte {
	if list == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

func appendString[S ~string](b []byte, s S) []byte {
	if !simple(string(s)) {
		return plainly(b, &s)
	}
	b = append(b, '"')
	for {
		quote := strings.IndexByte(string(s), '"')
		if quote < 0 {
			return append(append(b, s...), '"')
		}
		b = append(append(b, s[:quote]...), `\"`...)
		s = s[quote+1:]
	}
}

// simple reports whether a text stands in JSON as it is, but for its quotes.
func simple(s string) bool {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(s) && !strings.Contains(s, "\u2028") && !strings.Contains(s, "\u2029")
}
