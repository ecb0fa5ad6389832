package api

import (
	"embed"
	"net/http"
	"path"
)

//go:embed try
var tryFiles embed.FS

// tryRoutes serve the page on which the operations can be tried: ours, because those of others want inline scripts, inline
// styles or a CDN, which the policy of the console forbids.
func (a *API) tryRoutes() {
	for at, file := range map[string]string{"/{$}": "index.html", "/try.js": "try.js", "/try.css": "try.css"} {
		a.mux.HandleFunc("GET "+Prefix+at, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, tryFiles, path.Join("try", file))
		})
	}
}
