package web_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/demo"
	"github.com/exeunt-iam/exeunt/internal/web"
)

// house is the demo company with its console, after one pass.
type house struct {
	app  *app.App
	door *access.Access
	url  string
	dir  string
}

// newHouse opens the company. Its directory answers on a socket and the console on another one.
func newHouse(t *testing.T) *house {
	t.Helper()
	return newHouseWith(t, func(*config.Serve) {})
}

// newHouseWith is one whose server is set up in another way.
func newHouseWith(t *testing.T, change func(*config.Serve)) *house {
	t.Helper()
	dir := t.TempDir()
	company, err := demo.Open(t.Context(), demo.Options{Dir: dir, Now: time.Now()})
	must(t, err)
	a, err := app.Open(t.Context(), company.Settings, app.Options{Hold: "serve"})
	must(t, err)
	change(&a.Settings.Serve)
	_, _, err = a.As("exeunt").Run(t.Context(), nil)
	must(t, err)
	h := &house{app: a, door: a.Access(), dir: dir}
	console, err := web.New(web.Options{App: a, Access: h.door, Work: atOnce{a}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: time.Now})
	must(t, err)
	server := httptest.NewServer(console)
	h.url = server.URL
	t.Cleanup(func() {
		server.Close()
		must(t, a.Close())
		must(t, company.Close())
	})
	return h
}

// atOnce does what is asked before it answers.
type atOnce struct{ app *app.App }

func (w atOnce) Pass(ctx context.Context, _ string) error {
	_, _, err := w.app.As("exeunt").Run(ctx, nil)
	return err
}

func (w atOnce) Apply(ctx context.Context, planID string) error {
	_, err := w.app.ApplyApproved(ctx, planID, nil)
	return err
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// admin is the first operator.
func (h *house) admin(t *testing.T) *access.Operator {
	t.Helper()
	op, err := h.door.Operator(t.Context(), 1)
	must(t, err)
	return &op
}

// passkey is the id of the first operator's first passkey.
func (h *house) passkey(t *testing.T) string {
	t.Helper()
	keys, err := h.door.Passkeys(t.Context(), h.admin(t))
	must(t, err)
	return keys[0].ID
}
