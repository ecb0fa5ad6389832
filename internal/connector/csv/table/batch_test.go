package table

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/zeebo/xxh3"
)

func TestAReadingSumsUpTheRawFile(t *testing.T) {
	t.Parallel()
	content := "\xef\xbb\xbfid;name\r\n1;é\r\n2;b"
	path := file(t, content)
	when := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
	if err := os.Chtimes(path, when, when); err != nil {
		t.Fatal(err)
	}
	got := read(t, path, Settings{}, 8)
	sum := xxh3.Hash128([]byte(content))
	want := Summary{
		Rows: 2, Digest: fmt.Sprintf("xxh3:%016x%016x", sum.Hi, sum.Lo), Columns: []string{"id", "name"}, Size: int64(len(content)),
		Modified: when, Encoding: UTF8, Delimiter: Semicolon, Unended: true,
	}
	if fmt.Sprint(got.summary) != fmt.Sprint(want) || !got.whole {
		t.Errorf("got %v\nnot %v", got.summary, want)
	}
	for content, unended := range map[string]bool{"a\n1\n": false, "a\n1\r\n": false, "a\n1": true, "a": true, "a\n": false, "a\n1\n\n": false} {
		if got := readString(t, content, Settings{}); got.summary.Unended != unended {
			t.Errorf("%q: unended is %v", content, !unended)
		}
	}
}

func TestAFileThatChangesWhileItIsReadIsRefused(t *testing.T) {
	t.Parallel()
	changes := map[string]func(path string) error{
		"rows are added": func(path string) error { return rewrite(path, os.O_APPEND, "5,6\n") },
		"rows are added and the time is set back": func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return errors.Join(rewrite(path, os.O_APPEND, "5,6\n"), os.Chtimes(path, info.ModTime(), info.ModTime()))
		},
		"it is cut": func(path string) error { return os.Truncate(path, 12) },
		"it is written again, as long": func(path string) error {
			later := time.Now().Add(time.Hour)
			return errors.Join(rewrite(path, 0, "a,b\n9"), os.Chtimes(path, later, later))
		},
		"it is broken by the change": func(path string) error { return rewrite(path, os.O_APPEND, "5\n5,\"6\n") },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := file(t, "a,b\n"+strings.Repeat("1,2\n", 20))
			table, err := open(path, Settings{}, 8)
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close()
			last := error(nil)
			for _, err := range table.Batches(t.Context()) {
				if last = err; change != nil {
					if err := change(path); err != nil {
						t.Fatal(err)
					}
					change = nil
				}
			}
			problems, ok := errors.AsType[*Problems](last)
			if _, whole := table.Summary(); whole || !ok || len(problems.List) != 1 || problems.List[0].What != "changed while it was read" {
				t.Errorf("got %v", last)
			}
		})
	}
}

