package internal_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// fault is one place that breaks a rule.
type fault struct {
	rule string
	path string
	line int
	what string
	why  string
}

func (f fault) String() string {
	return fmt.Sprintf("%s:%d: %s: %s [%s]", f.path, f.line, f.what, f.why, f.rule)
}

// rules are all that is asked of a source, by name. Each hands what it finds to tell.
var rules = map[string]func(s source, tell func(line int, what, why string)){
	"known":    knownPackage,
	"layers":   allowedImports,
	"tests":    testsAlone,
	"pure":     pureImports,
	"clock":    pureClock,
	"sql":      sqlInStore,
	"process":  processInCommand,
	"init":     noInit,
	"meaning":  namesThatMean,
	"dot-free": noDotImports,
}

// judge holds every source against every rule. What a package does in several places is told once, at the first one.
func judge(sources []source) []fault {
	var found []fault
	told := map[string]bool{}
	for _, s := range sources {
		for name, rule := range rules {
			rule(s, func(line int, what, why string) {
				if !told[name+what] {
					found = append(found, fault{name, s.path, line, what, why})
				}
				told[name+what] = true
			})
		}
	}
	slices.SortFunc(found, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.path, b.path), a.line-b.line, cmp.Compare(a.rule, b.rule), cmp.Compare(a.what, b.what))
	})
	return found
}

// rowOf returns the first row that fits a package.
func rowOf(pkg string) (row, bool) {
	at := slices.IndexFunc(table, func(r row) bool { return fits(r.path, pkg) })
	if at < 0 {
		return row{}, false
	}
	return table[at], true
}

func fits(pattern, pkg string) bool {
	ok, err := path.Match(pattern, pkg)
	return err == nil && ok
}

func knownPackage(s source, tell func(int, string, string)) {
	if _, ok := rowOf(s.pkg); !ok && s.pkg != "internal" {
		tell(s.line(s.syntax.Name), "package "+s.pkg+" is not in the table",
			"add it to the table in internal/arch_test.go and to docs/architecture.md, in the layer where it belongs")
	}
}

func allowedImports(s source, tell func(int, string, string)) {
	r, ok := rowOf(s.pkg)
	if !ok || s.test {
		return
	}
	for name, line := range s.ours() {
		if !slices.ContainsFunc(r.may, func(pattern string) bool { return fits(pattern, name) }) {
			tell(line, s.pkg+" imports "+name, because[r.layer])
		}
	}
}

// testsAlone keeps what starts servers and plays systems out of the program.
func testsAlone(s source, tell func(int, string, string)) {
	if s.test || strings.HasSuffix(s.pkg, "test") {
		return
	}
	for name, line := range s.ours() {
		if strings.HasSuffix(name, "test") {
			tell(line, s.pkg+" imports "+name, "it is for tests, and would be built into the program")
		}
	}
}

func pureImports(s source, tell func(int, string, string)) {
	if s.test || !slices.Contains(pure, s.pkg) {
		return
	}
	for name, line := range s.imports() {
		if impure(name) {
			tell(line, s.pkg+" imports "+name,
				"if it takes a context it does I/O, and if it does I/O, logs or draws lots it is not pure: the same snapshot must give the same plan")
		}
	}
}

// impure says whether a package of the standard library reaches out of the program, or into chance.
func impure(name string) bool {
	switch name {
	case "net/mail", "net/netip", "net/url":
		return false // values only
	}
	top, _, _ := strings.Cut(name, "/")
	return slices.Contains([]string{"context", "log", "net", "os", "syscall"}, top) ||
		slices.Contains([]string{"database/sql", "math/rand", "math/rand/v2", "crypto/rand"}, name)
}

func pureClock(s source, tell func(int, string, string)) {
	if s.test || !slices.Contains(pure, s.pkg) {
		return
	}
	for name, line := range s.uses("time", "Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker") {
		tell(line, s.pkg+" uses "+name, "the snapshot carries its own clock (At): a decision is made from dates, never from now")
	}
}

func sqlInStore(s source, tell func(int, string, string)) {
	if s.test || slices.Contains(holdsSQL, s.pkg) {
		return
	}
	for name, line := range s.imports() {
		for _, driver := range []string{
			"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx", "github.com/mattn/go-sqlite3", "github.com/ncruces/go-sqlite3",
			"github.com/lib/pq", "github.com/go-sql-driver/mysql",
		} {
			if name == driver || strings.HasPrefix(name, driver+"/") {
				tell(line, s.pkg+" imports "+name, "only store holds SQL, so that both dialects are proven in one place")
			}
		}
	}
}

func processInCommand(s source, tell func(int, string, string)) {
	if s.test || s.pkg == "cli" || fits("cmd/*", s.pkg) {
		return
	}
	for _, used := range []map[string]int{s.uses("os", "Args", "Exit"), s.uses("log", "Fatal", "Fatalf", "Fatalln")} {
		for name, line := range used {
			tell(line, s.pkg+" uses "+name, "only cmd and cli read the command line and end the process; others return what they found")
		}
	}
}

func noInit(s source, tell func(int, string, string)) {
	if s.generated {
		return
	}
	for _, declaration := range s.syntax.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == "init" {
			tell(s.line(function), s.pkg+" has a func init", "what happens on import cannot be read where it matters; call it where it is wired")
		}
	}
}

func namesThatMean(s source, tell func(int, string, string)) {
	empty := []string{"util", "utils", "common", "helper", "helpers", "types", "misc", "base", "shared", "lib"}
	for _, name := range []string{path.Base(s.pkg), s.syntax.Name.Name} {
		if slices.Contains(empty, strings.TrimSuffix(name, "_test")) {
			tell(s.line(s.syntax.Name), "package "+name+" has a name that says nothing", "name it after what it does, or put it where it is used")
			return
		}
	}
}

// noDotImports keeps the members of a package recognisable, for the rules above too.
func noDotImports(s source, tell func(int, string, string)) {
	for _, spec := range s.syntax.Imports {
		if spec.Name != nil && spec.Name.Name == "." {
			tell(s.line(spec), s.pkg+" imports "+spec.Path.Value+" into its own names", "a reader, and this test, cannot see whose they are")
		}
	}
}
