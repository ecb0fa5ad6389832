package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/web"
)

// english is a word that no French sentence holds, but for what people wrote.
var english = regexp.MustCompile(`(?i)\b(the|is|are|was|were|account|accounts|with|and|who|has|have|nobody|somebody|needs)\b`)

// french demands that the phrasebook says a reason in French, all of it.
func french(t *testing.T, where, reason string) {
	t.Helper()
	said := web.SayReason("fr", reason)
	rest := english.FindString(strings.ReplaceAll(said, "protect: accounts", "")) // which is the name of a setting
	if said == reason || rest != "" {
		t.Errorf("%s: in French, with %q:\n%s\n%s", where, rest, reason, said)
	}
	if kept := web.SayReason("en", reason); kept != reason {
		t.Errorf("%s: in English %q becomes %q", where, reason, kept)
	}
}

// Every reason that the tables of the policies show is in the phrasebook: a policy that gains a reason gains it in French.
func TestEveryReasonOfThePoliciesIsFrenchToo(t *testing.T) {
	t.Parallel()
	reasons := 0
	for text := range literals(t, "../assess/assess_test.go", "../assess/clock_test.go") {
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimLeft(line, "\t")
			if reason, is := strings.CutPrefix(line, "  "); is && !strings.HasPrefix(reason, ">") {
				french(t, "a table of assess", strings.TrimSpace(reason))
				reasons++
			}
		}
	}
	if reasons < 100 {
		t.Errorf("only %d reasons were found in the tables: they are written in another way by now", reasons)
	}
}

// Every sentence by which the gate, the applying, the proving and the completeness of a reading object is in the phrasebook.
func TestEveryRefusalIsFrenchToo(t *testing.T) {
	t.Parallel()
	objections := 0
	parts := map[string]bool{"it is ": true} // begins a sentence that goes on
	for text := range literals(t, "../plan/keep.go", "../plan/limit.go", "../plan/protected.go", "../plan/window.go",
		"../snapshot/complete.go", "../apply/fresh.go", "../prove/prove.go", "../prove/returned.go") {
		if sentence := filled(text); strings.Count(sentence, " ") >= 2 && !strings.ContainsRune(" ,", rune(sentence[0])) && !parts[text] {
			french(t, "a refusal", sentence)
			objections++
		}
	}
	if objections < 20 {
		t.Errorf("only %d sentences were found: they are written in another way by now", objections)
	}
}

// Every fault of what somebody typed into the console is in the phrasebook, but for what only the commands ask.
func TestEveryFaultOfAFormIsFrenchToo(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"classify", "triage", "decisions", "order", "approve", "offboard", "tasks"} {
		for text := range faults(t, "../app/"+file+".go") {
			if !strings.Contains(text, "--") && !strings.Contains(text, "file") { // only the commands have these
				french(t, file, filled(text))
			}
		}
	}
}

// A place is said as its kind is: dates, clocks, counts and explanations too.
func TestPlacesOfReasonsAreFrenchToo(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		"access ended at 2026-11-20 18:00 in Australia/Melbourne (2026-11-20 08:00 here, 2026-11-20 07:00 UTC)": "l'accès a pris fin le 20 nov. 2026 18:00 (Australia/Melbourne, ici 20 nov. 2026 08:00, 20 nov. 2026 07:00 UTC)",
		"Ada (E1): the engagement C1 as Clerk of hr ends on 2026-11-20":                                         "Ada (E1)\u00a0: l'engagement C1 comme Clerk (hr) finit le 20 nov. 2026",
		"no person fits: the account carries employee number E9, mail a@b, login ann, lee, name Ann Lee":        "personne ne correspond\u00a0: le compte porte le matricule E9, l'adresse a@b, l'identifiant ann, lee, le nom Ann Lee",
		"Bob (E2), who is on leave, fits with 88 of 100: The login of the account fits Bob Roe at 88 of 100. Family name: same (\"roe\"). " +
			"Given name: nickname (Bob = Robert) (the account has \"bob\", HR has \"robert\"). 2 people fit equally well: the name alone cannot tell them apart.": "Bob (E2), qui est en congé, correspond à 88 sur 100\u00a0: " +
			"L'identifiant du compte correspond à Bob Roe à 88 sur 100. Nom\u00a0: identique (\"roe\"). Prénom\u00a0: diminutif (Bob = Robert) (le compte a \"bob\", les RH ont \"robert\"). " +
			"2 personnes correspondent aussi bien\u00a0: le nom seul ne les distingue pas.",
		"Ada asked for it: the account is not hers": "demandé par Ada\u00a0: the account is not hers", // what people wrote stays
		"something that no phrase says":             "something that no phrase says",
	} {
		if got := web.SayReason("fr", reason); got != want {
			t.Errorf("%q becomes\n%s, not\n%s", reason, got, want)
		}
	}
}

