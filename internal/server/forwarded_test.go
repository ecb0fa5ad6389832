package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestATrustedProxySaysWhereARequestComesFrom(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	for what, c := range map[string]struct {
		peer string
		says []string
		want string
	}{
		"nobody in between":          {"192.0.2.1:5000", nil, "192.0.2.1:5000"},
		"a stranger who claims":      {"192.0.2.1:5000", []string{"203.0.113.9"}, "192.0.2.1:5000"},
		"a proxy":                    {"127.0.0.1:5000", []string{"203.0.113.9"}, "203.0.113.9:0"},
		"a proxy by IPv6":            {"[2001:db8::1]:5000", []string{"2001:db9::7"}, "[2001:db9::7]:0"},
		"IPv4 in IPv6":               {"[::ffff:127.0.0.1]:5000", []string{"203.0.113.9"}, "203.0.113.9:0"},
		"two proxies":                {"127.0.0.1:5000", []string{"203.0.113.9, 10.1.2.3"}, "203.0.113.9:0"},
		"two headers":                {"127.0.0.1:5000", []string{"203.0.113.9", "10.1.2.3"}, "203.0.113.9:0"},
		"a client who made up a hop": {"127.0.0.1:5000", []string{"198.51.100.1, 203.0.113.9, 10.1.2.3"}, "203.0.113.9:0"},
		"a client who claims trust":  {"127.0.0.1:5000", []string{"127.0.0.1, 203.0.113.9"}, "203.0.113.9:0"},
		"with a port":                {"127.0.0.1:5000", []string{"203.0.113.9:4711"}, "203.0.113.9:0"},
		"with brackets":              {"127.0.0.1:5000", []string{"[2001:db9::7]"}, "[2001:db9::7]:0"},
		"a proxy that says nothing":  {"127.0.0.1:5000", nil, "127.0.0.1:5000"},
		"a proxy that says nonsense": {"127.0.0.1:5000", []string{"unknown"}, "127.0.0.1:5000"},
		"nonsense before a hop":      {"127.0.0.1:5000", []string{"unknown, 10.1.2.3"}, "10.1.2.3:0"},
		"everybody is a proxy":       {"127.0.0.1:5000", []string{"10.1.2.3"}, "10.1.2.3:0"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.RemoteAddr = c.peer
		for _, s := range c.says {
			r.Header.Add("X-Forwarded-For", s)
		}
		got := ""
		behind(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want || r.RemoteAddr != c.peer {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
}
