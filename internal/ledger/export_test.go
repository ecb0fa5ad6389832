package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/mod/sumdb/tlog"
)

func exported(t testing.TB, s Storage, cp Checkpoint) string {
	t.Helper()
	var out bytes.Buffer
	if err := Export(t.Context(), &out, s, cp); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// exportOf is the export of a ledger of that size, and the pieces of it.
func exportOf(t testing.TB, size int) (whole, head string, lines []string) {
	t.Helper()
	m, cps := grown(t, size)
	whole = exported(t, m, cps[0])
	head = string(cps[0].Note) + "\n"
	body := strings.TrimPrefix(whole, head)
	return whole, head, strings.SplitAfter(body, "\n")[:size]
}

func verified(t testing.TB, file string, kept ...Checkpoint) (Report, error) {
	t.Helper()
	return VerifyExport(strings.NewReader(file), testVerifier(t), kept...)
}

// The form of the file is a promise: these bytes verify for ever.
const goldenExport = `ledger.exeunt.test
2
GVSCQC7WbbnNBF2NJZT3nkKAlYXSmyu7ueYo6rbXQNE=

— ledger.exeunt.test 8kfemqyftPG3nUKftWFbyK1IxzLskzaosBQ4c2tQKErzy2/UZvJDAuhVfU/7szsCpyjlAI5mH3Q6ioJ+jWO1pn7Rog8=

g5+hjwvVXZ/oDtu+GyuNwoj6aP4PYHl8cEq4NamhGDM= {"actor":"apply","at":"2026-11-23T18:00:00Z","body":{"account":"directory/p0000","tries":0,"verb":"suspend"},"kind":"outcome","seq":0}
8iGVdDUzbPNlbPyMu2VuD3WpGGtJ/djjNeyghhhVO6o= {"actor":"apply","at":"2026-11-23T18:00:00.001Z","body":{"account":"directory/p0001","tries":1,"verb":"suspend"},"kind":"outcome","seq":1}
`

func TestTheExportFileIsWrittenAsItAlwaysWas(t *testing.T) {
	t.Parallel()
	if whole, _, _ := exportOf(t, 2); whole != goldenExport {
		t.Errorf("got\n%s\nwant\n%s", whole, goldenExport)
	}
	if _, err := verified(t, goldenExport); err != nil {
		t.Error(err)
	}
}

func TestAnExportVerifiesWithThePublicKeyAlone(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 2, 3, page - 1, page, page + 1, 2*page + 77} {
		whole, _, _ := exportOf(t, size)
		r, err := verified(t, whole)
		if err != nil || r.Entries != int64(size) || r.Checkpoint.Size != int64(size) || r.Checkpoints != 1 || r.Unsigned != 0 {
			t.Errorf("%d entries: %+v, %v", size, r, err)
		}
		slow := iotest.OneByteReader(strings.NewReader(whole))
		if _, err := VerifyExport(slow, testSigner(t).Verifier()); err != nil {
			t.Errorf("%d entries, a byte at a time: %v", size, err)
		}
	}
}