func rewrite(path string, flags int, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|flags, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func TestProblemsOfRowsAreListedUpToTwenty(t *testing.T) {
	t.Parallel()
	for _, broken := range []int{1, MaxProblems - 1, MaxProblems, MaxProblems + 5} {
		content := "a,b\n1,2\n" + strings.Repeat("1\n", broken) + strings.Repeat("3,4\n", 100)
		for _, block := range []int{16, blockSize} {
			got := read(t, file(t, content), Settings{}, block)
			problems, ok := errors.AsType[*Problems](got.err)
			if !ok || len(problems.List) != min(broken, MaxProblems) || got.whole {
				t.Fatalf("%d broken rows: %v", broken, got.err)
			}
			if broken > MaxProblems && block == 16 && len(got.rows) > 10 {
				t.Errorf("reads %d rows after it gave up", len(got.rows))
			}
			if broken > MaxProblems && !problems.Stopped || broken < MaxProblems && problems.Stopped {
				t.Errorf("%d broken rows: stopped is %v", broken, problems.Stopped)
			}
		}
	}
}

func TestDamageComesAfterTheProblemsBeforeIt(t *testing.T) {
	t.Parallel()
	got := readString(t, "a,b\n1\n2,3\n4,\"5\n", Settings{})
	problems, _ := errors.AsType[*Problems](got.err)
	if problems == nil || len(problems.List) != 2 || problems.List[0].Line != 2 || problems.List[1].Line != 4 || !problems.Stopped {
		t.Fatal(got.err)
	}
	if lines := strings.Split(got.err.Error(), "\n"); len(lines) != 3 || lines[2] != "the reading stopped here: there may be more" {
		t.Errorf("got %q", lines)
	}
}

func TestProblemsOfTheReaderOfTheRowsAreInTheSameError(t *testing.T) {
	t.Parallel()
	table, err := Open(file(t, "id,end\n1,31/02/2026\n2\n3,2026-12-31\n4,soon\n"), Settings{Need: needs("end")})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var last error
	for rows, err := range table.Batches(t.Context()) {
		for _, row := range rows {
			if _, err := ParseDate(row.Fields[1], DayFirst); err != nil {
				table.Report(row.Line, "end", err)
			}
		}
		last = err
	}
	path := table.findings.file
	want := path + ":2: column \"end\": \"31/02/2026\" is not a day of the calendar; correct it where it comes from\n" +
		path + ":3: 1 field where the header has 2; put a field that holds \",\" into quotes, or mend the row\n" +
		path + ":5: column \"end\": \"soon\" is not a date; write it as 2026-12-31"
	if last == nil || last.Error() != want {
		t.Errorf("got %v", last)
	}
	if table.Err() == nil || table.Err().Error() != want {
		t.Errorf("Err is %v", table.Err())
	}
}

func TestAReportAfterTheEndTakesTheSummaryBack(t *testing.T) {
	t.Parallel()
	got := readString(t, "id\n1\n", Settings{})
	got.table.Report(2, "id", errors.New("is there twice"))
	if _, whole := got.table.Summary(); whole || got.table.Err() == nil {
		t.Error("is still called complete")
	}
}

func TestStringsOfAnEarlierBatchStayAsTheyAre(t *testing.T) {
	t.Parallel()
	var content, want strings.Builder
	content.WriteString("a,b\n")
	for i := range 500 {
		fmt.Fprintf(&content, "row %d,\"x\"\"%d\"\n", i, i)
		fmt.Fprintf(&want, "row %d,x\"%d\n", i, i)
	}
	table, err := open(file(t, content.String()), Settings{}, 64)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var kept []string
	batches := 0
	for rows, err := range table.Batches(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		batches++
		for _, row := range rows {
			kept = append(kept, row.Fields[0], row.Fields[1])
		}
	}
	var got strings.Builder
	for i := 0; i < len(kept); i += 2 {
		got.WriteString(kept[i] + "," + kept[i+1] + "\n")
	}
	if got.String() != want.String() || batches < 10 {
		t.Errorf("%d batches gave %s", batches, got.String())
	}
}

func TestAReadingThatIsLeftOrCancelledIsNotComplete(t *testing.T) {
	t.Parallel()
	path := file(t, "a\n"+strings.Repeat("1\n", 1000))
	left, err := open(path, Settings{}, 64)
	if err != nil {
		t.Fatal(err)
	}
	defer left.Close()
	for range left.Batches(t.Context()) {
		break
	}
	if _, whole := left.Summary(); whole {
		t.Error("a reading that was left is called complete")
	}
	for _, err := range left.Batches(t.Context()) {
		if err == nil {
			t.Error("can be ranged over twice")
		}
	}
	cancelled, err := open(path, Settings{}, 64)
	if err != nil {
		t.Fatal(err)
	}
	defer cancelled.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range cancelled.Batches(ctx) {
		cancel()
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("got %v", last)
	}
}

func TestValuesInErrorsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 100)
	got := readString(t, "a,b\n\""+long+"\"x,1\n", Settings{})
	problem, ok := errors.AsType[*Problem](got.err)
	if !ok || problem.Value != strings.Repeat("é", 40)+"…" {
		t.Fatal(got.err)
	}
	if again := shorten(problem.Value); again != problem.Value {
		t.Errorf("shortens twice: %q", again)
	}
}
