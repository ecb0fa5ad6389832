package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// behind returns the handler of requests that proxies pass on: for those from a trusted one, the address of the client is
// the last in X-Forwarded-For that is no trusted proxy itself. What stands before it anybody could have written.
func behind(proxies []netip.Prefix, next http.Handler) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, ok := client(r, proxies); ok {
			passed := *r
			passed.RemoteAddr = netip.AddrPortFrom(from, 0).String()
			r = &passed
		}
		next.ServeHTTP(w, r)
	})
}

// client returns where a request comes from that a trusted proxy passed on; ok is false for any other.
func client(r *http.Request, proxies []netip.Prefix) (from netip.Addr, ok bool) {
	hop, ok := host(r.RemoteAddr)
	named := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, name := range slices.Backward(named) {
		if !ok || !slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(hop) }) {
			break
		}
		next, known := host(strings.TrimSpace(name))
		if !known {
			break // it was passed on by the last one that we know
		}
		hop, from = next, next
	}
	return from, from.IsValid()
}

// host reads an address, with a port or without.
func host(text string) (netip.Addr, bool) {
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr().Unmap().WithZone(""), true
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return addr.Unmap().WithZone(""), err == nil
}
