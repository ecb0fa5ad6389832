package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
)

//go:embed page
var pageFiles embed.FS

// frame is what surrounds every page.
type frame struct {
	Title    string
	Here     string // the entry of the menu that the page belongs to
	Path     string
	Operator *access.Operator
	Menu     []entry
	Say      *speaker
	Language string
	Flash    string // what was done before this page
}

// entry is one line of the menu.
type entry struct{ Path, Icon, Name string }

func (r *request) frame(title, here string) frame {
	f := frame{Title: title, Here: here, Path: r.http.URL.RequestURI(), Operator: r.op, Say: r.say, Language: r.say.tag.String()}
	if r.op != nil {
		f.Menu, f.Flash = r.menu(), r.flashed()
	}
	return f
}

// menu returns the pages that the operator may see.
func (r *request) menu() []entry {
	t := r.say.t
	all := []struct {
		right access.Right
		entry
	}{
		{access.See, entry{"/", "layout-dashboard", t("Overview")}},
		{access.See, entry{"/people", "users", t("People")}},
		{access.See, entry{"/accounts", "id-badge-2", t("Accounts")}},
		{access.See, entry{"/findings", "alert-triangle", t("Findings")}},
		{access.See, entry{"/plans", "git-pull-request", t("Plans")}},
		{access.See, entry{"/runs", "player-play", t("Runs")}},
		{access.See, entry{"/tasks", "checkbox", t("Tasks")}},
		{access.See, entry{"/systems", "server", t("Systems")}},
		{access.See, entry{"/policies", "scale", t("Policies")}},
		{access.See, entry{"/exceptions", "hourglass", t("Exceptions")}},
		{access.Audit, entry{"/ledger", "book", t("Ledger")}},
		{access.Administer, entry{"/settings", "settings", t("Settings")}},
	}
	var menu []entry
	for _, e := range all {
		if r.op.May(e.right) {
			menu = append(menu, e.entry)
		}
	}
	return menu
}

// pages are the templates: each page with the frame and the pieces that pages share.
type pages struct{ byName map[string]*template.Template }

func loadPages() (*pages, error) {
	shared, err := template.New("").Funcs(functions).ParseFS(pageFiles, "page/shared/*.html")
	if err != nil {
		return nil, err
	}
	files, err := pageFiles.ReadDir("page")
	if err != nil {
		return nil, err
	}
	all := &pages{map[string]*template.Template{}}
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		own, err := shared.Clone()
		if err == nil {
			own, err = own.ParseFS(pageFiles, "page/"+f.Name())
		}
		if err != nil {
			return nil, err
		}
		all.byName[strings.TrimSuffix(f.Name(), ".html")] = own
	}
	return all, nil
}

// functions are what templates can do beside showing values. Texts and dates are the frame's: {{.Say.T "People"}}.
var functions = template.FuncMap{
	"dict":   dict,
	"asset":  asset,
	"icon":   icon,
	"join":   strings.Join,
	"person": personPath,
	"rights": rightsOf,
}

// icon returns one of the icons of asset/icons.svg. It is decoration: what it means stands beside it in words.
func icon(name string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="icon" aria-hidden="true" focusable="false"><use href="%s#%s"></use></svg>`, asset("icons.svg"), template.HTMLEscapeString(name))) //nolint:gosec // both parts are ours
}

// dict returns names with values, for a template that is given several things.
func dict(pairs ...any) (map[string]any, error) {
	all := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is no name", pairs[i])
		}
		all[name] = pairs[i+1]
	}
	return all, nil
}

// T says a text of a template.
func (s *speaker) T(text string, args ...any) string { return s.t(text, args...) }

// Day says a day of a template.
func (s *speaker) Day(t time.Time) string { return s.day(t) }

// Instant says an instant of a template.
func (s *speaker) Instant(t time.Time) string { return s.instant(t) }

// N says a number.
func (s *speaker) N(n int) string { return s.t("%d", n) }

// show writes a page: whole, or not at all.
func (r *request) show(status int, name string, data any) error {
	page, known := r.pages.byName[name]
	if !known {
		return fmt.Errorf("there is no template %s", name)
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "frame", data); err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language, Cookie")
	r.w.WriteHeader(status)
	_, _ = out.WriteTo(r.w) // whoever asked has gone
	return nil
}

// page shows a page that is well.
func (r *request) page(name string, data any) error { return r.show(http.StatusOK, name, data) }
