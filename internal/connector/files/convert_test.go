package files

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestJSONBecomesRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want, says string }{
		"a list":            {`[{"no": 1, "end": null}, {"no": "2", "end": "2026-12-31", "on": true}]`, "no,end,on\n1,,\n2,2026-12-31,true\n", ""},
		"lines":             {"{\"no\": 1}\n{\"no\": 2, \"name\": {\"first\": \"Zoé\", \"last\": \"O, Neil\"}}\n", "no,name.first,name.last\n1,,\n2,Zoé,\"O, Neil\"\n", ""},
		"a list in a cell":  {`[{"no": 1, "groups": ["a", "b", 3]}]`, "no,groups\n1,a;b;3\n", ""},
		"long numbers":      {`[{"no": 12345678901234567890}]`, "no\n12345678901234567890\n", ""},
		"an exponent":       {`[{"no": 1.2e19}]`, "", "exponent"},
		"twice":             {`[{"no": 1, "no": 2}]`, "", "no stands twice"},
		"twice by a point":  {`[{"a.b": 1, "a": {"b": 2}}]`, "", "a.b stands twice"},
		"objects in a list": {`[{"no": 1, "groups": [{"a": 1}]}]`, "", "groups: a list of lists or objects"},
		"a semicolon":       {`[{"no": 1, "groups": ["a;b"]}]`, "", "holds a semicolon"},
		"cut":               {`[{"no": 1}, {"no": 2`, "", "record 2"},
		"cut list":          {`[{"no": 1}, `, "", "record 2"},
		"cut line":          {"{\"no\": 1}\n{\"no\"", "", "record 2"},
		"more":              {`[{"no": 1}] {"no": 2}`, "", "goes on after its list"},
		"nothing":           {``, "", "holds no object"},
		"an empty list":     {`[]`, "", "holds no object"},
		"no object":         {`[1, 2]`, "", "not an object"},
		"not JSON":          {`no,end`, "", "record 1"},
	} {
		s, dir := source(t)
		put(t, dir, "hr.json", c.text)
		got, err := read(t, s)
		if c.says == "" && (err != nil || got != c.want) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestFixedWidthBecomesRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, encoding, want, says string }{
		"right":      {"0001Zoé  2026-12-31\n0002Bob  \n0003Eve  2026-01-31\r\n\n", "", "", "line 2: it ends after 9 characters"},
		"short last": {"0001Zoé  2026-12-31\n0002Bob  2\r\n\x1a", "", "no,name,end\n0001,Zoé,2026-12-31\n0002,Bob,2\n", ""},
		"too long":   {"0001Zoé  2026-12-31x\n", "", "", "it has 20 characters, and the fields have 19"},
		"1252":       {"0001Zo\xe9  2026-12-31\n", "windows-1252", "no,name,end\n0001,Zoé,2026-12-31\n", ""},
		"not UTF-8":  {"0001Zo\xe9  2026-12-31\n", "", "", "encoding: windows-1252"},
	} {
		s, dir := source(t, func(cfg *Config) {
			cfg.Format, cfg.Encoding = Fixed, c.encoding
			cfg.Fields = []Field{{"no", 4}, {"name", 5}, {"end", 10}}
		})
		put(t, dir, "hr.txt", c.text)
		got, err := read(t, s)
		if c.says == "" && (err != nil || got != c.want) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// workbook writes a workbook with the columns no, end and free, changed by a test.
func workbook(t *testing.T, path string, change func(f *excelize.File, style func(format string) int)) {
	t.Helper()
	f := excelize.NewFile()
	style := func(format string) int {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	ok(t, f.SetSheetRow("Sheet1", "A1", &[]any{"no", "end", "free"}), f.SetSheetRow("Sheet1", "A2", &[]any{"0001", "2026-12-31", "x"}))
	change(f, style)
	ok(t, f.SaveAs(path), f.Close())
}

func ok(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWorkbookIsReadExactlyOrRefused(t *testing.T) {
	t.Parallel()
	set := func(t *testing.T, f *excelize.File, at string, value any, style int) {
		t.Helper()
		ok(t, f.SetCellValue("Sheet1", at, value), f.SetCellStyle("Sheet1", at, at, style))
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, f *excelize.File, style func(string) int)
		want   string // of the second row
		says   string
	}{
		"text":   {func(*testing.T, *excelize.File, func(string) int) {}, "0001,2026-12-31,x", ""},
		"a date": {func(t *testing.T, f *excelize.File, s func(string) int) { set(t, f, "B2", 46387, s("dd/mm/yyyy")) }, "0001,2026-12-31,x", ""},
		"a date 14": {func(t *testing.T, f *excelize.File, _ func(string) int) {
			id, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			ok(t, err)
			set(t, f, "B2", 46387, id)
		}, "0001,2026-12-31,x", ""},
		"a Go time": {func(t *testing.T, f *excelize.File, _ func(string) int) {
			ok(t, f.SetCellValue("Sheet1", "B2", time.Date(2026, 12, 31, 17, 30, 0, 0, time.UTC)))
		}, "0001,2026-12-31 17:30:00,x", ""},
		"with a locale": {func(t *testing.T, f *excelize.File, s func(string) int) {
			set(t, f, "B2", 46387.75, s(`[$-40C]d mmmm yyyy;@`))
		}, "0001,2026-12-31 18:00:00,x", ""},
		"since 1904": {func(t *testing.T, f *excelize.File, s func(string) int) {
			yes := true
			ok(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			set(t, f, "B2", 44925, s("yyyy-mm-dd"))
		}, "0001,2026-12-31,x", ""},
		"a time":             {func(t *testing.T, f *excelize.File, s func(string) int) { set(t, f, "B2", 0.75, s("h:mm")) }, "0001,18:00,x", ""},
		"a leap day of 1900": {func(t *testing.T, f *excelize.File, s func(string) int) { set(t, f, "B2", 60, s("yyyy-mm-dd")) }, "", "Sheet1!B2: the number 60 is shown as a date"},
		"a bare serial":      {func(t *testing.T, f *excelize.File, _ func(string) int) { ok(t, f.SetCellValue("Sheet1", "B2", 46387)) }, "0001,46387,x", ""}, // csv refuses it as a date
		"d in quotes":        {func(t *testing.T, f *excelize.File, s func(string) int) { set(t, f, "A2", 7, s(`0" days"`)) }, "7,2026-12-31,x", ""},
		"padded":             {func(t *testing.T, f *excelize.File, s func(string) int) { set(t, f, "A2", 1, s("0000")) }, "", "shown with zeros in front"},
		"16 digits": {func(t *testing.T, f *excelize.File, _ func(string) int) {
			ok(t, f.SetCellValue("Sheet1", "A2", int64(1234567890123456)))
		}, "", "more than the 15 digits"},
		"yes": {func(t *testing.T, f *excelize.File, _ func(string) int) { ok(t, f.SetCellValue("Sheet1", "A2", true)) }, "true,2026-12-31,x", ""},
		"a formula": {func(t *testing.T, f *excelize.File, _ func(string) int) {
			ok(t, f.SetCellFormula("Sheet1", "B2", `TODAY()+30`))
		}, "", "Sheet1!B2 holds a formula (=TODAY()+30"},
		"a formula alone in its row": {func(t *testing.T, f *excelize.File, _ func(string) int) {
			ok(t, f.SetCellFormula("Sheet1", "A3", `A2`), f.SetCellValue("Sheet1", "A4", "9"))
		}, "", "Sheet1!A3 holds a formula"},
		"a formula that nobody needs": {func(t *testing.T, f *excelize.File, _ func(string) int) {
			ok(t, f.SetCellFormula("Sheet1", "C2", `1+1`))
		}, "0001,2026-12-31,", ""},
		"merged":           {func(t *testing.T, f *excelize.File, _ func(string) int) { ok(t, f.MergeCell("Sheet1", "B2", "B4")) }, "", "B2:B4 are merged"},
		"merged elsewhere": {func(t *testing.T, f *excelize.File, _ func(string) int) { ok(t, f.MergeCell("Sheet1", "C2", "D3")) }, "0001,2026-12-31,x", ""},
		"two sheets":       {func(t *testing.T, f *excelize.File, _ func(string) int) { _, err := f.NewSheet("Old"); ok(t, err) }, "", "name the one to read (sheet)"},
	} {
		s, dir := source(t)
		workbook(t, filepath.Join(dir, "hr.xlsx"), func(f *excelize.File, style func(string) int) { c.change(t, f, style) })
		aged(t, dir, "hr.xlsx", longAgo)
		got, err := read(t, s)
		rows := strings.Split(got, "\n")
		if c.says == "" && (err != nil || rows[0] != "no,end,free" || rows[1] != c.want) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestWhatIsNoWorkbookIsRefused(t *testing.T) {
	t.Parallel()
	s, dir := source(t)
	put(t, dir, "hr.xlsx", "no,end\n1,\n")
	reads(t, s, "", "no XLSX workbook")
	other, dir := source(t, func(c *Config) { c.Sheet = "Staff" })
	workbook(t, filepath.Join(dir, "hr.xlsx"), func(*excelize.File, func(string) int) {})
	aged(t, dir, "hr.xlsx", longAgo)
	reads(t, other, "", `there is no sheet "Staff" in it, but ["Sheet1"]`)
}
