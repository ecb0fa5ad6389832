package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed asset
var assetFiles embed.FS

// asset returns the address of a file of asset/, which changes with its content, so that browsers may keep it for ever.
func asset(name string) string { return "/asset/" + assetDigests()[name] + "/" + name }

// assetDigests returns the beginning of the digest of every asset, by name.
var assetDigests = sync.OnceValue(func() map[string]string {
	digests := map[string]string{}
	err := fs.WalkDir(assetFiles, "asset", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := assetFiles.ReadFile(p)
		sum := sha256.Sum256(data)
		digests[strings.TrimPrefix(p, "asset/")] = hex.EncodeToString(sum[:6])
		return err
	})
	if err != nil {
		panic("web: the files built into the program cannot be read: " + err.Error())
	}
	return digests
})

// assets serves the files of asset/ at the addresses that asset returns.
func assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		digest, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/asset/"), "/")
		data, err := assetFiles.ReadFile("asset/" + name)
		if err != nil || digest != assetDigests()[name] {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(data) // whoever asked has gone
	})
}