// No template shows a reason past the phrasebook.
func TestEveryPageSaysReasonsByThePhrasebook(t *testing.T) {
	t.Parallel()
	raw := regexp.MustCompile(`\{\{[$.A-Za-z]*\.(Saw|Note)\}\}|range \.Reasons\}\}<li>\{\{\.\}\}|Refusals\}\}.*\{\{\.Why\}\}|Gaps\}\}.*\{\{\.Why\}\}|Held\}\}.*\{\{\.Why\}\}`)
	pages, err := filepath.Glob("page/*.html")
	must(t, err)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		must(t, err)
		for _, found := range raw.FindAllString(string(text), -1) {
			t.Errorf("%s shows %s as it is", page, found)
		}
	}
	if len(pages) < 10 {
		t.Errorf("only %d pages were looked at", len(pages))
	}
}

// Every reason of the demo company is French, as its pages show it.
func TestEveryReasonOfTheDemoIsFrenchToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, err := h.app.LatestPlan(t.Context())
	must(t, err)
	for i := range p.Findings {
		for _, reason := range p.Findings[i].Reasons {
			french(t, p.Findings[i].Kind, reason)
		}
	}
	for i := range p.Refusals {
		french(t, "refusal", p.Refusals[i].Why)
	}
	for i := range p.Held {
		french(t, "held", p.Held[i].Why)
	}
	for _, gap := range p.Gaps {
		french(t, "gap", gap.Why)
	}
}

// literals yields the texts that stand in Go files, each as one where it was cut into several.
func literals(t *testing.T, files ...string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, file := range files {
		ast.Inspect(parsed(t, file), func(n ast.Node) bool {
			if text, is := constant(n); is {
				found[text] = true
				return false
			}
			_, imported := n.(*ast.ImportSpec)
			_, tagged := n.(*ast.Field)
			return !imported && !tagged
		})
	}
	return found
}

// faults yields the texts of the usage errors of a Go file.
func faults(t *testing.T, file string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	take := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if text, is := constant(n); is && strings.Contains(text, " ") {
				found[text] = true
			}
			return true
		})
	}
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if name, is := n.Type.(*ast.Ident); is && name.Name == "UsageError" {
				take(n)
			}
		case *ast.CallExpr:
			if name, is := n.Fun.(*ast.Ident); is && (name.Name == "missing" || name.Name == "conflict") {
				take(n)
			}
		}
		return true
	})
	return found
}

func parsed(t *testing.T, file string) ast.Node {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(file))
	must(t, err)
	tree, err := parser.ParseFile(token.NewFileSet(), file, data, parser.SkipObjectResolution)
	must(t, err)
	return tree
}

// constant returns the text of an expression that is one.
func constant(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			text, err := strconv.Unquote(n.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		left, one := constant(n.X)
		right, two := constant(n.Y)
		return left + right, one && two && n.Op == token.ADD
	}
	return "", false
}

// filled is a format with something in its places.
func filled(format string) string {
	text := regexp.MustCompile(`%[+.0-9]*[sdqvgf]`).ReplaceAllStringFunc(format, func(verb string) string {
		switch verb[len(verb)-1] {
		case 's', 'v':
			return "Xyz"
		case 'q':
			return `"Xyz"`
		}
		return "7"
	})
	text = strings.ReplaceAll(text, "%%", "%")
	if strings.HasSuffix(text, " ") {
		return text + "Xyz"
	}
	return text
}
