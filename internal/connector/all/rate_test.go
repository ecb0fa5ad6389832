package all_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
)

// What is asked once an hour at most is asked once, and the second call waits: here until its caller has no more time.
func TestASystemIsAskedNoMoreOftenThanItsRate(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusForbidden)
	}))
	defer app.Close()
	away := httptest.NewServer(nil)
	away.Close()
	host := strings.TrimPrefix(away.URL, "http://")
	for name, system := range map[string]string{
		"http": "kind: http, url: " + app.URL + ", insecure: true, sign-in: {token: 'file:p'}, api: {suspended: It is., accounts: {list: {get: u}, one: {get: u}, key: item, login: item}}",
		"ldap": "kind: ldap, url: 'ldap://" + host + "', insecure: true, bind: cn=x, password: 'file:p', people-base: o=x",
	} {
		t.Run(name, func(t *testing.T) {
			c := load(t, system+", rate: 1/h")
			if _, err := c.Lookup(t.Context(), "k"); err == nil || throttled(err) {
				t.Fatalf("the first call: %v", err)
			}
			before := asked.Load()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
			defer cancel()
			if _, err := c.Lookup(ctx, "k"); !throttled(err) || !strings.Contains(err.Error(), "rate that is set") {
				t.Errorf("the second call: %v", err)
			}
			if asked.Load() != before {
				t.Error("it was asked all the same")
			}
		})
	}
}

func throttled(err error) bool {
	_, is := connector.IsThrottled(err)
	return is
}

func load(t testing.TB, system string) connector.Connector {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"p":           "secret\n",
		"exeunt.yaml": "people: [{name: hr, kind: csv, path: hr.csv, columns: {id: id}, zone: UTC}]\nsystems: [{name: app, " + system + "}]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := config.Load(filepath.Join(dir, "exeunt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := all.System(&settings.Systems[0])
	if err != nil {
		t.Fatal(err)
	}
	return c
}
