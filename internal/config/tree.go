package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// position is a place in the file, both from 1; zero: unknown.
type position struct{ line, column int }

func (p position) before(o position) bool {
	return p.line < o.line || p.line == o.line && p.column < o.column
}

// tree parses the bytes of a settings file; ok is false when problems were added instead.
func (r *reader) tree(data []byte) (root ast.Node, ok bool) {
	data, ok = r.checkBytes(data)
	if !ok || !r.checkDepth(data) {
		return nil, false
	}
	file, err := parseYAML(data)
	if err != nil {
		r.notYAML(err)
		return nil, false
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		r.add(position{}, "the file is empty", `a settings file with content (run "exeunt init" to write one)`)
		return nil, false
	}
	if len(file.Docs) > 1 {
		r.add(tokenPosition(file.Docs[1].Start), "a second document begins here", "one document")
	}
	return file.Docs[0].Body, true
}

// parseYAML is the parser of the library. A panic in it is an error of the file: a program that looks after access
// must not fall over its own settings.
func parseYAML(data []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, errors.New("the YAML parser gave up")
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

// notYAML adds a syntax error. The words are the parser's, without the source that it quotes: that could be a secret.
func (r *reader) notYAML(err error) {
	syntax, ok := errors.AsType[*yaml.SyntaxError](err)
	if !ok {
		r.add(position{}, "the file is not YAML", `a settings file (run "exeunt init" to write one)`)
		return
	}
	message, _, _ := strings.Cut(syntax.Message, "\n")
	r.add(tokenPosition(syntax.Token), fmt.Sprintf("this is not YAML (%s)", message), "valid YAML")
}
