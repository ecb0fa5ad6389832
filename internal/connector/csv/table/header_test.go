package table

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func needs(names ...string) []Need {
	var need []Need
	for _, name := range names {
		need = append(need, Need{Name: name})
	}
	return need
}

func TestNeededColumnsAreFoundByNameWhateverTheirCaseAndBlanks(t *testing.T) {
	t.Parallel()
	set := Settings{Need: append(needs("LAST", " id ", "last"), Need{Name: "middle", Optional: true}, Need{Name: "first", Optional: true})}
	got := readString(t, "ID, First ,\u00a0Last\n1,a,b\n", set)
	if got.err != nil {
		t.Fatal(got.err)
	}
	if diff := cmp.Diff([]int{2, 0, 2, -1, 1}, got.table.Positions()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"ID", "First", "Last"}, got.table.Columns()); diff != "" {
		t.Error(diff)
	}
}

func TestTheDelimiterIsTheOneAtWhichTheNeededColumnsAppear(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		header string
		set    Settings
		want   Delimiter
	}{
		"only one in the header":            {"id,name", Settings{}, Comma},
		"needed columns decide":             {"id;salary, gross;name", Settings{Need: needs("id", "name")}, Semicolon},
		"the most needed columns decide":    {"id|name|x;id", Settings{Need: needs("id", "name")}, Pipe},
		"optional columns decide":           {"id;salary, gross;name", Settings{Need: []Need{{"name", true}}}, Semicolon},
		"a quoted delimiter is none":        {`"id, or number";name`, Settings{}, Semicolon},
		"the setting wins":                  {"id;name,id", Settings{Delimiter: Semicolon}, Semicolon},
		"one column":                        {"id", Settings{Need: needs("id")}, Comma},
		"the file says":                     {"sep=|\na;b|c,d", Settings{}, Pipe},
		"the setting wins over the file":    {"sep=|\na;b|c,d", Settings{Delimiter: Tab}, Tab},
		"a tab":                             {"id\tname, first", Settings{Need: needs("id")}, Tab},
		"an optional that is not there too": {"id;name", Settings{Need: []Need{{"mail", true}}}, Semicolon},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readString(t, test.header+"\n", test.set)
			if got.err != nil || got.summary.Delimiter != test.want {
				t.Fatalf("got %q, %v", got.summary.Delimiter, got.err)
			}
		})
	}
}

func TestTwoPossibleDelimitersAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header string
		need   []Need
	}{
		"nothing is needed":              {"id;name,first", nil},
		"the needed column is in both":   {"id,a;id", needs("id")},
		"only what is optional is asked": {"a;b,c", []Need{{"id", true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readString(t, "\n"+test.header+"\n", Settings{Need: test.need})
			refused(t, got, `hr.csv:2: the header can be cut at "," (2 columns) or at ";" (2 columns)`, `write delimiter: "," or delimiter: ";" in the settings`)
		})
	}
	refused(t, readString(t, "a\n", Settings{Delimiter: ":"}), `":" is not a delimiter`, `delimiter: "tab"`)
}

func TestMissingAndDoubleColumnsAreAllReported(t *testing.T) {
	t.Parallel()
	set := Settings{Need: needs("employee_id", "hire_date", "team", "mail")}
	got := readString(t, "Employee ID;hiredate;status;mail;note;Mail;note\n", set)
	refused(t, got,
		`hr.csv:1: column "employee_id": is not in the header; did you mean "Employee ID"? correct columns in the settings`,
		`column "hire_date": is not in the header; did you mean "hiredate"?`,
		`column "team": is not in the header; correct columns`,
		`the columns are "Employee ID", "hiredate", "status", "mail", "note", "Mail", "note"`,
		`column "mail": is in the header twice, as column 4 and as column 6; rename one of them`)
	refused(t, readString(t, "a;b,c\n", set), `column "team": is not in the header`)
	if got := readString(t, "id,note,note\n1,2,3\n", Settings{Need: needs("id")}); got.err != nil {
		t.Error("a double column that nobody needs:", got.err)
	}
}

func TestAFileThatCannotBeOpenedSaysWhy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := Open(filepath.Join(dir, "none.csv"), Settings{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	problems, ok := errors.AsType[*Problems](err)
	if !ok || len(problems.List) != 1 || problems.List[0].Todo == "" {
		t.Errorf("got %#v", err)
	}
	_, err = Open(dir, Settings{})
	if problem, ok := errors.AsType[*Problem](err); !ok || problem.What != "is not a file" {
		t.Error(err)
	}
}

func TestNearestNamesOnlyWhatIsClose(t *testing.T) {
	t.Parallel()
	names := []string{"Emp No", "E-mail", "termination", "x", "---"}
	for missing, want := range map[string]string{
		"emp_no": "Emp No", "email": "E-mail", "terminaton": "termination", "hire": "", "": "", "y": "",
	} {
		if got := nearest(missing, names); got != want {
			t.Errorf("%q: got %q", missing, got)
		}
	}
	many := slices.Repeat([]string{"c"}, 60)
	if text := suggest("zzz", many); len(text) > 500 {
		t.Errorf("lists them all: %s", text)
	}
}
