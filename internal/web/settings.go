package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/access"
)

func (c *Console) settingsRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /settings", c.with(access.Administer, func(_ context.Context, r *request) error { return r.seeOther("/settings/operators") }))
	c.operatorRoutes(mux)
	c.tokenRoutes(mux)
}

// tabs are the pages of the settings.
func (r *request) tabs(here string) []tab {
	t := r.say.t
	return []tab{
		{"/settings/operators", t("Operators"), here == "/settings/operators"},
		{"/settings/tokens", t("API tokens"), here == "/settings/tokens"},
	}
}

// tab is one of several pages that belong together.
type tab struct {
	Path, Name string
	Here       bool
}

// number returns what the address of a page counts, or says that there is no such page.
func (r *request) number() (int64, error) {
	n, err := strconv.ParseInt(r.http.PathValue("number"), 10, 64)
	if err != nil {
		return 0, errNoPage
	}
	return n, nil
}
