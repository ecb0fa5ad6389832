package config

import (
	"net"
	"net/netip"
	"strconv"
	"time"
)

// Serve is the settings of the server.
type Serve struct {
	Listen string        // host:port, where the console and the API are
	URL    string        // under which people reach them, without a slash at the end; empty: http(s)://Listen
	Cert   string        // the file of the certificate; empty: something in front of us speaks TLS, or it is this machine alone
	Key    string        // the file of its key
	Every  time.Duration // how often everything is read, whether something is due or not

	Proxies   []netip.Prefix // in front of us, whose word for a client's address is taken
	Operators Operators

	MetricsToken Secret // a bearer token that whoever reads the metrics shows; none: only this machine reads them
}

var serve = section[Serve]{
	fields: []field[Serve]{
		bind(listenForm, func(s *Serve) *string { return &s.Listen }, Key{
			Name: "listen", Default: "127.0.0.1:8460", Example: "0.0.0.0:8460",
			Doc: "Where the console and the API listen. Beyond this machine they want a certificate, or a proxy in front that has one.",
		}),
		bind(webURL, func(s *Serve) *string { return &s.URL }, Key{
			Name: "url", Example: "https://exeunt.example.com",
			Doc: "Under which address people reach the console: links in messages begin so.",
		}),
		bind(path, func(s *Serve) *string { return &s.Cert }, Key{
			Name: "cert", Example: "server.crt", Doc: "The file of the certificate of the console.",
		}),
		bind(path, func(s *Serve) *string { return &s.Key }, Key{
			Name: "key", Example: "server.key", Doc: "The file of the key of that certificate.",
		}),
		bind(stretch, func(s *Serve) *time.Duration { return &s.Every }, Key{
			Name: "every", Default: "15m",
			Doc: "How often everything is read. What is due at an instant is done at that instant, whatever this says.",
		}),
		bind(secret, func(s *Serve) *Secret { return &s.MetricsToken }, Key{
			Name: "metrics-token", Example: "env:METRICS_TOKEN",
			Doc: "The bearer token for /metrics. Without one, only this machine can read them.",
		}),
		bind(set(network, "addresses or networks", 0), func(s *Serve) *[]netip.Prefix { return &s.Proxies }, Key{
			Name: "trusted-proxies", Example: "[127.0.0.1, 10.0.0.0/8]",
			Doc: "Proxies in front of the server, whose X-Forwarded-For says where a request comes from. Nobody else's is read.",
		}),
		bind(operators.form(), func(s *Serve) *Operators { return &s.Operators }, Key{
			Name: "operators", Doc: "How operators sign in to the console.",
		}),
	},
	check: func(p *place, s *Serve) {
		if p.has("cert") != p.has("key") {
			p.problem("cert", "a certificate and its key go together", "both cert and key, or neither")
		}
	},
}

var listenForm = single("an address and a port such as 127.0.0.1:8460", schema{Type: "string", Pattern: `^.*:[0-9]+$`}, func(s string) (string, bool) {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", false
	}
	n, err := strconv.Atoi(port)
	return s, err == nil && n >= 0 && n <= 65535
})
