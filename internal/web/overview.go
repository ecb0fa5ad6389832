package web

import (
	"context"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

func (c *Console) overviewRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", c.with(access.See, c.overview))
}

type overviewPage struct {
	frame
	*app.Overview
}

func (c *Console) overview(ctx context.Context, r *request) error {
	o, err := c.App.Overview(ctx)
	if err != nil {
		return err
	}
	return r.page("overview", overviewPage{r.frame(r.say.t("Overview"), "/"), o})
}