func TestAnExportOfAnOlderCheckpointEndsThere(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, 4, 9)
	r, err := verified(t, exported(t, m, cps[0]))
	if err != nil || r.Entries != 4 {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestExportRefusesWhatWouldNotVerify(t *testing.T) {
	t.Parallel()
	export := func(m *Memory, cp Checkpoint) error { return Export(t.Context(), io.Discard, m, cp) }
	changed, cps := grown(t, 9)
	changed.records[4].Body = bytes.Replace(changed.records[4].Body, []byte("suspend"), []byte("restore"), 1)
	if err := export(changed, cps[0]); err == nil || !strings.Contains(err.Error(), "are not those that the checkpoint signs") {
		t.Errorf("changed: %v", err)
	}
	gone, cps := grown(t, 9)
	gone.records = append(gone.records[:4], gone.records[5:]...)
	if err := export(gone, cps[0]); err == nil || !strings.Contains(err.Error(), "entry 4 is missing") {
		t.Errorf("gone: %v", err)
	}
	if err := export(gone, Checkpoint{}); err == nil || !strings.Contains(err.Error(), "no signed note") {
		t.Errorf("no note: %v", err)
	}
}

func TestExportPassesOnWhatFails(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, 2000)
	full := errors.New("disk full")
	if err := Export(t.Context(), failingWriter{full}, m, cps[0]); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Export(ctx, io.Discard, failing{m}, cps[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	torn := errors.New("torn tape")
	whole, _, _ := exportOf(t, 20)
	for _, at := range []int{0, 10, 200, 1000} {
		r := io.MultiReader(strings.NewReader(whole[:at]), iotest.ErrReader(torn))
		_, err := VerifyExport(r, testSigner(t).Verifier())
		if var_ := new(DamageError); !errors.Is(err, torn) || errors.As(err, &var_) {
			t.Errorf("a read that fails at byte %d gives %v", at, err)
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// failing is a storage whose reads end with the context.
type failing struct{ *Memory }

func (f failing) ReadEntries(ctx context.Context, _, _ int64) ([]Record, error) {
	return nil, ctx.Err()
}

// rehash writes the line of a changed entry as someone does who knows the form.
func rehash(line, old, new string) string {
	body := strings.Replace(strings.TrimSuffix(line[hashText+1:], "\n"), old, new, 1)
	return tlog.RecordHash([]byte(body)).String() + " " + body + "\n"
}

func TestDamageToAnExportIsNamed(t *testing.T) {
	t.Parallel()
	_, head, _ := exportOf(t, 10)
	_, _, longer := exportOf(t, 12)
	for name, c := range map[string]struct {
		spoil func(l []string) []string // of the ten lines
		want  []Damage
		says  string
	}{
		"one in the middle gone":   {func(l []string) []string { return cat(l[:4], l[5:]) }, []Damage{{Kind: Missing, Seq: 4, Count: 1}}, "entry 4 is missing"},
		"three in the middle gone": {func(l []string) []string { return cat(l[:4], l[7:]) }, []Damage{{Kind: Missing, Seq: 4, Count: 3}}, "entries 4 to 6 are missing"},
		"the first gone":           {func(l []string) []string { return l[1:] }, []Damage{{Kind: Missing, Seq: 0, Count: 1}}, "entry 0 is missing"},
		"two holes":                {func(l []string) []string { return cat(l[:2], l[3:6], l[8:]) }, []Damage{{Kind: Missing, Seq: 2, Count: 1}, {Kind: Missing, Seq: 6, Count: 2}}, ""},
		"the tail gone":            {func(l []string) []string { return l[:7] }, []Damage{{Kind: MissingTail, Seq: 7, Count: 3}}, "3 missing at the end (entries 7 to 9)"},
		"the last gone":            {func(l []string) []string { return l[:9] }, []Damage{{Kind: MissingTail, Seq: 9, Count: 1}}, "1 missing at the end (entry 9)"},
		"all gone":                 {func(l []string) []string { return nil }, []Damage{{Kind: MissingTail, Seq: 0, Count: 10}}, "10 missing at the end"},
		"middle and tail gone":     {func(l []string) []string { return cat(l[:2], l[3:8]) }, []Damage{{Kind: Missing, Seq: 2, Count: 1}, {Kind: MissingTail, Seq: 8, Count: 2}}, ""},

		"two swapped":         {func(l []string) []string { return cat(l[:3], l[4:5], l[3:4], l[5:]) }, []Damage{{Kind: Reordered, Seq: 3, Count: 1}}, "entry 3 is out of order: after entry 4"},
		"the last two":        {func(l []string) []string { return cat(l[:8], l[9:], l[8:9]) }, []Damage{{Kind: Reordered, Seq: 8, Count: 1}}, "entry 8 is out of order: after entry 9"},
		"two far apart":       {func(l []string) []string { return cat(l[:2], l[7:8], l[3:7], l[2:3], l[8:]) }, []Damage{{Kind: Reordered, Seq: 3, Count: 4}, {Kind: Reordered, Seq: 2, Count: 1}}, ""},
		"one moved to end":    {func(l []string) []string { return cat(l[:3], l[4:], l[3:4]) }, []Damage{{Kind: Reordered, Seq: 3, Count: 1}}, "entry 3 is out of order: after entry 9"},
		"one moved to front":  {func(l []string) []string { return cat(l[7:8], l[:7], l[8:]) }, []Damage{{Kind: Reordered, Seq: 0, Count: 7}}, "entries 0 to 6 are out of order: after entry 7"},
		"swapped, one gone":   {func(l []string) []string { return cat(l[:1], l[2:3], l[1:2], l[3:5], l[6:]) }, []Damage{{Kind: Reordered, Seq: 1, Count: 1}, {Kind: Missing, Seq: 5, Count: 1}}, ""},
		"one twice in a row":  {func(l []string) []string { return cat(l[:5], l[4:]) }, []Damage{{Kind: Extra, Seq: 4, Count: 1}}, "entry 4 is surplus: it stands there twice"},
		"one again at end":    {func(l []string) []string { return cat(l, l[4:5]) }, []Damage{{Kind: Extra, Seq: 4, Count: 1}}, "it stands there twice"},
		"one never signed":    {func(l []string) []string { return cat(l, longer[10:11]) }, []Damage{{Kind: Extra, Seq: 10, Count: 1}}, "the checkpoint signs 10 entries"},
		"two never signed":    {func(l []string) []string { return cat(l, longer[10:]) }, []Damage{{Kind: Extra, Seq: 10, Count: 2}}, ""},
		"a foreign line":      {func(l []string) []string { return cat(l[:4], []string{"hello\n"}, l[4:]) }, []Damage{{Kind: Extra, Seq: 4}}, "before the place of entry 4 stand lines that are no entries (1)"},
		"empty lines at end":  {func(l []string) []string { return cat(l, []string{"\n", "\n"}) }, []Damage{{Kind: Extra, Seq: 10}}, "no entries (2)"},
		"bytes at end":        {func(l []string) []string { return cat(l, []string{"hello"}) }, []Damage{{Kind: Extra, Seq: 10}}, "5 bytes stand after the last entry"},
		"the same file twice": {func(l []string) []string { return cat(l, []string{head}, l) }, []Damage{{Kind: Extra, Seq: 0, Count: 10}, {Kind: Extra, Seq: 10}}, ""},

		"an entry changed":      {func(l []string) []string { return at(l, 4, strings.Replace(l[4], "suspend", "restore", 1)) }, []Damage{{Kind: Altered, Seq: 4, Count: 1}}, "entry 4 is not as signed"},
		"its number changed":    {func(l []string) []string { return at(l, 4, strings.Replace(l[4], `"seq":4`, `"seq":7`, 1)) }, []Damage{{Kind: Altered, Seq: 4, Count: 1}}, "entry 4"},
		"its hash changed":      {func(l []string) []string { return at(l, 4, l[5][:hashText]+l[4][hashText:]) }, []Damage{{Kind: HashAltered, Seq: 4, Count: 1}}, "a hash kept beside entry 4 changed: the entries are as they were signed"},
		"two entries changed":   {func(l []string) []string { return at(at(l, 4, l[4][:60]+"\n"), 8, "?"+l[8]) }, []Damage{{Kind: Altered, Seq: 4, Count: 1}, {Kind: Altered, Seq: 8, Count: 1}}, ""},
		"neighbours changed":    {func(l []string) []string { return at(at(l, 4, l[4][:60]+"\n"), 5, l[5][:60]+"\n") }, []Damage{{Kind: Altered, Seq: 4, Count: 2}}, "entries 4 to 5 are not as signed"},
		"the ends changed":      {func(l []string) []string { return at(at(l, 0, "0\n"), 9, "9\n") }, []Damage{{Kind: Altered, Seq: 0, Count: 1}, {Kind: Altered, Seq: 9, Count: 1}}, ""},
		"changed and gone":      {func(l []string) []string { return cat(at(l, 2, "x\n")[:5], l[6:]) }, []Damage{{Kind: Altered, Seq: 2, Count: 1}, {Kind: Missing, Seq: 5, Count: 1}}, ""},
		"two lines joined":      {func(l []string) []string { return at(l, 4, strings.TrimSuffix(l[4], "\n")) }, []Damage{{Kind: Altered, Seq: 4, Count: 1}, {Kind: Missing, Seq: 5, Count: 1}}, ""},
		"a line broken":         {func(l []string) []string { return at(l, 4, l[4][:90]+"\n"+l[4][90:]) }, []Damage{{Kind: Altered, Seq: 4, Count: 1}, {Kind: Extra, Seq: 5}}, ""},
		"with its hash":         {func(l []string) []string { return at(l, 4, rehash(l[4], "suspend", "restore")) }, []Damage{{Kind: Rewritten, Seq: 0, Count: 10}}, "entries 0 to 9 are not all as signed, though each fits the hash beside it"},
		"renumbered, with hash": {func(l []string) []string { return at(l, 4, rehash(l[4], `"seq":4`, `"seq":5`)) }, []Damage{{Kind: Extra, Seq: 5, Count: 1}, {Kind: Missing, Seq: 4, Count: 1}}, ""},

		"cut in an entry":      {func(l []string) []string { return cat(l[:8], []string{l[8][:100]}) }, []Damage{{Kind: Truncated, Seq: 8}, {Kind: MissingTail, Seq: 8, Count: 2}}, "the file is cut: it ends inside entry 8"},
		"cut in the last hash": {func(l []string) []string { return cat(l[:9], []string{l[9][:20]}) }, []Damage{{Kind: Truncated, Seq: 9}, {Kind: MissingTail, Seq: 9, Count: 1}}, "it ends inside entry 9"},
		"without its last end": {func(l []string) []string { return at(l, 9, strings.TrimSuffix(l[9], "\n")) }, []Damage{{Kind: Truncated, Seq: 9}}, "the end of its last line is missing"},
		"changed and cut":      {func(l []string) []string { return cat(at(l, 7, "x\n")[:8], []string{l[8][:100]}) }, []Damage{{Kind: Truncated, Seq: 8}, {Kind: Altered, Seq: 7, Count: 1}, {Kind: MissingTail, Seq: 8, Count: 2}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, head, lines := exportOf(t, 10)
			_, err := verified(t, head+strings.Join(c.spoil(lines), ""))
			wantDamage(t, err, c.want...)
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func cat(parts ...[]string) (out []string) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func at(lines []string, i int, line string) []string {
	return cat(lines[:i], []string{line}, lines[i+1:])
}

func TestDamageToTheCheckpointOfAnExportIsNamed(t *testing.T) {
	t.Parallel()
	m, cps := grown(t, 10)
	whole := exported(t, m, cps[0])
	_, entries, _ := strings.Cut(whole, "\n\n") // signatures and entries
	_, entries, _ = strings.Cut(entries, "\n\n")
	resigned := func(s Signer, size int64, root Hash) string {
		note, err := Sign(size, root, s)
		if err != nil {
			t.Fatal(err)
		}
		return string(note) + "\n" + entries
	}
	stranger, err := GenerateKey("stranger.test")
	if err != nil {
		t.Fatal(err)
	}
	other := otherSigner(t)
	for name, c := range map[string]struct {
		file string
		kind DamageKind
		says string
	}{
		"its size":                {strings.Replace(whole, "\n10\n", "\n11\n", 1), CheckpointAltered, "does not fit its text"},
		"its name":                {strings.Replace(whole, "ledger", "Ledger", 1), CheckpointAltered, "does not fit its text"},
		"its root":                {strings.Replace(whole, cps[0].Root.String(), emptyRoot.String(), 1), CheckpointAltered, "does not fit its text"},
		"its first empty line":    {strings.Replace(whole, "\n\n", "\n", 1), CheckpointAltered, "no longer a signed note"},
		"its second empty line":   {strings.Replace(whole, "\n\n"+entries, "\n"+entries, 1), CheckpointAltered, "no longer a signed note"},
		"line ends of Windows":    {strings.ReplaceAll(whole, "\n", "\r\n"), CheckpointAltered, "the ends of its lines were changed"},
		"another key, its name":   {resigned(other, 10, cps[0].Root), OtherKey, fmt.Sprintf("it says it is signed by %q, and the key given is %q", other.Verifier().ID(), testSigner(t).Verifier().ID())},
		"another key, other name": {resigned(stranger, 10, cps[0].Root), OtherKey, fmt.Sprintf("it says it is signed by %q, and the key given is %q", stranger.Verifier().ID(), testSigner(t).Verifier().ID())},
		"nothing":                 {"", Truncated, "it is empty"},
		"a piece of the name":     {"ledger.ex", Truncated, "it ends in its checkpoint"},
		"up to the signature":     {whole[:100], Truncated, "it ends in its checkpoint"},
		"entries alone":           {entries, NotExport, "does not begin with a signed checkpoint"},
		"a picture":               {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotExport, "give a file that was written by an export"},
		"a page":                  {"<!doctype html>\n<html>\n\n<body>\n</body>\n", NotExport, ""},
		"a public key":            {testPublic + "\n", NotExport, ""},
		"one endless line":        {strings.Repeat("x", 1<<20), NotExport, ""},
		"many lines":              {strings.Repeat("x\n", 1<<10), NotExport, ""},
		"empty lines":             {"\n\n\n\n", CheckpointAltered, ""},
	} {
		_, err := verified(t, c.file)
		if got := damageOf(t, err); len(got) != 1 || got[0].Kind != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s, %q", name, err, c.kind, c.says)
		}
	}
}

func TestAKeptCheckpointShowsWhatTheHolderOfTheKeyChanged(t *testing.T) {
	t.Parallel()
	_, kept := grown(t, 3, 6, 10)
	forged := new(Memory)
	entries := testEntries(0, 10)
	entries[4].Actor = "nobody"
	if err := forged.Append(entries...); err != nil {
		t.Fatal(err)
	}
	cp, err := forged.Checkpoint(testSigner(t))
	if err != nil {
		t.Fatal(err)
	}
	file := exported(t, forged, cp)
	if _, err := verified(t, file); err != nil {
		t.Fatalf("the forgery is a good one: %v", err)
	}
	if r, err := verified(t, file, kept[0]); err != nil || r.Checkpoints != 2 {
		t.Errorf("before the change: %+v, %v", r, err)
	}
	_, err = verified(t, file, kept[1], kept[0])
	wantDamage(t, err, Damage{Kind: Rewritten, Seq: 3, Count: 3})
	_, err = verified(t, file, kept[2])
	wantDamage(t, err, Damage{Kind: Rewritten, Seq: 0, Count: 10})

	m, older := grown(t, 6)
	_, err = verified(t, exported(t, m, older[0]), kept...)
	wantDamage(t, err, Damage{Kind: MissingTail, Seq: 6, Count: 4})

	_, head, lines := exportOf(t, 10) // both are changed in the file: the kept ones narrow it down
	lines[7] = rehash(lines[7], "suspend", "restore")
	_, err = verified(t, head+strings.Join(lines, ""), kept...)
	wantDamage(t, err, Damage{Kind: Rewritten, Seq: 6, Count: 4})

	stranger := kept[0]
	stranger.Origin = "other.exeunt.test"
	if _, err := verified(t, file, stranger); err == nil || !strings.Contains(err.Error(), `of the ledger "other.exeunt.test"`) {
		t.Errorf("got %v", err)
	}
}
