package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

const modulePath = "github.com/exeunt-iam/exeunt/"

// source is one Go file below internal/ or cmd/.
type source struct {
	path      string // from the root of the module
	pkg       string // the folder, as the table names it
	test      bool
	generated bool
	syntax    *ast.File
	positions *token.FileSet
}

// readSources parses every Go file below internal/ and cmd/ of a module, but for testdata.
func readSources(module fs.FS) ([]source, error) {
	var all []source
	for _, top := range []string{"cmd", "internal"} {
		err := fs.WalkDir(module, top, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil && name == top:
				return nil // not there yet
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return fs.SkipDir
			case entry.IsDir() || path.Ext(name) != ".go":
				return nil
			}
			read, err := readSource(module, name)
			all = append(all, read)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func readSource(module fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(module, name)
	if err != nil {
		return source{}, err
	}
	positions := token.NewFileSet()
	syntax, err := parser.ParseFile(positions, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, fmt.Errorf("parse: %w", err)
	}
	return source{
		path:      name,
		pkg:       strings.TrimPrefix(path.Dir(name), "internal/"),
		test:      strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(syntax),
		syntax:    syntax,
		positions: positions,
	}, nil
}

func (s source) line(node ast.Node) int { return s.positions.Position(node.Pos()).Line }

// imports returns what the file imports, with the line of each.
func (s source) imports() map[string]int {
	found := map[string]int{}
	for _, spec := range s.syntax.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil {
			found[name] = s.line(spec)
		}
	}
	return found
}

// ours returns the packages of the project that the file imports, as the table names them, with the line of each.
func (s source) ours() map[string]int {
	found := map[string]int{}
	for name, line := range s.imports() {
		if rest, ok := strings.CutPrefix(name, modulePath); ok {
			found[strings.TrimPrefix(rest, "internal/")] = line
		}
	}
	return found
}

// uses returns the lines on which the file names one of the members of an imported package, under whatever name.
func (s source) uses(importPath string, members ...string) map[string]int {
	local := s.localName(importPath)
	found := map[string]int{}
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == local {
			for _, member := range members {
				if selector.Sel.Name == member {
					found[importPath+"."+member] = s.line(selector)
				}
			}
		}
		return true
	})
	return found
}

// localName returns the name that a package has in the file; empty when it is not imported.
func (s source) localName(importPath string) string {
	for _, spec := range s.syntax.Imports {
		switch {
		case spec.Path.Value != strconv.Quote(importPath):
		case spec.Name != nil:
			return spec.Name.Name
		default:
			return path.Base(importPath)
		}
	}
	return ""
}
