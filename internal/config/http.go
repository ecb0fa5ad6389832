package config

import (
	"embed"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
)

// HTTP is an application that has a JSON API, and the description of it.
type HTTP struct {
	Web

	Description string            // the name of one that comes with the program, or the path of a file
	API         *api.API          // what the description says, wherever it stands
	With        map[string]string // what the description leaves open
	Self        []string          // logins or keys of accounts that are ours
}

//go:embed application/*.yaml
var applications embed.FS

// Applications lists the descriptions that come with the program.
func Applications() []string {
	files, err := fs.Glob(applications, "application/*.yaml")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(f, "application/"), ".yaml"))
	}
	return names
}

var systemHTTP = kind[System]{
	name:   HTTPKind,
	fields: append(within((*System).http, httpKeys()), owner(false)),
	check:  func(p *place, s *System) { checkHTTP(p, s.http()) },
}

func httpKeys() []field[HTTP] {
	return append(
		within(func(h *HTTP) *Web { return &h.Web }, webKeys("Where the API of the application is: what stands before every path of its description.", "https://queue.example.com/api")),
		bind(text, func(h *HTTP) *string { return &h.Description }, Key{
			Name: "description", Example: "rabbitmq",
			Doc: "What the application is: the name of a description that comes with the program (" + strings.Join(Applications(), ", ") + "), or the path of a file.",
		}),
		bind(described, func(h *HTTP) **api.API { return &h.API }, Key{
			Name: "api", Doc: "The description itself, in place of its name.",
		}),
		bind(free(text, "names and values"), func(h *HTTP) *map[string]string { return &h.With }, Key{
			Name: "with", Example: "{host: chat.example.com}", Doc: "What the description leaves open.",
		}),
		bind(set(text, "logins", 1), func(h *HTTP) *[]string { return &h.Self }, Key{
			Name: "self", Example: "[exeunt]", Doc: "The accounts that are ours there, beside the user of sign-in: they are never cut.",
		}),
	)
}

// described is the form of a description that stands in the settings.
var described = form[*api.API]{
	expected: apiDescription.expected(), schema: apiDescription.schema(), keys: apiDescription.keys(),
	read: func(r *reader, v value, into **api.API) bool {
		*into = &api.API{}
		return apiDescription.read(r, v, *into)
	},
}

func checkHTTP(p *place, h *HTTP) {
	checkWeb(p, &h.Web)
	switch {
	case p.has("description") && p.has("api"):
		p.problem("api", "a description is named, and another one is written", "description or api")
	case !p.has("description") && !p.has("api"):
		p.problem("", "nothing says what the application is", "description (its name or file) or api (the description itself)")
	case p.has("description") && p.good("description"):
		h.API = p.reader.described(p.written["description"], h.Description)
	}
	if h.API != nil {
		checkNeeds(p, h)
	}
}

func checkNeeds(p *place, h *HTTP) {
	for _, need := range h.API.Needs {
		if h.With[need] == "" {
			p.problem("with", "the description needs "+need+", and with does not give it", "with: {"+need+": ...}")
		}
	}
	for name := range h.With {
		if !slices.Contains(h.API.Needs, name) {
			p.problem("with", quote(name)+" is given, and the description does not need it", "what it needs: "+strings.Join(h.API.Needs, ", "))
		}
	}
	if h.API.Login != nil && p.has("sign-in") && h.SignIn.User == "" {
		p.problem("sign-in", "the application has a login of its own, by its description", "user and password in sign-in")
	}
}

// described reads a description by its name or from its file; its problems are told where they stand there.
func (r *reader) described(v value, called string) *api.API {
	inner := &reader{file: called, dir: filepath.Dir(absolute(r.dir, called)), named: map[string]name{}}
	data, err := applications.ReadFile("application/" + called + ".yaml")
	if err != nil {
		inner.file = absolute(r.dir, called)
		if data, err = readFile(inner.file); err != nil {
			r.refuse(v, called, "the name of a description ("+strings.Join(Applications(), ", ")+") or the path of a file that can be read", Applications()...)
			return nil
		}
	}
	var described api.API
	if node, ok := inner.tree(data); ok {
		apiDescription.read(inner, value{key: "the description", node: node, position: positionOf(node)}, &described)
	}
	r.problems = append(r.problems, inner.problems...)
	r.read = append(r.read, data)
	if len(inner.problems) > 0 {
		return nil
	}
	return &described
}
